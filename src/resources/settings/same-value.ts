import { couldNotTell, type Comparison, type Unknown } from '../define-resource.ts'

/** Seconds in each unit of time, as sshd_config(5) and systemd.time(7) write them. */
const UNITS: Readonly<Record<string, number>> = {
  ...{ us: 1e-6, usec: 1e-6, ms: 1e-3, msec: 1e-3, '': 1, s: 1, sec: 1, second: 1, seconds: 1 },
  ...{ m: 60, min: 60, minute: 60, minutes: 60, h: 3600, hr: 3600, hour: 3600, hours: 3600 },
  ...{ d: 86_400, day: 86_400, days: 86_400, w: 604_800, week: 604_800, weeks: 604_800 },
}
const SIZES = 'KMGTPE'

/** A size as PHP and MySQL take it, `64m`, with the letter that others write. */
export function withSize(text: string): string {
  return /^\d+[kmg]$/.test(text) ? text.toUpperCase() : text
}

/** The verdict on a text; what is left open stays so. */
export function comparison(pass: boolean | Unknown, expected: unknown, actual: unknown): Comparison | Unknown {
  return typeof pass === 'boolean' ? { pass, expected, actual } : pass
}

/**
 * Whether a setting that a program prints is the one that is wanted, in whichever notation: `true` for `yes`, `90s` for `1min 30s`,
 * `512M` for `536870912`.
 *
 * One that differs in case alone, or is one of several in a list, is neither that nor another one.
 */
export function isSameValue(actual: string, wanted: string): boolean | Unknown {
  if (actual === wanted) return true
  const [size, wantedSize] = [sizeOf(actual), sizeOf(wanted)]
  if (size !== undefined && wantedSize !== undefined && /[A-Z]/.test(actual + wanted)) return size === wantedSize
  const [one, other] = [spanOf(actual), spanOf(wanted)]
  if (one !== undefined && other !== undefined && /[a-z]/.test(actual + wanted)) return one === other
  if (actual === 'yes' || actual === 'no') {
    if (/^(?:1|yes|y|true|t|on)$/i.test(wanted)) return actual === 'yes'
    if (/^(?:0|no|n|false|f|off)$/i.test(wanted)) return actual === 'no'
  }
  if (actual.toLowerCase() === wanted.toLowerCase()) return couldNotTell(`it is ${actual}: only the case differs`)
  const members = actual.split(/[\s,]+/)
  if (members.length === 1 || !members.includes(wanted)) return false
  return couldNotTell(`it is one of several: ${actual}`, 'a string is all of the value; a RegExp searches')
}

function sizeOf(text: string): number | undefined {
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?)([KMGTPE]?)$/.exec(text) ?? []
  return number === undefined ? undefined : Number(number) * 1024 ** (unit === '' ? 0 : SIZES.indexOf(unit) + 1)
}

function spanOf(text: string): number | undefined {
  const part = /(\d+(?:\.\d+)?) ?([a-z]*)/g
  if (text === '' || text.length > 100 || text.replaceAll(part, '').trim() !== '') return undefined
  const parts = [...text.matchAll(part)]
  const seconds = parts.map(([, number, unit = '']) => Number(number) * (UNITS[unit] ?? Number.NaN))
  const sum = seconds.reduce((all, one) => all + one, 0)
  return Number.isNaN(sum) ? undefined : Math.round(sum * 1e6)
}
