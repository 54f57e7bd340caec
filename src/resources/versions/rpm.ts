import { compareByParts } from './epoch-version-release.ts'

/**
 * Compares two versions as rpm does in a dependency: negative, zero or positive.
 *
 * A missing epoch is 0; a release counts only when both have one. Never throws.
 *
 * @example
 * compareRpmVersions('1.18.0', '1.18.0-6.el9') // 0: any release of 1.18.0
 */
// rpm-version(7); rpmds.c, rpmverCmp()
export function compareRpmVersions(left: string, right: string): number {
  return compareByParts(left, right, compareSegments)
}

/**
 * Compares one part of two versions, as `rpmvercmp` does.
 *
 * Digits and letters are compared run by run and everything else only separates, but for `~`, which
 * sorts before the end, and `^`, which sorts after the end and before everything else.
 */
// rpmio/rpmvercmp.c
export function compareSegments(left: string, right: string): number {
  const a = segments(left)
  const b = segments(right)
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const order = compareSegment(a[index], b[index])
    if (order !== 0) return order
  }
  return 0
}

function segments(part: string): string[] {
  return part.match(/\d+|[A-Za-z]+|[~^]/g) ?? []
}

function compareSegment(a: string | undefined, b: string | undefined): number {
  const order = rank(a) - rank(b)
  if (order !== 0 || a === undefined || b === undefined) return order
  return /^\d/.test(a) ? compareNumbers(a, b) : Number(a > b) - Number(a < b)
}

/** A tilde before the end, the end before a caret, a caret before letters, letters before digits. */
function rank(segment: string | undefined): number {
  if (segment === undefined) return 1
  if (segment === '~') return 0
  if (segment === '^') return 2
  return /^\d/.test(segment) ? 4 : 3
}

function compareNumbers(left: string, right: string): number {
  const a = left.replace(/^0+/, '')
  const b = right.replace(/^0+/, '')
  return a.length - b.length || Number(a > b) - Number(a < b)
}
