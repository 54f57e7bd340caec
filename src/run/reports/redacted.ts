import { hasSecrets, redact } from '../secrets/secrets.ts'

// Words of ours that programs read: a password that is `passed` or `ssh` must not make a report unreadable.
const OURS = new Set([
  'status',
  'kind',
  'type',
  'code',
  'startedAt',
  'transport',
  'family',
  'init',
  'packages',
  'thread',
  'part',
])
const DEEPEST = 40

/** Whose words the keys of an object are: ours, host ids, or the host's own, all the way down. */
type Keys = 'ours' | 'hosts' | 'theirs'

/** A report or an event with every secret taken out of all its texts, also of host ids that are keys. */
export function redacted<Value>(value: Value): Value {
  return hasSecrets() ? (walk(value, 'ours', 0) as Value) : value
}

function walk(value: unknown, keys: Keys, depth: number): unknown {
  if (typeof value === 'string') return redact(value)
  if (typeof value !== 'object' || value === null) return value
  // Only what holds itself is as deep as this.
  if (depth > DEEPEST) return '[nested too deeply]'
  const inner = (entry: unknown) => walk(entry, keys, depth + 1)
  if (Array.isArray(value)) return value.map(inner)
  if (value instanceof Set) return new Set([...value].map(inner))
  if (value instanceof Map) return new Map([...value].map(([key, entry]) => [inner(key), inner(entry)]))
  const entries = Object.entries(value).map(([key, entry]) => property(key, entry, keys, depth))
  return Object.fromEntries(entries)
}

function property(key: string, value: unknown, keys: Keys, depth: number): [string, unknown] {
  if (keys === 'theirs') return [redact(key), walk(value, 'theirs', depth + 1)]
  if (keys === 'hosts') return [redact(key), walk(value, 'ours', depth + 1)]
  if (OURS.has(key) || (key === 'state' && typeof value === 'string')) return [key, value]
  const below = key === 'state' ? 'theirs' : key === 'outcomes' ? 'hosts' : 'ours'
  return [key, walk(value, below, depth + 1)]
}
