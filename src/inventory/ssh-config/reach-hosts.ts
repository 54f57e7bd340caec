import pLimit from 'p-limit'
import type { HostSpec } from '../../host/host-spec.ts'
import { checkAddress } from '../host-string.ts'
import { checkUser } from '../login-name.ts'
import { expandPath } from '../readable-file.ts'
import { askSsh, askWithoutFiles } from './ask-ssh.ts'
import { hopsOf } from './hops.ts'
import { type SshSettings, settingsFrom } from './settings.ts'

// each is a short process of its own
const AT_ONCE = 8

/**
 * The same hosts with what the SSH configuration says of them where nothing else says it, and the hops to them.
 *
 * @throws {ConfigError} when it is malformed, or asks for what only OpenSSH itself can do.
 */
export async function reachHosts(hosts: readonly HostSpec[], { limited }: ReachOptions): Promise<HostSpec[]> {
  const limit = pLimit(AT_ONCE)
  const reached = await Promise.all(hosts.map((host) => limit(() => reachHost(host))))
  return limited ? reached.map(withoutLimit) : reached
}

/** What the run says of itself. */
export interface ReachOptions {
  /** It has a limit for connecting, which stands over ConnectTimeout. */
  readonly limited: boolean
}

function withoutLimit(host: HostSpec): HostSpec {
  return { ...host, connectTimeout: undefined, ...(host.jumps && { jumps: host.jumps.map(withoutLimit) }) }
}

async function reachHost(host: HostSpec): Promise<HostSpec> {
  // the system's client reads its own configuration
  if (host.transport !== 'ssh') return host
  const settings = await settingsOf(host)
  const reached = settings === undefined ? host : withSettings(host, settings)
  const hops = host.proxyJump ?? settings?.jumps
  if (hops === undefined || hops === 'none') return reached
  return { ...reached, jumps: await hopsOf({ hops, target: reached, reach }) }
}

/** A hop with its own settings, and the hops before it that it names itself. */
async function reach(hop: HostSpec): Promise<{ readonly hop: HostSpec; readonly jumps: string | undefined }> {
  const settings = await settingsOf(hop)
  return { hop: settings === undefined ? hop : withSettings(hop, settings), jumps: settings?.jumps }
}

async function settingsOf({ address, user, port, sshConfig, sshOptions }: HostSpec): Promise<SshSettings | undefined> {
  const said = await askSsh({ alias: address, user, port, file: sshConfig, options: sshOptions })
  return said && settingsFrom(said, await askWithoutFiles(), address)
}

function withSettings(host: HostSpec, settings: SshSettings): HostSpec {
  const { hostName, user, port, identities, agent, knownHosts, laxHostKeys } = settings
  const source = `the SSH config of ${host.name}`
  checkAddress(hostName, hostName, source)
  return {
    ...host,
    address: hostName,
    user: host.user ?? (user && checkUser(user, source)),
    port: host.port ?? port,
    agent: agent === undefined ? host.agent : agent === 'none' ? undefined : expandPath(agent),
    defaultIdentities: identities?.map((file) => expandPath(file)),
    identitiesOnly: settings.identitiesOnly,
    hostKey: {
      ...host.hostKey,
      ...(host.hostKey.usual && knownHosts && { knownHosts: knownHosts.map((file) => expandPath(file)) }),
      ...(laxHostKeys && { notObeyed: laxHostKeys }),
    },
    hostKeyAlias: settings.hostKeyAlias,
    connectTimeout: settings.connectTimeout,
    keepalive: settings.keepalive,
  }
}
