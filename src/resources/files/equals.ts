import { checkWanted } from '../shared/wanted.ts'

/**
 * Whether a value is the one that is wanted, with what stands in it, and with asymmetric matchers in the place of any part.
 *
 * @throws {ConfigError} when nothing is wanted.
 */
export function equals(actual: unknown, wanted: unknown): boolean {
  if (isAsymmetric(wanted)) return wanted.asymmetricMatch(actual)
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

function isAsymmetric(value: unknown): value is { readonly asymmetricMatch: (actual: unknown) => boolean } {
  return typeof (value as { asymmetricMatch?: unknown } | null)?.asymmetricMatch === 'function'
}
