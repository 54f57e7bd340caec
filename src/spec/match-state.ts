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
  if (state.exists) refuseNonsense(definition.kind, state, pattern)
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

/** A property that there is not, or of another type, would make `.not` hold for what was never looked at. */
function refuseNonsense(kind: string, state: object, pattern: object): void {
  for (const [name, wanted] of Object.entries(pattern)) {
    if (!(name in state)) {
      const known = Object.keys(state).join(', ')
      throw new ConfigError('unknown-property', `A ${kind} has no property ${name}; it has ${known}`)
    }
    const actual: unknown = (state as Record<string, unknown>)[name]
    if (isPlain(wanted)) {
      if (Object.keys(wanted).length === 0) throw new ConfigError('empty-pattern', `{} says nothing of ${name}`)
      if (isPlain(actual)) refuseNonsense(`${kind}'s ${name}`, actual, wanted)
    } else if (isPrimitive(wanted) && isPrimitive(actual) && typeof wanted !== typeof actual) {
      throw new ConfigError(
        'wrong-type',
        `${name} of a ${kind} is a ${typeof actual}, and was compared with a ${typeof wanted}`,
      )
    }
  }
}

function isPlain(value: unknown): value is object {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
}

function isPrimitive(value: unknown): boolean {
  return ['string', 'number', 'boolean'].includes(typeof value)
}
