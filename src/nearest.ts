/**
 * The candidate that a misspelt word most likely stands for, if there is one.
 *
 * @example
 * nearest('reporer', ['reporter', 'role']) // 'reporter'
 */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined
  let least = Math.max(1, Math.floor(word.length / 3)) + 1
  for (const candidate of candidates) {
    const distance = edits(word.toLowerCase(), candidate.toLowerCase())
    if (distance < least) [best, least] = [candidate, distance]
  }
  return best
}

/** ` Did you mean "…"?` with its leading blank, or nothing. */
export function didYouMean(word: string, candidates: Iterable<string>): string {
  const candidate = nearest(word, candidates)
  return candidate === undefined ? '' : ` Did you mean "${candidate}"?`
}

/** Insertions, deletions, substitutions, and swaps of neighbours: the last is what fingers do. */
function edits(a: string, b: string): number {
  const rows = [Array.from({ length: b.length + 1 }, (_, column) => column)]
  for (let row = 1; row <= a.length; row++) {
    const line = [row]
    rows.push(line)
    for (let column = 1; column <= b.length; column++) {
      const cost = a[row - 1] === b[column - 1] ? 0 : 1
      const above = rows[row - 1]!
      line[column] = Math.min(above[column]! + 1, line[column - 1]! + 1, above[column - 1]! + cost)
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) {
        line[column] = Math.min(line[column]!, rows[row - 2]![column - 2]! + 1)
      }
    }
  }
  return rows[a.length]![b.length]!
}
