import { ConfigError } from '../../errors.ts'
import type { HostSpec } from '../../host/host-spec.ts'
import { parseHost } from '../host-string.ts'

/** What finding the hops to a host needs. */
export interface HopsOptions {
  /** `[user@]host[:port]` separated by commas, the first hop first. */
  readonly hops: string
  readonly target: HostSpec
  readonly reach: (hop: HostSpec) => Promise<{ readonly hop: HostSpec; readonly jumps: string | undefined }>
}

const MOST = 8

/**
 * The hops to a host, the first one first.
 *
 * Of those that are named the first may have hops of its own, as with `ssh -J`: the others are reached through it.
 *
 * @throws {ConfigError} when one is malformed, or they lead back to where they began.
 */
export async function hopsOf({ hops, target, reach }: HopsOptions): Promise<HostSpec[]> {
  let path: HostSpec[] = []
  let rest: string | undefined = hops
  while (rest !== undefined) {
    const reached: Awaited<ReturnType<HopsOptions['reach']>>[] = await Promise.all(
      rest.split(',').map((text) => reach(hop(text.trim(), target))),
    )
    path = [...reached.map((one) => one.hop), ...path]
    refuseLoop(path, target)
    rest = reached[0]?.jumps
  }
  return path.map((one) => withKeys(one, target))
}

/** Host keys of hops are always strict: a flag that says otherwise is about the host behind them. */
function hop(text: string, target: HostSpec): HostSpec {
  const source = `the jump hosts of ${target.name}`
  const entry = parseHost(plain(text), source)
  if (entry.transport !== undefined && entry.transport !== 'ssh') {
    throw new ConfigError('malformed-host', `${source} name ${JSON.stringify(text)}, which is no SSH host`)
  }
  const { name = entry.address, address, user, port } = entry
  const { agent, sshConfig } = target
  const hostKey = { ...target.hostKey, mode: 'strict', fingerprints: [] } as const
  const { knownHosts, usual, ...policy } = hostKey
  const known = usual === undefined ? { knownHosts } : { knownHosts: usual, usual }
  return {
    ...{ id: name, name, transport: 'ssh', address, user, port, identities: [], sudo: false, source, vars: {} },
    ...{ hostKey: { ...policy, ...known, notObeyed: undefined }, agent, sshConfig },
  }
}

/** Without `ssh://`, and without the brackets that `ssh -G` puts around every address. */
function plain(text: string): string {
  return text.replace(/^ssh:\/\/([^/]+)\/?$/, '$1').replace(/\[([^\]:]*)\]/, '$1')
}

/** A hop that has no key of its own is offered those of the host behind it. */
function withKeys(one: HostSpec, { identities, privateKey, passphrase }: HostSpec): HostSpec {
  return one.defaultIdentities === undefined ? { ...one, identities, privateKey, passphrase } : { ...one, passphrase }
}

function refuseLoop(path: readonly HostSpec[], target: HostSpec): void {
  const place = ({ address, port = 22, user = '' }: HostSpec) => JSON.stringify([address, port, user])
  const places = [...path, target].map(place)
  if (new Set(places).size === places.length && path.length <= MOST) return
  const names = [...path, target].map(({ name }) => name).join(' → ')
  throw new ConfigError('jump-loop', `The jump hosts of ${target.name} lead in a circle: ${names.slice(0, 300)}`, {
    host: target.name,
    hint: 'exempt them in the SSH config: Host * !bastion, or ProxyJump none for the bastion itself',
  })
}
