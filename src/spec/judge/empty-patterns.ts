import { isRegExp } from 'node:util/types'

import { ConfigError } from '../../errors.ts'

/**
 * Refuses a pattern for `toMatchObject` of which a part says nothing: Vitest holds such a part for true of everything.
 *
 * That is `{}`, and also a RegExp, which has no properties of its own.
 *
 * @throws {ConfigError}
 */
export function refuseEmptyPatterns(matcher: string, pattern: unknown, at = ''): void {
  refuse(matcher, pattern, at, new Set())
}

function refuse(matcher: string, part: unknown, at: string, seen: Set<object>): void {
  if (typeof part !== 'object' || part === null || seen.has(part) || isComparedWhole(part)) return
  seen.add(part)
  const where = at === '' ? '' : ` of ${at}`
  if (isRegExp(part)) {
    throw new ConfigError('empty-pattern', `${matcher}() does not search: ${String(part)} says nothing${where}`, {
      hint: `expect.stringMatching(${String(part)})`,
    })
  }
  const entries = Object.entries(part)
  if (entries.length === 0 && !Array.isArray(part))
    throw new ConfigError('empty-pattern', `${matcher}() holds for everything: {} says nothing${where}`)
  for (const [name, value] of entries) refuse(matcher, value, at === '' ? name : `${at}.${name}`, seen)
}

/** What Vitest compares as a whole, or asks whether it matches. */
function isComparedWhole(part: object): boolean {
  if (part instanceof Date || part instanceof Map || part instanceof Set || part instanceof Error) return true
  return typeof (part as { asymmetricMatch?: unknown }).asymmetricMatch === 'function'
}
