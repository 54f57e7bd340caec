import { couldNotTell, type Unknown } from '../define-resource.ts'

/**
 * What holds for all of several processes, or for none.
 *
 * Where they differ, neither a matcher nor its negation would be right.
 */
export function unanimous(each: readonly boolean[]): boolean | Unknown {
  if (each.every(Boolean)) return true
  if (!each.some(Boolean)) return false
  return couldNotTell(
    `it holds for ${each.filter(Boolean).length} of its ${each.length} processes, and not for the others`,
  )
}
