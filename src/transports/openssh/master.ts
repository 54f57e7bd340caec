import { spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { isIPv6 } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { ConnectError } from '../../errors.ts'
import type { HostSpec } from '../../host/host-spec.ts'
import { judgeHostKey } from '../keys/host-key.ts'
import { parseKnownHosts } from '../keys/known-hosts.ts'
import type { Connection } from '../transport.ts'
import { openSshConfig } from './config.ts'
import { endOf } from './end-of.ts'
import { type Folder, makeFolder } from './folder.ts'
import { loginError } from './login-error.ts'

/** The connection that all channels of a host share. */
export interface Master {
  readonly hostKey: Connection['hostKey']
  /** How messages name the host and where it was looked for. */
  readonly place: string
  readonly folder: Folder
  /** The arguments of every ssh(1) that speaks to it, before what it is to do. */
  readonly args: readonly string[]
  readonly address: string
  readonly isAlive: () => Promise<boolean>
  /** Ends it and takes its folder away, within a second. */
  readonly end: () => Promise<void>
}

/** How a connection is to be made. */
export interface MasterOptions {
  readonly host: HostSpec
  /** Milliseconds. */
  readonly connectTimeout: number
  readonly signal: AbortSignal
}

// seconds: nobody is there to end it when this process is killed, so that it ends by itself when nobody uses it
const IDLE = 30

// milliseconds that a word with the master may take: a busy machine is no lost connection, and an end does not wait
const CHECK_LIMIT = 5000
const EXIT_LIMIT = 800

/**
 * Logs in, once for all channels.
 *
 * @throws {ConnectError} with what ssh(1) said.
 */
export async function startMaster(options: MasterOptions): Promise<Master> {
  const { host } = options
  const folder = makeFolder()
  try {
    prepare(folder, options)
    await logIn(folder, options)
    rmSync(folder.path('key'), { force: true })
    const master = masterIn(folder, host)
    return await trusted(master, host)
  } catch (error) {
    await masterIn(folder, host).end()
    throw error
  }
}

function prepare(folder: Folder, { host, connectTimeout }: MasterOptions): void {
  const keyFile = host.privateKey === undefined ? undefined : folder.path('key')
  if (keyFile !== undefined) writeFileSync(keyFile, `${host.privateKey?.trimEnd()}\n`, { mode: 0o600 })
  const config = openSshConfig({ host, connectTimeout, newKeys: folder.path('new'), keyFile })
  writeFileSync(folder.path('config'), config, { mode: 0o600 })
}

async function logIn(folder: Folder, { host, connectTimeout, signal }: MasterOptions): Promise<void> {
  const { user, port, identities, proxyJump } = host
  const login = [
    ...(user === undefined ? [] : ['-l', user]),
    ...(port === undefined ? [] : ['-p', String(port)]),
    ...(proxyJump === undefined ? [] : ['-J', proxyJump]),
    ...[...(host.privateKey === undefined ? [] : [folder.path('key')]), ...identities].flatMap((file) => ['-i', file]),
  ]
  const log = openSync(folder.path('log'), 'a', 0o600)
  const args = [...argsIn(folder), '-v', '-N', '-M', '-o', `ControlPersist=${IDLE}`, ...login, '--', host.address]
  const child = spawn('ssh', args, { stdio: ['ignore', 'ignore', log], env: environment(host) })
  closeSync(log)
  // -v, or with ControlPersist the clients that it starts for jump hosts would say nothing of what is wrong
  // with ControlPersist it goes on in the background once it is logged in, and this process ends
  const end = await endOf(child, connectTimeout, signal)
  if (end === 0) return
  throw loginError({
    host,
    place: placeOf(host),
    end,
    limit: connectTimeout,
    log: readFileSync(folder.path('log'), 'utf8'),
  })
}

function environment({ agent }: HostSpec): NodeJS.ProcessEnv {
  return { ...process.env, LC_ALL: 'C', SSH_AUTH_SOCK: agent }
}

function argsIn(folder: Folder): string[] {
  return ['-F', folder.path('config'), '-T', '-S', folder.path('s')]
}

/** What its configuration says of it, only ssh(1) knows. */
function placeOf(host: HostSpec): string {
  const { name, user, address, port } = host
  const login = `${user === undefined ? '' : `${user}@`}${isIPv6(address) ? `[${address}]` : address}`
  return `${name} (ssh ${login}${port === undefined ? '' : `:${port}`})`
}

function masterIn(folder: Folder, host: HostSpec): Master {
  const args = argsIn(folder)
  const control = (what: 'check' | 'exit', limit: number) => {
    const child = spawn('ssh', [...args, '-O', what, '--', host.address], { stdio: 'ignore' })
    return endOf(child, limit, new AbortController().signal)
  }
  return {
    hostKey: undefined,
    place: placeOf(host),
    folder,
    args,
    address: host.address,
    isAlive: async () => (await control('check', CHECK_LIMIT)) === 0,
    end: async () => {
      if ((await control('exit', EXIT_LIMIT)) === 0) await delay(20)
      folder.remove()
    },
  }
}

/** What ssh(1) accepted as new is judged before anything is asked of the host. */
async function trusted(master: Master, host: HostSpec): Promise<Master> {
  if (host.hostKey.mode === 'strict') return master
  const [added] = parseKnownHosts(newKeys(master.folder), 'new')
  if (added === undefined) return master
  const known = { keys: [], revoked: [], authorities: [], portless: [], files: [] }
  const trust = { place: master.place, host: host.name, policy: host.hostKey, known }
  return { ...master, hostKey: judgeHostKey(added.blob, trust) }
}

function newKeys(folder: Folder): string {
  try {
    return readFileSync(folder.path('new'), 'utf8')
  } catch {
    return ''
  }
}

/** The error of a connection that is gone. */
export function lostError(master: Master, host: string): ConnectError {
  return new ConnectError('connection-lost', `Lost the connection to ${master.place}`, { host })
}
