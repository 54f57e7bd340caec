import { sh } from '../../host/shell.ts'
import { couldNotTell, type Provider, type Unknown } from '../define-resource.ts'
import { allFailed, allUnknown, linesOf } from '../shared/all-unknown.ts'

/** A bridge that is there. */
export interface BridgePresent {
  readonly exists: true
  /** The interfaces that it joins. */
  readonly interfaces: readonly string[]
  /** It runs the spanning tree protocol. */
  readonly stp: boolean
  /** It keeps apart what is in different VLANs. */
  readonly vlanFiltering: boolean
}

/** What is known about a bridge; an interface that is none of that kind is no bridge. */
export type BridgeState = { readonly exists: false } | BridgePresent

// ip-link(8) with -d says what kind of link each is; busybox's does not know -d. brctl(8) is gone from most hosts.
export const ipBridge: Provider<BridgeState> = {
  on: ({ tools }) => tools.includes('ip'),
  show: (name) => sh`ip -d link show dev ${name}; ip link show master ${name}`,
  ask: () => sh`ip -d -o link show && echo =`,
  parse: (answer, names) => {
    const lines = linesOf(answer.stdout)
    if (answer.exitCode !== 0 || lines.pop() !== '=') return allFailed(names, 'ip', answer)
    const links = lines.map(readLink)
    if (links.includes(undefined) || links.length === 0) return allUnknown(names, 'ip printed what cannot be read')
    return new Map(names.map((name) => [name, bridgeOf(name, links)]))
  },
}

interface Link {
  readonly name: string
  readonly master: string | undefined
  /** What stands behind the word `bridge`; `undefined` for another kind of link. */
  readonly bridge: string | undefined
}

function readLink(line: string): Link | undefined {
  const [, name, rest = ''] = /^\d+: ([^\s@]+?)(?:@\S+)?: <[^>]*> mtu \d+(.*)$/.exec(line) ?? []
  if (name === undefined) return undefined
  return { name, master: / master (\S+)/.exec(rest)?.[1], bridge: /\\\s+bridge\b(.*)$/.exec(rest)?.[1] }
}

function bridgeOf(name: string, links: readonly (Link | undefined)[]): BridgeState | Unknown {
  const bridge = links.find((link) => link?.name === name)?.bridge
  if (bridge === undefined) return { exists: false }
  if (!bridge.includes(' stp_state ')) return couldNotTell('ip is too old to say what the bridge does')
  const members = links.filter((link) => link?.master === name).map((link) => link?.name ?? '')
  const isOn = (option: string) => new RegExp(` ${option} [1-9]`).test(bridge)
  return { exists: true, interfaces: members, stp: isOn('stp_state'), vlanFiltering: isOn('vlan_filtering') }
}
