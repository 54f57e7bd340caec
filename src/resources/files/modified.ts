import { ConfigError } from '../../errors.ts'
import type { Verdict } from '../define-resource.ts'
import { checkOptions } from '../shared/wanted.ts'
import type { FilePresent } from './state.ts'

/**
 * Whether a file was modified in this time.
 *
 * @throws {ConfigError} for what is no moment.
 */
export function isModified(
  { modified }: FilePresent,
  wanted: { readonly after?: string; readonly before?: string },
): Verdict {
  checkOptions('toBeModified()', wanted, { after: 'string', before: 'string' })
  const moments = Object.values(wanted)
  if (moments.length === 0 || !moments.every(isMoment)) {
    throw new ConfigError('moment', 'toBeModified() needs after or before, each a date as in ISO 8601', {
      hint: "'2026-02-01', or with its zone '2026-02-01T12:00:00Z'",
    })
  }
  const { after, before } = wanted
  const time = Date.parse(modified)
  const pass = (after === undefined || time >= Date.parse(after)) && (before === undefined || time < Date.parse(before))
  return { pass, expected: wanted, actual: modified }
}

/** A day, which begins in UTC, or a time with its zone: without one it would be that of the machine that runs the checks. */
function isMoment(text: string): boolean {
  const iso = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d))?$/.test(text)
  return iso && !Number.isNaN(Date.parse(text))
}
