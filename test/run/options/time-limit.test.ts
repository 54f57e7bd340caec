import { expect, it } from 'vitest'
import { parseLimit, parseWait } from '../../../src/run/options/time-limit.ts'

it('is read in milliseconds', () => {
  expect(parseLimit('30s', '--timeout')).toBe(30_000)
  expect(parseWait(0, '--retry-for')).toBe(0)
})

it.each([
  ['5x', '--timeout: "5x" is not a length of time'],
  ['5', '--timeout: "5" is not a length of time'],
  ['-5s', '--timeout: "-5s" is not a length of time'],
  ['0s', '--timeout says "0s", in which nothing can be done'],
  [0, '--timeout says 0, in which nothing can be done'],
  ['597h', '--timeout says "597h", and takes at most 596h'],
])('is refused when it is %j', (value, message) => {
  expect(() => parseLimit(value, '--timeout')).toThrow(message)
})
