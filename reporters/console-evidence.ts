import type { Failure } from '../src/run/report.ts'
import { escapeLine, escapeLines } from './escape.ts'
import type { Page } from './page.ts'
import { cut, shorten, wrap } from './text.ts'

const INDENT = '      '
const LABEL = 10
const SHORT_VALUE = 240
const SHORT_LINE = 500
// What a person may paste is never broken into lines and never cut.
const PASTEABLE = 'try it:'

/** One labelled value of a failure; further lines of it stand below the first. Nothing when it is not set. */
export function field(label: string, value: string | number | undefined, page: Page): string[] {
  if (value === undefined) return []
  const { colors } = page
  const paint = colorOf(label, page)
  const [first = '', ...more] = valueLines(label, String(value), page)
  const below = ' '.repeat(LABEL + 1)
  return [
    `${INDENT}${colors.dim(label.padEnd(LABEL))} ${paint(first)}`,
    ...more.map((line) => INDENT + below + colors.dim('│ ') + paint(line)),
  ]
}

function colorOf(label: string, { colors }: Page): (text: string) => string {
  if (label === 'expected') return colors.green
  if (label === 'actual' || label === 'also') return colors.red
  return label === PASTEABLE ? colors.cyan : String
}

function valueLines(label: string, value: string, page: Page): readonly string[] {
  if (label === PASTEABLE) return [escapeLine(value)]
  const room = page.columns - INDENT.length - LABEL - 3
  const lines = value.split('\n').map(escapeLine)
  if (page.evidence === 'full') return lines.flatMap((line) => wrap(line, room))
  return shorten(lines, 6, 4, ' (--evidence full)').flatMap((line) => wrap(cut(line, SHORT_VALUE), room))
}

/** What a failure brings beyond values: its diff, stack, stderr and evidence; `on` names the host when others are alike. */
export function evidenceOf(failure: Failure, on: string | undefined, page: Page): string[] {
  const { colors } = page
  const { diff, stack, stderr, evidence } = failure
  return [
    ...block('difference', diff, page, differences(page)),
    ...block('stack', stack, page, colors.dim),
    ...(page.evidence === 'none' ? [] : block('stderr', stderr, page)),
    ...(page.evidence === 'none' ? [] : evidence.flatMap(({ label, text }) => block(heading(label, on), text, page))),
  ]
}

function heading(label: string, on: string | undefined): string {
  return on === undefined ? label : `${label} (on ${on})`
}

function differences({ colors }: Page): (line: string) => string {
  return (line) => {
    if (/^\s*-/.test(line)) return colors.green(line)
    return /^\s*\+/.test(line) ? colors.red(line) : colors.dim(line)
  }
}

function block(
  label: string,
  text: string | undefined,
  page: Page,
  paint = String as (line: string) => string,
): string[] {
  if (text === undefined || text.trim() === '') return []
  const lines = escapeLines(text)
  const shown = page.evidence === 'full' ? lines : shorten(lines, 3, 7, ' (--evidence full)')
  return [`${INDENT}${page.colors.dim(escapeLine(label))}`, ...remote(shown, page, paint)]
}

/**
 * Escaped lines behind a bar.
 *
 * The bar also keeps a host from starting a line with what a CI system obeys (`::error …`).
 */
export function remote(lines: readonly string[], page: Page, paint = String as (line: string) => string): string[] {
  const room = page.columns - INDENT.length - 2
  const short = page.evidence !== 'full'
  return lines
    .flatMap((line) => wrap(short ? cut(line, SHORT_LINE) : line, room))
    .map((line) => `${INDENT}${page.colors.dim('│')} ${paint(line)}`.trimEnd())
}
