import type { HostEntry } from './inventory.ts'

/** The same hosts by name, where several share one told apart by what their source knows them by. */
export function uniqueNames(hosts: readonly HostEntry[]): HostEntry[] {
  const counts = new Map<string, number>()
  const nameOf = ({ name, address }: HostEntry) => (name ?? address).replace(/\p{Cc}/gu, '?')
  for (const host of hosts) counts.set(nameOf(host), (counts.get(nameOf(host)) ?? 0) + 1)
  const named = hosts.map((host) => {
    const name = nameOf(host)
    return { ...host, name: counts.get(name) === 1 ? name : `${name}-${host.instance ?? host.address}` }
  })
  return named.toSorted((one, other) => (one.name < other.name ? -1 : 1))
}
