import { ConfigError } from '../../errors.ts'
import { incomparable, type Existence, type Resource, type Verdict } from '../../resources/define-resource.ts'
import { refuseEmptyPatterns } from './empty-patterns.ts'
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
  refuseEmptyPatterns('toMatchState', pattern)
  if (!state.exists && !('exists' in pattern)) return 'absent'
  if (state.exists) refuseNonsense(definition.kind, state, pattern)
  const sensitive: readonly string[] = definition.sensitive ?? []
  const visible = (value: object) =>
    Object.fromEntries(Object.entries(value).filter(([name]) => name in pattern && !sensitive.includes(name)))
  const unset = unsetIn(state, pattern)
  if (unset !== undefined) return incomparable(`it has no ${unset}`, visible(pattern))
  return { pass: holds(state, pattern), expected: visible(pattern), actual: visible(state) }
}

/** A property with which a value is to be compared, and that this one does not have. */
function unsetIn(state: object, pattern: object): string | undefined {
  for (const [name, wanted] of Object.entries(pattern)) {
    const actual: unknown = (state as Record<string, unknown>)[name]
    if (actual === undefined && (isPrimitive(wanted) || isPlain(wanted))) return name
    const inner = isPlain(wanted) && isPlain(actual) ? unsetIn(actual, wanted) : undefined
    if (inner !== undefined) return `${name}.${inner}`
  }
  return undefined
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
    if (isPlain(wanted) && isPlain(actual)) refuseNonsense(`${kind}'s ${name}`, actual, wanted)
    const [is, compared] = [kindOf(actual), kindOf(wanted)]
    if (is === undefined || compared === undefined || is === compared) continue
    throw new ConfigError('wrong-type', `${name} of a ${kind} is ${is}, and was compared with ${compared}`)
  }
}

/** What can be equal to another of its kind only; `undefined` for what is not set, and what is more than a value. */
function kindOf(value: unknown): string | undefined {
  if (isPrimitive(value)) return `a ${typeof value}`
  if (Array.isArray(value)) return 'a list'
  return isPlain(value) ? 'an object' : undefined
}

function isPlain(value: unknown): value is object {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
}

function isPrimitive(value: unknown): boolean {
  return ['string', 'number', 'boolean'].includes(typeof value)
}
