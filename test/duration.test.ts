import { describe, expect, it } from 'vitest'
import { parseDuration } from '../src/duration.ts'
import { ConfigError } from '../src/errors.ts'

describe('lengths of time', () => {
  it.each([
    ['30s', 30_000],
    ['500ms', 500],
    ['2m', 120_000],
    ['1h', 3_600_000],
    ['1.5s', 1500],
    ['0s', 0],
    [250, 250],
  ])('%j is %d ms', (duration, expected) => {
    expect(parseDuration(duration)).toBe(expected)
  })

  it.each(['', '30', '30 s', 's', '-1s', '1d', '1e3s', '٣s', -1, Number.NaN, Infinity])('%j is none', (duration) => {
    expect(() => parseDuration(duration)).toThrow(ConfigError)
  })
})
