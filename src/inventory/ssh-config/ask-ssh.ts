import { execFile } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { homedir, userInfo } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { ConfigError } from '../../errors.ts'
import { printable } from '../../transports/endpoint.ts'
import type { HostSpec } from '../../host/host-spec.ts'
import { parseDump, type SshDump } from './dump.ts'

/** What is asked about: a host as a person names it, and what is known of it before any file is read. */
export interface SshQuestion {
  readonly alias: string
  readonly user?: string | undefined
  readonly port?: number | undefined
  /** A file, or `none`; by default those of ssh(1). */
  readonly file?: string | undefined
  /** What stands over the files, by name. */
  readonly options?: HostSpec['sshOptions']
}

const run = promisify(execFile)

/**
 * The SSH configuration of a host, as OpenSSH itself reads it: Include, Match and negation are its own.
 *
 * About 8 ms a host. Where no file says anything, nothing is started and the answer is undefined.
 *
 * @throws {ConfigError} when the file is malformed, or there is no ssh(1) to read it.
 */
export async function askSsh(question: SshQuestion): Promise<SshDump | undefined> {
  const { alias, user, port, file, options = [] } = question
  if (options.length === 0 && (file === 'none' || (file === undefined && !saysAnything()))) return undefined
  if (!isName(alias)) throw new ConfigError('malformed-host', `Not the name of a host: ${JSON.stringify(alias)}`)
  const login = [...(user === undefined ? [] : ['-l', user]), ...(port === undefined ? [] : ['-p', String(port)])]
  const given = options.flatMap(([name, value]) => ['-o', `${name}=${value}`])
  return dump([...filesOf(file), ...login, ...given, '--', alias], question)
}

/** What OpenSSH says of a host without any file. */
export function askWithoutFiles(): Promise<SshDump> {
  without ??= dump(['-F', 'none', '--', 'localhost'], { alias: 'localhost' })
  return without
}

let without: Promise<SshDump> | undefined

async function dump(args: readonly string[], { alias, file }: SshQuestion): Promise<SshDump> {
  try {
    const { stdout } = await run('ssh', ['-G', '-T', ...args], { timeout: 10_000, maxBuffer: 1 << 20 })
    return parseDump(stdout)
  } catch (cause) {
    throw explain(cause as Failure, alias, file)
  }
}

type Failure = Error & { readonly code?: unknown; readonly stderr?: string; readonly killed?: boolean }

function explain(cause: Failure, alias: string, file = '~/.ssh/config'): ConfigError {
  if (cause.code === 'ENOENT') {
    return new ConfigError('no-ssh-client', `Cannot read ${file}: there is no ssh command on this machine`, {
      hint: 'install the OpenSSH client, which reads it; or do without it: --ssh-config none',
      cause,
    })
  }
  const why = cause.killed
    ? 'it took longer than 10 s'
    : printable(cause.stderr?.replaceAll('\n', ' ') ?? cause.message)
  return new ConfigError('ssh-config', `The SSH config cannot be read for ${alias}: ${why}`, {
    hint: `try it: ssh ${file === '~/.ssh/config' ? '' : `-F ${file} `}-G -- ${alias}`,
    cause,
  })
}

/** Where `HOME` is not the account's own, as in some containers, ssh(1) would look into the other one. */
function filesOf(file: string | undefined): string[] {
  if (file !== undefined) return ['-F', file]
  return homedir() === userInfo().homedir || !existsSync(userConfig()) ? [] : ['-F', userConfig()]
}

/** The person's own file. */
function userConfig(): string {
  return join(homedir(), '.ssh/config')
}

const SYSTEM = '/etc/ssh/ssh_config'

// what distributions ship is about the terminal and Kerberos: nothing that this reads
const MATTERS =
  /^\s*(?:Match|HostName|User|Port|Identit|CertificateFile|Proxy|PKCS11|SecurityKey|UserKnown|GlobalKnown|HostKeyAlias|StrictHost|ConnectTimeout|ServerAlive|Include(?!\s+\/etc\/ssh\/ssh_config\.d\/\*\.conf\s*$))/im

function saysAnything(): boolean {
  return existsSync(userConfig()) || systemFiles().some((file) => MATTERS.test(textOf(file)))
}

function systemFiles(): string[] {
  const folder = `${SYSTEM}.d`
  const more = existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : []
  return [SYSTEM, ...more.filter((name) => name.endsWith('.conf'))]
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

/** What cannot be taken for an option or for two words. */
function isName(alias: string): boolean {
  return /^(?!-)[^\s\p{Cc}\p{Cf}]+$/u.test(alias)
}
