import { ConfigError } from '../../errors.ts'
import { is, type Comparison } from '../define-resource.ts'

/** Limits of a number. */
export interface NumberRange {
  readonly atLeast?: number
  readonly atMost?: number
  readonly above?: number
  readonly below?: number
}

const BOUNDS: Readonly<Record<keyof NumberRange, (actual: number, bound: number) => boolean>> = {
  atLeast: (actual, bound) => actual >= bound,
  atMost: (actual, bound) => actual <= bound,
  above: (actual, bound) => actual > bound,
  below: (actual, bound) => actual < bound,
}

/**
 * Whether a number is within its limits, or the one that was wanted.
 *
 * @throws {ConfigError} for limits that limit nothing, or that nobody knows.
 */
export function within(actual: number, expected: number | NumberRange): Comparison {
  if (typeof expected === 'number') return is(actual, expected)
  const bounds = Object.entries(expected) as [keyof NumberRange, number][]
  if (bounds.length === 0 || !bounds.every(([name, bound]) => name in BOUNDS && Number.isFinite(bound))) {
    throw new ConfigError('range', 'a range needs atLeast, atMost, above or below, and a number', {
      hint: '{ atLeast: 10, below: 20 }',
    })
  }
  return { pass: bounds.every(([name, bound]) => BOUNDS[name](actual, bound)), expected, actual }
}
