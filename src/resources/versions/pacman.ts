import { compareByParts } from './epoch-version-release.ts'

/**
 * Compares two versions as pacman's vercmp(8) does: negative, zero or positive.
 *
 * A missing epoch is 0; a release counts only when both have one. Never throws.
 *
 * @example
 * comparePacmanVersions('1.0rc1-1', '1.0-1') // negative: letters at the end come before nothing
 */
// lib/libalpm/version.c
export function comparePacmanVersions(left: string, right: string): number {
  if (left === right) return 0
  return compareByParts(left, right, compareSegments)
}

/**
 * Compares one part of two versions run by run; what separates the runs counts by its length only.
 *
 * At the end what goes on is newer than what has ended, unless it goes on with a letter.
 */
function compareSegments(left: string, right: string): number {
  let [a, b] = [left, right]
  while (a !== '' && b !== '') {
    const [one, other] = [separator(a), separator(b)]
    a = a.slice(one)
    b = b.slice(other)
    if (a === '' || b === '') break
    if (one !== other) return one - other
    const [runA, runB] = [run(a), run(b)]
    const order = compareRuns(runA, runB)
    if (order !== 0) return order
    a = a.slice(runA.length)
    b = b.slice(runB.length)
  }
  if (a === b) return 0
  return (a === '' && !/^[A-Za-z]/.test(b)) || /^[A-Za-z]/.test(a) ? -1 : 1
}

function separator(text: string): number {
  return /^[^A-Za-z\d]*/.exec(text)?.[0].length ?? 0
}

function run(text: string): string {
  return /^(?:\d+|[A-Za-z]+)/.exec(text)?.[0] ?? ''
}

function compareRuns(one: string, other: string): number {
  const numeric = /^\d/.test(one)
  if (numeric !== /^\d/.test(other)) return numeric ? 1 : -1
  if (!numeric) return Number(one > other) - Number(one < other)
  const [a, b] = [one.replace(/^0+/, ''), other.replace(/^0+/, '')]
  return a.length - b.length || Number(a > b) - Number(a < b)
}
