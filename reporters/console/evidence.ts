import type { Failure } from '../../src/run/report.ts'
import { escapeLine, escapeLines } from '../escape.ts'
import { hanging, type Page } from './page.ts'
import { cut, shorten, wrap } from '../text.ts'

const INDENT = '      '
const LABEL = 10
const SHORT_VALUE = 240
const SHORT_LINE = 500
const MORE = ' (--evidence full)'
// What a person may paste is never broken into lines and never cut.
const PASTEABLE = 'command'
const HINT = 'try'

/** One labelled value of a failure; further lines of it stand below the first. Nothing when it is not set. */
export function field(label: string, value: string | number | undefined, page: Page): string[] {
  if (value === undefined) return []
  const { colors } = page
  const paint = colorOf(label, page)
  const start = `${INDENT}${colors.dim(label.padEnd(LABEL))} `
  const below = ' '.repeat(INDENT.length + LABEL + 1)
  if (label === PASTEABLE) {
    const lines = String(value).split('\n').map(escapeLine)
    return lines.map((line, at) => (at === 0 ? start : below) + paint(line))
  }
  const bar = `${below}${colors.dim('│')} `
  // what to do is said in full
  const lines = label === HINT ? escapeLines(String(value)) : valueLines(String(value), page)
  return lines.flatMap((line, at) => hanging(at === 0 ? start : bar, line, page, paint))
}

function colorOf(label: string, { colors }: Page): (text: string) => string {
  if (label === 'expected') return colors.green
  if (label === 'actual' || label === 'also') return colors.red
  return label === PASTEABLE || label === HINT ? colors.cyan : String
}

function valueLines(value: string, { evidence }: Page): readonly string[] {
  const lines = value.split('\n').map(escapeLine)
  return evidence === 'full' ? lines : shorten(lines, 6, 4, MORE).map((line) => cut(line, SHORT_VALUE))
}

/** The parts of a further line of a message, such as `  stderr   sudo: a password is required`. */
export function labelled(line: string): { readonly label?: string; readonly text: string } {
  const [, label, text] = /^ {2}(\w+) {2,}(\S.*)$/.exec(line) ?? []
  return label === undefined || text === undefined ? { text: line } : { label, text }
}

/** What a failure brings beyond values: its diff, stack, stderr and evidence; `on` names the host when others are alike. */
export function evidenceOf(failure: Failure, on: string | undefined, page: Page): string[] {
  const { colors } = page
  const { diff, stack, stderr } = failure
  const hints = failure.evidence.filter(({ label }) => label === HINT)
  const evidence = failure.evidence.filter(({ label }) => label !== HINT)
  return [
    ...block('difference', diff, page, differences(page)),
    ...block('stack', stack, page, colors.dim),
    ...(page.evidence === 'none' ? [] : block('stderr', stderr, page)),
    ...(page.evidence === 'none' ? [] : evidence.flatMap(({ label, text }) => once(heading(label, on), text, page))),
    ...(page.evidence === 'none' ? [] : hints.flatMap(({ label, text }) => field(label, text, page))),
  ]
}

// So few lines are read faster than where they stood before.
const FEW_LINES = 3

/** A block, or where it stands already: checks that fail alike have the same folder, the same sockets. */
function once(label: string, text: string, page: Page): string[] {
  if (page.evidence === 'full' || text.split('\n').length <= FEW_LINES) return block(label, text, page)
  if (page.shown.has(text)) return hanging(INDENT, `${escapeLine(label)}: as above`, page, page.colors.dim)
  page.shown.add(text)
  return block(label, text, page)
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
  const shown = page.evidence === 'full' ? lines : shorten(lines, 3, 7, MORE)
  return [...hanging(INDENT, escapeLine(label), page, page.colors.dim), ...remote(shown, page, paint)]
}

/** Escaped lines behind a bar, which tells what a host said from what we say. */
export function remote(lines: readonly string[], page: Page, paint = String as (line: string) => string): string[] {
  const room = page.columns - INDENT.length - 2
  const short = page.evidence !== 'full'
  return lines
    .flatMap((line) => wrap(short ? cut(line.trimEnd(), SHORT_LINE) : line.trimEnd(), room))
    .map((line) => `${INDENT}${page.colors.dim('│')} ${paint(line)}`.trimEnd())
}
