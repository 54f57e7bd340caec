/** The middle one. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right)
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)]!, sorted[Math.ceil((sorted.length - 1) / 2)]!]
  return (low + high) / 2
}

/** A table in Markdown, which a terminal shows well enough. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, column) =>
    Math.max(3, ...[title, ...rows.map((row) => row[column]!)].map(({ length }) => length)),
  )
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`
  return [line(head), `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`, ...rows.map(line)].join('\n')
}

/** A figure beside the goal that it is measured by. */
export interface Judged {
  readonly what: string
  readonly measured: number | undefined
  readonly goal: { readonly atMost: number } | { readonly atLeast: number }
  /** What stands behind the figures, such as `s`. */
  readonly unit?: string
}

/** Every figure beside its goal. A missed one says so; what was not measured is left out. */
export function judged(all: readonly Judged[]): string {
  const rows = all.flatMap(({ what, measured, goal, unit = '' }) => {
    if (measured === undefined) return []
    const [sign, limit, met] =
      'atMost' in goal ? ['≤', goal.atMost, measured <= goal.atMost] : ['≥', goal.atLeast, measured >= goal.atLeast]
    return [[what, `${measured.toFixed(2)}${unit}`, `${sign} ${limit.toFixed(2)}${unit}`, met ? 'met' : 'MISSED']]
  })
  return table(['', 'measured', 'goal', ''], rows)
}

/** Milliseconds, as people read them. */
export function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(2)} s`
}
