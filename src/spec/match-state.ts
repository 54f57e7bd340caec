import { ConfigError } from '../errors.ts'
import type { Existence, Resource, Verdict } from '../resources/define-resource.ts'
import { expectAnywhere } from './values.ts'

/** What `.toMatchState()` takes: any properties of a state, with values or asymmetric matchers. */
export type StatePattern<State, Details> = { readonly [Property in Keys<State>]?: Value<State, Property> } & {
  readonly [Property in keyof Details]?: Details[Property]
}

type Keys<Union> = Union extends unknown ? keyof Union : never
type Value<Union, Property extends PropertyKey> = Union extends unknown
  ? Property extends keyof Union
    ? Union[Property]
    : never
  : never

/** Whether a state has what a pattern says; asymmetric matchers are Vitest's. */
export function matchState({ definition }: Resource, state: Existence, pattern: unknown): Verdict {
  if (typeof pattern !== 'object' || pattern === null || Object.keys(pattern).length === 0) {
    throw new ConfigError('empty-pattern', 'toMatchState() needs at least one property to look at')
  }
  if (!state.exists && !('exists' in pattern)) return 'absent'
  const unknown = Object.keys(pattern).filter((name) => !(name in state))
  if (state.exists && unknown.length > 0) {
    throw new ConfigError(
      'unknown-property',
      `A ${definition.kind} has no property ${unknown.join(', ')}; it has ${Object.keys(state).join(', ')}`,
    )
  }
  const sensitive: readonly string[] = definition.sensitive ?? []
  const visible = (value: object) =>
    Object.fromEntries(Object.entries(value).filter(([name]) => name in pattern && !sensitive.includes(name)))
  return { pass: holds(state, pattern), expected: visible(pattern), actual: visible(state) }
}

function holds(state: Existence, pattern: object): boolean {
  try {
    expectAnywhere()(state).toMatchObject(pattern)
    return true
  } catch (error) {
    if (error instanceof Error && error.name === 'AssertionError') return false
    throw error
  }
}
