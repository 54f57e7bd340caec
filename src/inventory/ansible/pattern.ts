import { InventoryError } from '../../errors.ts'
import { didYouMean } from '../../nearest.ts'
import type { AnsibleList } from './groups.ts'

/**
 * The hosts that one of Ansible's patterns means: groups and hosts, `*`, `~regex`, `[0]` and `[0:2]`, `:&` and `:!`.
 *
 * @throws {InventoryError} when a part of it names no group and no host: Ansible would only warn.
 */
export function matchPattern(pattern: string, list: AnsibleList): string[] {
  const parts = splitPattern(pattern)
  const of = (sign: string) => parts.filter((part) => part.startsWith(sign)).map((part) => part.slice(1))
  const plain = parts.filter((part) => !/^[!&]/.test(part))
  // what a host is called is that host, also where a group is called so
  const chosen = (plain.length === 0 ? ['all'] : plain).flatMap((part) =>
    list.hosts.includes(part) ? [part] : matchOne(part, list),
  )
  const within = of('&').map((part) => new Set(matchOne(part, list)))
  const without = new Set(of('!').flatMap((part) => matchOne(part, list)))
  return [...new Set(chosen)].filter((host) => within.every((set) => set.has(host)) && !without.has(host))
}

/** By commas, or else by colons outside of brackets. */
function splitPattern(pattern: string): string[] {
  const parts = pattern.includes(',') ? pattern.split(',') : (pattern.match(/(?:[^\s:[\]]|\[[^\]]*\])+/g) ?? [])
  return parts.map((part) => part.trim()).filter((part) => part !== '')
}

function matchOne(part: string, list: AnsibleList): string[] {
  // brackets of a regular expression are its own
  if (part.startsWith('~')) return named(part, list)
  const [, base = part, index, first, last] = /^(.+)\[(?:(-?\d+)|(\d+)[:-](\d*))\]$/.exec(part) ?? []
  const hosts = named(base, list)
  if (index !== undefined && hosts.length > 0) return [hosts.at(Number(index)) ?? outOf(hosts, part)]
  if (first === undefined) return hosts
  return hosts.slice(Number(first), last ? Number(last) + 1 : undefined)
}

function outOf(hosts: readonly string[], part: string): never {
  const has = hosts.length === 1 ? 'one host' : `${hosts.length} hosts`
  throw new InventoryError('malformed-pattern', `${JSON.stringify(part)} counts beyond the ${has} that there are`)
}

function named(name: string, { groups, hosts }: AnsibleList): string[] {
  const matches = matcherOf(name)
  const found = [...groups].filter(([group]) => matches(group)).flatMap(([, members]) => members)
  const all = [...new Set([...found, ...hosts.filter(matches)])]
  if (all.length > 0 || [...groups.keys()].some(matches)) return all
  const known = [...groups.keys()].filter((group) => group !== 'ungrouped')
  throw new InventoryError(
    'unknown-group',
    `The inventory has no group or host ${JSON.stringify(name)}.${didYouMean(name, [...known, ...hosts])}`,
    { hint: `groups: ${known.join(', ')}` },
  )
}

function matcherOf(name: string): (candidate: string) => boolean {
  if (name.startsWith('~')) return regexMatcher(name.slice(1))
  if (!/[*?[]/.test(name)) return (candidate) => candidate === name
  const source = name
    .replaceAll(/[.+^${}()|\\]/g, String.raw`\$&`)
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
  return regexMatcher(`${source.replaceAll('[!', '[^')}$`)
}

// anchored at the start only, as re.match of Python is
function regexMatcher(source: string): (candidate: string) => boolean {
  try {
    const regex = new RegExp(`^(?:${source})`)
    return (candidate) => regex.test(candidate)
  } catch (cause) {
    throw new InventoryError('malformed-pattern', `Not a pattern of hosts: ${JSON.stringify(source)}`, { cause })
  }
}
