import { inspect } from 'node:util'
import { isRegExp } from 'node:util/types'
import { incomparable, matches, type Comparison } from '../define-resource.ts'
import { checkWanted } from '../shared/wanted.ts'

/** What stands at a path, in a list because nothing there is an answer too. */
export type Found = readonly [unknown] | readonly []

/**
 * Compares what stands at a path of a document with what is wanted there; without a value, anything will do.
 *
 * Asymmetric matchers may stand for any part of it, and a RegExp searches a text. A value that is not there, or is of
 * another type than the wanted one, is neither equal nor different: the path may be misspelt, or `80` written as `'80'`.
 *
 * @throws {ConfigError} when nothing is wanted.
 */
export function compareValue(path: string, found: Found, wanted: readonly unknown[]): Comparison {
  const actual = found.length === 0 ? `there is no ${path}` : found[0]
  if (wanted.length === 0) return { pass: found.length === 1, expected: 'a value', actual }
  const [expected] = wanted
  if (expected === undefined || Number.isNaN(expected)) checkWanted(expected, found[0])
  if (found.length === 0) return incomparable(`there is no ${path}`, expected)
  const [one, other] = [kindOf(actual), kindOf(expected)]
  if (one !== undefined && other !== undefined && one !== other)
    return incomparable(`it is ${one}, not ${other}: ${inspect(actual, { depth: 1, breakLength: Infinity })}`, expected)
  return { pass: equals(actual, expected), expected, actual }
}

/** Whether a value is the one that is wanted, with what stands in it. */
function equals(actual: unknown, wanted: unknown): boolean {
  if (isAsymmetric(wanted)) return wanted.asymmetricMatch(actual)
  if (isRegExp(wanted)) return typeof actual === 'string' && matches(actual, wanted).pass
  if (typeof actual === 'object' && actual !== null && typeof wanted === 'object' && wanted !== null) {
    const [own, other] = [Object.keys(actual), Object.keys(wanted)]
    if (Array.isArray(actual) !== Array.isArray(wanted) || own.length !== other.length) return false
    if (actual instanceof Date) return actual.getTime() === (wanted instanceof Date ? wanted.getTime() : Number.NaN)
    return other.every((key) => Object.hasOwn(actual, key) && equals((actual as Values)[key], (wanted as Values)[key]))
  }
  if (wanted === undefined || Number.isNaN(wanted)) checkWanted(wanted, actual)
  return Object.is(actual, wanted)
}

type Values = Readonly<Record<string, unknown>>

/** What can be equal to another of its kind only; `undefined` for null, and for what stands for several values. */
function kindOf(value: unknown): string | undefined {
  if (value === undefined || value === null || isAsymmetric(value)) return undefined
  if (isRegExp(value)) return 'a text'
  if (Array.isArray(value)) return 'a list'
  if (value instanceof Date) return 'a date'
  return { string: 'a text', object: 'a map', boolean: 'true or false', number: 'a number' }[typeof value as string]
}

function isAsymmetric(value: unknown): value is { readonly asymmetricMatch: (actual: unknown) => boolean } {
  return typeof (value as { asymmetricMatch?: unknown } | null)?.asymmetricMatch === 'function'
}
