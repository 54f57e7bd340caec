import { ConfigError } from './errors.ts'

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }

/**
 * A length of time in milliseconds, from a number of them or from text such as `'30s'`.
 *
 * The units are `ms`, `s`, `m` and `h`; a fraction such as `'1.5s'` may stand before one.
 *
 * @throws {ConfigError} for anything else, and for what is negative or endless.
 *
 * @example
 * parseDuration('2m') // 120000
 */
export function parseDuration(duration: string | number): number {
  const value = typeof duration === 'number' ? duration : fromText(duration)
  if (Number.isFinite(value) && value >= 0) return Math.round(value)
  throw new ConfigError('duration', `${JSON.stringify(duration)} is not a length of time`, {
    hint: "write '500ms', '30s', '2m', '1h', or a number of milliseconds",
  })
}

function fromText(text: string): number {
  const [, count, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text) ?? []
  return Number(count) * (UNITS[unit ?? ''] ?? Number.NaN)
}
