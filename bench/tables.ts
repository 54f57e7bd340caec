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

/** The cells of the tables in a text of Markdown, their heads included. */
export function cells(text: string): string[][] {
  const lines = text.split('\n').filter((line) => line.startsWith('| '))
  return lines.map((line) =>
    line
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim()),
  )
}

/** A figure beside the goal that it is measured by. */
export interface Judged {
  readonly what: string
  readonly measured: number | undefined
  readonly goal: { readonly atMost: number } | { readonly atLeast: number }
  /** What stands behind the figures, such as `s`. */
  readonly unit?: string
  /** What it comes from, said where the goal is missed. */
  readonly why?: string
}

export const MET = 'met'
export const MISSED = 'MISSED'
export const NOT_MEASURED = 'NOT MEASURED'

/** Every figure beside its goal, and why the missed ones are. */
export function judged(all: readonly Judged[]): string {
  const rows = all.map(({ what, measured, goal, unit = '' }) => {
    const [sign, limit] = 'atMost' in goal ? ['≤', goal.atMost] : ['≥', goal.atLeast]
    const figure = measured === undefined ? '–' : `${measured.toFixed(2)}${unit}`
    return [what, figure, `${sign} ${limit.toFixed(2)}${unit}`, judge(measured, goal)]
  })
  const whys = all
    .filter(({ measured, goal }) => judge(measured, goal) === MISSED)
    .flatMap(({ what, why }) => (why === undefined ? [] : `- ${MISSED}: ${what}. ${why}`))
  return [table(['', 'measured', 'goal', ''], rows), ...(whys.length > 0 ? [whys.join('\n')] : [])].join('\n\n')
}

function judge(measured: number | undefined, goal: Judged['goal']): string {
  if (measured === undefined) return NOT_MEASURED
  const isMet = 'atMost' in goal ? measured <= goal.atMost : measured >= goal.atLeast
  return isMet ? MET : MISSED
}

/** Milliseconds, as people read them. */
export function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(2)} s`
}
