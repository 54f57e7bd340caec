import { isDeepStrictEqual } from 'node:util'
import { InventoryError } from '../errors.ts'
import type { HostSpec } from '../host/host-spec.ts'

/**
 * Hosts of all roles, each once: a host that two roles share is one host, with one session.
 *
 * @throws {InventoryError} when one name stands for two hosts, or for two ways to reach one.
 */
export function mergeHosts(hosts: readonly HostSpec[]): HostSpec[] {
  const merged = new Map<string, HostSpec>()
  for (const host of hosts) {
    const twin = merged.get(host.id)
    merged.set(host.id, twin === undefined ? host : merge(twin, host))
  }
  return [...merged.values()]
}

function merge(one: HostSpec, other: HostSpec): HostSpec {
  const keys = [...new Set([...Object.keys(one), ...Object.keys(other)])] as (keyof HostSpec)[]
  const differing = keys.filter((key) => key !== 'source' && !isDeepStrictEqual(one[key], other[key]))
  if (differing.length > 0) throw conflict(one, other, differing)
  const sources = new Set([...one.source.split(', '), other.source])
  return { ...one, source: [...sources].join(', ') }
}

function conflict(one: HostSpec, other: HostSpec, keys: readonly (keyof HostSpec)[]): InventoryError {
  const where = one.source === other.source ? `twice in ${one.source}` : `in ${one.source} and in ${other.source}`
  const hint = 'give each host a name of its own, say the same in both roles, or run one role after the other'
  const how = keys.map((key) => difference(one, other, key)).join('; ')
  return new InventoryError(
    'conflicting-hosts',
    `Host ${one.name} is described ${where}, with different values: ${how}`,
    {
      host: one.name,
      hint,
    },
  )
}

const SHOWN = ['address', 'port', 'user', 'transport', 'sudo', 'become'] as const

// the rest is long, or may be secret
function difference(one: HostSpec, other: HostSpec, key: keyof HostSpec): string {
  const shown = SHOWN.find((name) => name === key)
  return shown ? `${key} ${one[shown] ?? 'not set'} and ${other[shown] ?? 'not set'}` : key
}
