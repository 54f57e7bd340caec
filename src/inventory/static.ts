import { parseHost } from './host-string.ts'
import type { HostEntry, Inventory } from './inventory.ts'

/** A list of hosts that is written down: in a role, on the command line, in the environment. */
export function staticInventory(hosts: readonly (string | HostEntry)[], source: string): Inventory {
  const entries = hosts.map((host) => (typeof host === 'string' ? parseHost(host, source) : host))
  return { kind: 'static', list: async () => entries }
}
