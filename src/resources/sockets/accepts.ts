import { isLoopback, isWildcard, type Address } from './address.ts'
import type { Listener } from './state.ts'

/** What a connection would be: `undefined` fields may be anything. */
export interface Connection {
  readonly protocol: 'tcp' | 'udp' | undefined
  readonly family: 'ipv4' | 'ipv6' | undefined
  readonly on: Address | undefined
}

/** Whether one of the listeners takes a connection; `undefined` when that cannot be told. */
export function anyAccepts(listeners: readonly Listener[], connection: Connection): boolean | undefined {
  const answers = new Set(listeners.map((listener) => accepts(listener, connection)))
  if (answers.has(true)) return true
  return answers.has(undefined) ? undefined : false
}

/** Whether a listener takes a connection; docs/port-semantics.md has the table. */
export function accepts(listener: Listener, { protocol, family, on }: Connection): boolean | undefined {
  if (protocol !== undefined && listener.protocol !== protocol) return false
  const familyAnswer = family === undefined ? true : acceptsFamily(listener, family)
  const addressAnswer = on === undefined ? true : acceptsAddress(listener, on)
  if (familyAnswer === false || addressAnswer === false) return false
  return familyAnswer && addressAnswer
}

/** A socket on `::` takes IPv4 as well, unless it was made not to. */
function acceptsFamily(listener: Listener, family: 'ipv4' | 'ipv6'): boolean | undefined {
  if (listener.family === family) return true
  if (family === 'ipv6' || listener.address !== '::') return false
  return listener.v6only === undefined ? undefined : !listener.v6only
}

function acceptsAddress(listener: Listener, on: Address): boolean | undefined {
  if (!isWildcard(listener.address)) {
    const sameScope = on.scope === undefined || listener.scope === undefined || on.scope === listener.scope
    return listener.address === on.address && sameScope
  }
  const family = acceptsFamily(listener, on.family)
  if (family === false) return false
  const scope = acceptsScope(listener.scope, on)
  return scope === false ? false : family && scope
}

/** A wildcard that is bound to an interface takes what comes in there, and nothing else. */
function acceptsScope(scope: string | undefined, on: Address): boolean | undefined {
  if (scope === undefined || scope === on.scope) return true
  if (on.scope !== undefined || isWildcard(on.address)) return false
  if (isLoopback(on.address)) return scope === 'lo'
  return scope === 'lo' ? false : undefined
}
