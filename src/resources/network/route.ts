import { sh } from '../../host/shell.ts'
import { couldNotTell, type Provider, type Unknown } from '../define-resource.ts'
import { firstLine, linesOf } from '../shared/all-unknown.ts'
import { readAddress } from '../sockets/address.ts'

/** One way to a destination. */
export interface Hop {
  /** The address of the next host; `undefined` where the destination is on the link itself. */
  readonly gateway: string | undefined
  /** `undefined` for a destination that is refused. */
  readonly interface: string | undefined
  /** Lower is taken first; 0 where it is not said. */
  readonly metric: number
  /** `unicast`, or what is done instead: `blackhole`, `unreachable`, `prohibit`. */
  readonly type: string
}

/** A destination that the main routing table has. */
export interface RoutePresent {
  readonly exists: true
  /** The one that is taken first; those of equal rank as the table has them. */
  readonly hops: readonly Hop[]
}

/** What is known about the routes to a destination. */
export type RouteState = { readonly exists: false } | RoutePresent

// ip-route(8). -o joins the hops of a route with several. A kernel without IPv6 fails the second question alone.
export const ipRoute: Provider<RouteState> = {
  on: ({ tools }) => tools.includes('ip'),
  show: (key) => (key.includes(':') ? sh`ip -6 route show ${key}` : sh`ip -4 route show ${key}`),
  ask: () => sh`ip -4 -o route show; echo "= $?"
ip -6 -o route show; echo "= $?"`,
  parse: ({ stdout, stderr, exitCode }, keys) => {
    const [ipv4 = '', codeOf4, ipv6 = '', codeOf6] = stdout.split(/^= (\d+)\n/m)
    return new Map(
      keys.map((key) => {
        const [table, code] = key.includes(':') ? [ipv6, codeOf6] : [ipv4, codeOf4]
        if (code !== '0') return [key, couldNotTell(firstLine(stderr) || `ip ended with exit code ${code ?? exitCode}`)]
        return [key, find(table, key)]
      }),
    )
  },
}

function find(table: string, key: string): RouteState | Unknown {
  const hops: Hop[] = []
  for (const line of linesOf(table)) {
    const [, type = 'unicast', destination] =
      /^(?:(unicast|local|broadcast|multicast|throw|unreachable|prohibit|blackhole|nat) )?(\S+)/.exec(line) ?? []
    const written = destinationKey(destination ?? '', key.includes(':') ? 'ipv6' : 'ipv4')
    if (written === undefined) return couldNotTell(`ip printed what cannot be read: ${line.trim()}`)
    if (written !== key) continue
    const ways = readHops(line, type)
    // busybox says nothing of a route with several hops but its destination.
    if (type === 'unicast' && ways.some((way) => way.interface === undefined)) {
      return couldNotTell('ip does not say where it leads')
    }
    hops.push(...ways)
  }
  if (hops.length === 0) return { exists: false }
  return { exists: true, hops: hops.toSorted((one, other) => one.metric - other.metric) }
}

function readHops(line: string, type: string): readonly Hop[] {
  const [route = '', ...more] = line.split(/\\?\s*nexthop /)
  const metric = Number(/ metric (\d+)/.exec(route)?.[1] ?? 0)
  return (more.length > 0 ? more : [route]).map((text) => {
    const gateway = / ?via (?:inet6? )?(\S+)/.exec(text)?.[1]
    return {
      gateway: gateway === undefined ? undefined : (readAddress(gateway)?.address ?? gateway),
      interface: / dev (\S+)/.exec(text)?.[1],
      metric,
      type,
    }
  })
}

/** `default` is 0.0.0.0/0 or ::/0; a host has the longest prefix. `undefined` when it is no destination. */
export function destinationKey(text: string, family: 'ipv4' | 'ipv6' = 'ipv4'): string | undefined {
  if (text === 'default') return family === 'ipv4' ? '0.0.0.0/0' : '::/0'
  const [, bare = '', prefix] = /^([^/]*)(?:\/(\d{1,3}))?$/.exec(text) ?? []
  const address = readAddress(bare)
  if (address === undefined || address.scope !== undefined) return undefined
  const longest = address.family === 'ipv4' ? 32 : 128
  const length = prefix === undefined ? longest : Number(prefix)
  return length > longest ? undefined : `${address.address}/${length}`
}
