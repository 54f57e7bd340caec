import { stripVTControlCharacters } from 'node:util'
import picocolors from 'picocolors'
import type { CheckReport, Outcome } from '../../src/run/report.ts'
import { escapeLine } from '../escape.ts'
import { cut, width, wrap } from '../text.ts'

/** What the console reporter is told about its destination and about what is wanted. */
export interface ConsoleOptions {
  readonly write: (text: string) => void
  /** Whether lines can be redrawn. */
  readonly isTerminal: boolean
  /** The terminal's width; asked again for every line, so it may be a getter. */
  readonly columns: number
  readonly color: boolean
  /** How much of what explains a failure is shown. */
  readonly evidence: 'none' | 'short' | 'full'
  /** Only failures and the verdict. */
  readonly quiet: boolean
  /** Passed checks too, and names in full. */
  readonly verbose: boolean
}

/** The colours of a page. */
export type Colors = ReturnType<typeof picocolors.createColors>

/** What the parts of the console report are written on. */
export interface Page extends Pick<ConsoleOptions, 'evidence' | 'quiet' | 'verbose'> {
  readonly colors: Colors
  /** Columns of a line; unlimited when the output is not a terminal. */
  readonly columns: number
  /** The evidence that stands on it. */
  readonly shown: Set<string>
}

/** A page for these options, as wide as the terminal is now. */
export function pageFor(options: ConsoleOptions): Page {
  const { color, isTerminal, columns, evidence, quiet, verbose } = options
  return {
    colors: picocolors.createColors(color),
    columns: isTerminal ? Math.max(columns || 80, 40) : Number.POSITIVE_INFINITY,
    shown: new Set(),
    evidence,
    quiet,
    verbose,
  }
}

/** How each outcome is marked. */
export const MARKS: Readonly<Record<Outcome['status'], string>> = {
  passed: '✓',
  failed: '✗',
  errored: '!',
  skipped: '↓',
  'not-run': '·',
}

/** The mark of an outcome in its colour. */
export function mark(status: Outcome['status'], { colors }: Page): string {
  return paint(status, colors)(MARKS[status])
}

/** The colour of an outcome. */
export function paint(status: Outcome['status'], colors: Colors): (text: string) => string {
  if (status === 'passed') return colors.green
  if (status === 'failed') return colors.red
  return status === 'errored' ? colors.yellow : colors.dim
}

// With less room than this a text reads better where the terminal breaks it.
const NARROWEST = 20

/** A text that begins behind `start` and goes on below itself where the terminal is too narrow. */
export function hanging(start: string, text: string, page: Page, paint: (line: string) => string = String): string[] {
  const indent = width(stripVTControlCharacters(start))
  const room = page.columns - indent - 1
  if (room < NARROWEST) return [start + paint(text)]
  const [first = '', ...more] = wrap(text, room)
  return [start + paint(first), ...more.map((line) => ' '.repeat(indent) + paint(line))]
}

/** The titles of a check on one line, its own in bold, in so many columns. */
export function titleOf(check: CheckReport, page: Page, columns: number = Number.POSITIVE_INFINITY): string {
  const { colors } = page
  const titles = check.titles.map(escapeLine)
  const own = titles.at(-1) ?? ''
  const outer = titles.slice(0, -1).map((title) => `${title} › `)
  const before = outer.join('')
  const shown = cut(before + own, columns)
  return colors.dim(shown.slice(0, before.length)) + shown.slice(before.length)
}
