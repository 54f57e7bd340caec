import { execFile } from 'node:child_process'
import { accessSync, constants, readFileSync } from 'node:fs'
import { parse } from 'node:path'
import { promisify } from 'node:util'

import { ConfigError } from '../../errors.ts'
import { readableFile } from '../../inventory/readable-file.ts'
import { askHidden } from '../../run/secrets/ask-hidden.ts'
import { registerSecret } from '../../run/secrets/secrets.ts'
import { withoutSecrets } from '../../secret-variables.ts'
import type { VaultIdentity } from './identities.ts'

const run = promisify(execFile)

/** A script may ask a person or a key ring; it is ended after this. */
const LONGEST = 60_000

/** For a script whose name ends in `-client` that does not know the label. */
const UNKNOWN_LABEL = 2

/**
 * The password of one vault id, or undefined when a client script says that it has none by that label.
 *
 * An executable file is run, any other is read, and `prompt` asks on the terminal: as `ansible-vault` does.
 *
 * @throws {ConfigError} when it cannot be had, or is empty.
 */
export async function readPassword(identity: VaultIdentity): Promise<Buffer | undefined> {
  const password = identity.source === 'prompt' ? await ask(identity) : await fromFile(identity)
  if (password?.length === 0) throw new ConfigError('vault-password', `${named(identity)} gives an empty password`)
  if (password !== undefined) registerSecret(password.toString())
  return password
}

async function ask({ label, from }: VaultIdentity): Promise<Buffer> {
  const message = `${from} asks for the vault password on a terminal, and there is none`
  const hint = 'name a file or a script: ANSIBLE_VAULT_PASSWORD_FILE'
  const typed = await askHidden(`Vault password (${label}): `, { message, hint })
  return Buffer.from(typed.trim())
}

async function fromFile(identity: VaultIdentity): Promise<Buffer | undefined> {
  const file = readableFile(identity.source, identity.from)
  if (isExecutable(file)) return runScript(file, identity)
  const bytes = readFileSync(file)
  if (bytes.subarray(0, 14).toString('latin1') === '$ANSIBLE_VAULT') {
    throw new ConfigError('vault-password', `${named(identity)} is itself encrypted by Ansible Vault`, {
      hint: 'decrypt it, or let a script print the password',
    })
  }
  return trimmed(bytes, (byte) => byte === 32 || (byte >= 9 && byte <= 13))
}

async function runScript(file: string, identity: VaultIdentity): Promise<Buffer | undefined> {
  const args = parse(file).name.endsWith('-client') ? ['--vault-id', identity.label] : []
  const options = { encoding: 'buffer', timeout: LONGEST, maxBuffer: 64 * 1024, killSignal: 'SIGKILL' } as const
  try {
    const running = run(file, args, { ...options, env: withoutSecrets(process.env) })
    running.child.stdin?.end()
    const { stdout } = await running
    return trimmed(stdout, (byte) => byte === 10 || byte === 13)
  } catch (cause) {
    const { code, killed } = cause as { code?: unknown; killed?: boolean }
    if (args.length > 0 && code === UNKNOWN_LABEL) return undefined
    throw scriptFailed(identity, killed ? `it was ended after ${LONGEST / 1000} s` : reasonOf(code))
  }
}

// what it printed stays unsaid: it may be a password
function scriptFailed(identity: VaultIdentity, why: string): ConfigError {
  return new ConfigError('vault-password', `${named(identity)} is executable, so it was run: ${why}`, {
    hint: 'run it by hand to see what it says; a file that holds the password itself is not executable (chmod -x)',
  })
}

function reasonOf(code: unknown): string {
  if (typeof code === 'number') return `it exited with ${code}`
  return code === 'ENOEXEC' || code === 'EACCES' ? 'it is no program' : `it cannot be run (${String(code)})`
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

function trimmed(bytes: Buffer, isBlank: (byte: number) => boolean): Buffer {
  const start = bytes.findIndex((byte) => !isBlank(byte))
  const end = bytes.findLastIndex((byte) => !isBlank(byte))
  return start === -1 ? Buffer.alloc(0) : bytes.subarray(start, end + 1)
}

function named({ source, from }: VaultIdentity): string {
  return source === 'prompt' ? from : `${source} (${from})`
}
