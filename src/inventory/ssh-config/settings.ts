import { ConfigError } from '../../errors.ts'
import { type SshDump, splitFiles } from './dump.ts'
import { expandTokens, type Names } from './tokens.ts'

/** What the SSH configuration says of a host; what it leaves to the defaults of ssh(1) is missing. */
export interface SshSettings {
  readonly hostName: string
  readonly user?: string | undefined
  readonly port?: number | undefined
  readonly identities?: readonly string[] | undefined
  readonly identitiesOnly: boolean
  /** A socket, or `none`. */
  readonly agent?: string | undefined
  /** `[user@]host[:port]` separated by commas, the first hop first. */
  readonly jumps?: string | undefined
  readonly knownHosts?: readonly string[] | undefined
  readonly hostKeyAlias?: string | undefined
  /** As it says it, when that is less than strict. */
  readonly laxHostKeys?: string | undefined
  /** Milliseconds. */
  readonly connectTimeout?: number | undefined
  /** Milliseconds, and how many may go unanswered. */
  readonly keepalive?: { readonly interval: number; readonly count: number } | undefined
}

/**
 * The settings of a host from what `ssh -G` says of it with and without files.
 *
 * @throws {ConfigError} for what only OpenSSH itself can do.
 */
export function settingsFrom(said: SshDump, without: SshDump, alias: string): SshSettings {
  refuseUnsupported(said, alias)
  const own = (name: string) => {
    const lines = said.get(name)
    return lines?.join('\n') === without.get(name)?.join('\n') ? undefined : lines
  }
  const one = (name: string) => own(name)?.[0]
  const hostName = said.get('hostname')?.[0] ?? alias
  const names = { alias, hostName, user: said.get('user')?.[0] ?? '', port: said.get('port')?.[0] ?? '22' }
  const expand = (text: string) => expandTokens(text, names)
  return {
    hostName,
    user: one('user'),
    port: numberOf(one('port')),
    identities: own('identityfile')
      ?.filter((file) => file !== 'none')
      .map(expand),
    identitiesOnly: one('identitiesonly') === 'yes',
    agent: agentOf(one('identityagent'), names),
    jumps: one('proxyjump') === 'none' ? undefined : one('proxyjump'),
    knownHosts: knownHostsOf(own, said)?.map(expand),
    hostKeyAlias: one('hostkeyalias'),
    laxHostKeys: /^(?:no|off|false|accept-new)$/.exec(one('stricthostkeychecking') ?? '')?.[0],
    connectTimeout: times(numberOf(one('connecttimeout')), 1000),
    keepalive: keepaliveOf(said),
  }
}

const UNSUPPORTED: readonly (readonly [setting: string, name: string, harmless: RegExp])[] = [
  ['proxycommand', 'ProxyCommand', /^none$/],
  ['certificatefile', 'CertificateFile', /^none$/],
  ['pkcs11provider', 'PKCS11Provider', /^(?:none)?$/],
  ['securitykeyprovider', 'SecurityKeyProvider', /^(?:internal)?$/],
]

function refuseUnsupported(said: SshDump, alias: string): void {
  for (const [setting, name, harmless] of UNSUPPORTED) {
    if ((said.get(setting) ?? []).every((value) => harmless.test(value))) continue
    const message = `The SSH config asks for ${name} to reach ${alias}, which only OpenSSH itself can do`
    throw new ConfigError('unsupported-ssh-config', message, {
      host: alias,
      hint: 'use --transport openssh, or leave the SSH config out: --ssh-config none',
    })
  }
}

function agentOf(said: string | undefined, names: Names): string | undefined {
  if (said === undefined || said === 'none') return said
  if (said === 'SSH_AUTH_SOCK') return process.env['SSH_AUTH_SOCK'] || 'none'
  if (said.startsWith('$') && !said.startsWith('${')) return process.env[said.slice(1)] || 'none'
  return expandTokens(said, names)
}

// what one of the two says leaves the other one as it is
function knownHostsOf(own: (name: string) => readonly string[] | undefined, said: SshDump): string[] | undefined {
  const names = ['userknownhostsfile', 'globalknownhostsfile']
  if (names.every((name) => own(name) === undefined)) return undefined
  return names.flatMap((name) => splitFiles(said.get(name)?.[0] ?? '')).filter((file) => file !== '' && file !== 'none')
}

function keepaliveOf(said: SshDump): SshSettings['keepalive'] {
  const interval = numberOf(said.get('serveraliveinterval')?.[0]) ?? 0
  const count = numberOf(said.get('serveralivecountmax')?.[0]) ?? 3
  // without one, ours stays: a connection that nobody watches may hang for ever
  return interval > 0 && count > 0 ? { interval: interval * 1000, count } : undefined
}

function numberOf(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,6}$/.test(text) ? Number(text) : undefined
}

function times(number: number | undefined, factor: number): number | undefined {
  return number === undefined || number === 0 ? undefined : number * factor
}
