import { homedir } from 'node:os'
import { join } from 'node:path'
import { ConfigError } from '../errors.ts'
import type { HostSpec } from '../host/host-spec.ts'
import { checkAddress } from './host-string.ts'
import { checkUser } from './login-name.ts'
import { parseHostKey } from './host-key.ts'
import type { HostEntry, SshTransport } from './inventory.ts'
import { parsePort } from './port.ts'
import { expandPath, readableFile } from './readable-file.ts'

/** What one source says of how to reach a host. The first layer that says a thing decides it. */
export interface Layer {
  /** Where it says one of these things, as messages name it: `--port`, `INFRASPEC_PORT` or `roles/app.ts`. */
  readonly source: (setting: string) => string
  readonly user?: string | undefined
  /** Who logs in by SSH: no user of a container. */
  readonly sshUser?: string | undefined
  readonly port?: number | undefined
  readonly identities?: readonly string[] | undefined
  /** One way to judge it, or several pins. */
  readonly hostKey?: readonly string[] | undefined
  readonly knownHosts?: readonly string[] | undefined
  readonly sudo?: boolean | undefined
  readonly transport?: SshTransport | undefined
  /** A file, or `none`. */
  readonly sshConfig?: string | undefined
  /** `[user@]host[:port]`, the first hop first, or `none`. */
  readonly jump?: readonly string[] | undefined
  /** Means `sudo: true` where the same source does not say otherwise. */
  readonly become?: HostSpec['become']
  readonly sudoPassword?: string | undefined
  readonly password?: string | undefined
  /** Milliseconds. */
  readonly wait?: number | undefined
  readonly waitFor?: HostSpec['waitFor']
}

/** What is the same for every host of a run. */
export interface Shared {
  /** Relative paths begin here. */
  readonly root: string
  readonly privateKey: string | undefined
  readonly agent: string | undefined
  /** `--var`: over what a host says itself. */
  readonly vars: Readonly<Record<string, unknown>>
}

/**
 * A host with everything that is needed to reach it.
 *
 * @throws {ConfigError} when a part of it is malformed or a file that it names is not there.
 */
export function makeHost(entry: HostEntry, layers: readonly Layer[], source: string, shared: Shared): HostSpec {
  const name = entry.name ?? entry.address
  // Reports are objects by name, in which these are there before anything was checked.
  if (name in {}) throw new ConfigError('host-name', `No host can be called ${JSON.stringify(name)} (${source})`)
  const vars = { ...entry.vars, ...shared.vars }
  const { instance, region } = entry
  const origin = { source, vars, ...(instance !== undefined && { instance }), ...(region !== undefined && { region }) }
  const common = { id: name, name, address: entry.address, ...privilegeOf(layers), ...waitOf(layers), ...origin }
  const hostKey = hostKeyOf(layers, shared.root)
  const { transport: own, pod } = entry
  if (own !== undefined && own !== 'ssh' && own !== 'openssh') {
    const user = own === 'local' ? undefined : checkedUser(first(layers, 'user'))
    return { ...common, transport: own, pod, port: undefined, user, identities: [], hostKey }
  }
  checkAddress(entry.address, entry.address, source)
  const { agent, privateKey } = shared
  const login = { port: portOf(layers), user: userOf(layers), identities: identitiesOf(layers, shared.root) }
  const password = first(layers, 'password')?.value
  const transport = first(layers, 'transport')?.value ?? 'ssh'
  const sshConfig = sshConfigOf(layers, shared.root)
  const proxyJump = first(layers, 'jump')?.value.join(',')
  const config = { sshConfig, proxyJump, sshOptions: entry.sshOptions }
  return { ...common, transport, ...login, password, hostKey, agent, privateKey, ...config }
}

function sshConfigOf(layers: readonly Layer[], root: string): string | undefined {
  const file = first(layers, 'sshConfig')
  return file === undefined || file.value === 'none' ? file?.value : readableFile(file.value, file.source, root)
}

function privilegeOf(layers: readonly Layer[]): Pick<HostSpec, 'sudo' | 'become' | 'sudoPassword'> {
  const decisive = layers.find(({ sudo, become }) => sudo !== undefined || become !== undefined)
  return {
    sudo: decisive !== undefined && (decisive.sudo ?? true),
    become: first(layers, 'become')?.value,
    sudoPassword: first(layers, 'sudoPassword')?.value,
  }
}

// what is waited for is in a machine that has just begun to boot
const WAIT_FOR = 5 * 60_000

function waitOf(layers: readonly Layer[]): Pick<HostSpec, 'wait' | 'waitFor'> {
  const waitFor = first(layers, 'waitFor')?.value
  const wait = first(layers, 'wait')?.value ?? (waitFor && WAIT_FOR)
  return { ...(wait !== undefined && { wait }), ...(waitFor && { waitFor }) }
}

function userOf(layers: readonly Layer[]): string | undefined {
  return checkedUser(
    first(
      layers.map((layer) => ({ ...layer, user: layer.user ?? layer.sshUser })),
      'user',
    ),
  )
}

function checkedUser(user: { readonly value: string; readonly source: string } | undefined): string | undefined {
  return user && checkUser(user.value, user.source)
}

function portOf(layers: readonly Layer[]): number | undefined {
  const port = first(layers, 'port')
  return port && parsePort(port.value, port.source)
}

function identitiesOf(layers: readonly Layer[], root: string): string[] {
  const { value = [], source = '' } = first(layers, 'identities') ?? {}
  return value.map((path) => readableFile(path, source, root))
}

// ssh_config(5), UserKnownHostsFile and GlobalKnownHostsFile; those that are not there hold no key
const KNOWN_HOSTS = [
  join(homedir(), '.ssh/known_hosts'),
  join(homedir(), '.ssh/known_hosts2'),
  '/etc/ssh/ssh_known_hosts',
  '/etc/ssh/ssh_known_hosts2',
]

function hostKeyOf(layers: readonly Layer[], root: string): HostSpec['hostKey'] {
  const files = first(layers, 'knownHosts')
  const knownHosts = files?.value.map((path) => readableFile(path, files.source, root)) ?? KNOWN_HOSTS
  const { value = ['strict'], source = '' } = first(layers, 'hostKey') ?? {}
  const ways = value.map((way) =>
    way.startsWith('file:') ? `file:${expandPath(way.slice('file:'.length), root)}` : way,
  )
  return { ...parseHostKey(ways, knownHosts, source), ...(files === undefined && { usual: KNOWN_HOSTS }) }
}

const SETTINGS = {
  source: '',
  user: 'user',
  sshUser: 'user',
  port: 'port',
  identities: 'identity',
  hostKey: 'host-key',
  knownHosts: 'known-hosts',
  sudo: 'sudo',
  transport: 'transport',
  sshConfig: 'ssh-config',
  jump: 'jump',
  become: 'become',
  sudoPassword: 'sudo-password',
  password: 'password',
  wait: 'wait',
  waitFor: 'wait-for',
} as const satisfies Record<keyof Layer, string>

function first<Key extends keyof Layer>(layers: readonly Layer[], key: Key) {
  for (const layer of layers) {
    const value = layer[key]
    if (value !== undefined) return { value: value as NonNullable<Layer[Key]>, source: layer.source(SETTINGS[key]) }
  }
  return undefined
}
