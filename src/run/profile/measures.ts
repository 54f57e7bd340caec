/** A piece of time: two moments. */
export interface Interval {
  readonly begin: number
  readonly end: number
}

/** How long any of these lasted, within limits: what lasted at once counts once. */
export function covered(intervals: readonly Interval[], within: Interval): number {
  const clipped = intervals
    .map(({ begin, end }) => ({ begin: Math.max(begin, within.begin), end: Math.min(end, within.end) }))
    .toSorted((one, other) => one.begin - other.begin)
  let sum = 0
  let until = within.begin
  for (const { begin, end } of clipped) {
    sum += Math.max(0, end - Math.max(begin, until))
    until = Math.max(until, end)
  }
  return sum
}

/** Milliseconds with no more digits than a clock has. */
export function rounded(milliseconds: number): number {
  return Math.round(milliseconds * 1000) / 1000
}

// Map.groupBy is newer than Node 20
/** Values by what is the same of them, in the order in which they came. */
export function groupBy<Key, Value>(values: readonly Value[], keyOf: (value: Value) => Key): Map<Key, Value[]> {
  const groups = new Map<Key, Value[]>()
  for (const value of values) {
    const key = keyOf(value)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [value])
    else group.push(value)
  }
  return groups
}
