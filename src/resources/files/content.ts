import { ConfigError } from '../../errors.ts'
import { couldNotTell, type Comparison, Unknown } from '../define-resource.ts'
import { equalsText, linesHave, linesOf, type TextPattern } from '../shared/text.ts'
import { checkKind, checkOptions } from '../shared/wanted.ts'

/** The part of a file that is looked at: the lines strictly between two others. */
export interface Within {
  /** After the first line that has this; from the first line when it is not given. */
  readonly after?: TextPattern
  /** Before the first line from there on that has this; to the last line when it is not given. */
  readonly before?: TextPattern
}

/** How many lines of a file a failure shows. */
const SHOWN = 10

/** Whether a text has a part, in the range where it is looked for; shows the lines that have it. */
export function contains(content: string, part: TextPattern, within: Within = {}): Comparison | Unknown {
  if (part === '') throw new ConfigError('empty-part', 'Every file contains the empty text: say what it should contain')
  checkKind(part, 'text')
  const range = cut(content, within)
  if (range instanceof Unknown) return range
  const pass = linesHave(range.lines, part)
  return { pass, expected: part, actual: pass ? found(range, part) : `${range.lines.length} lines without it` }
}

/** Whether these lines stand in a text one after the other, each of them whole. */
export function containsLines(content: string, wanted: readonly string[], within: Within = {}): Comparison | Unknown {
  if (!Array.isArray(wanted) || wanted.length === 0)
    throw new ConfigError('empty-part', 'toContainLines() needs a list of at least one line')
  for (const line of wanted) {
    checkKind(line, 'string', 'each of the lines')
    if (line.includes('\n')) throw new ConfigError('lines', `${JSON.stringify(line)} is more than one line`)
  }
  const range = cut(content, within)
  if (range instanceof Unknown) return range
  const { lines } = range
  const pass = lines.some((_, start) => wanted.every((line, index) => lines[start + index] === line))
  const near = lines.indexOf(wanted[0] as string)
  const actual = near === -1 ? `${lines.length} lines without the first of these` : numbered(range, near, wanted.length)
  return { pass, expected: wanted.join('\n'), actual }
}

/** Whether a text is the one that was wanted; shows the lines that differ. */
export function hasContent(content: string, expected: TextPattern): Comparison {
  const { pass } = equalsText(content, expected)
  if (typeof expected !== 'string') return { pass, expected, actual: excerpt(linesOf(content), 0) }
  const [actualLines, expectedLines] = [linesOf(content), linesOf(expected)]
  const same = actualLines.findIndex((line, index) => line !== expectedLines[index])
  const start = same === -1 ? Math.min(actualLines.length, expectedLines.length) : same
  const end = pass ? Math.min(actualLines.length, SHOWN) : start
  return { pass, expected: excerpt(expectedLines, pass ? 0 : end), actual: excerpt(actualLines, pass ? 0 : end) }
}

interface Range {
  readonly lines: readonly string[]
  /** The number of the first of them in the file, less one. */
  readonly offset: number
}

function cut(content: string, within: Within): Range | Unknown {
  checkOptions('the part to look at', within, { after: 'text', before: 'text' })
  const { after, before } = within
  const lines = linesOf(content)
  const from = after === undefined ? -1 : lines.findIndex((line) => linesHave([line], after))
  if (after !== undefined && from === -1) return noLine('after', after)
  const rest = lines.slice(from + 1)
  const to = before === undefined ? rest.length : rest.findIndex((line) => linesHave([line], before))
  return to === -1 && before !== undefined ? noLine('before', before) : { lines: rest.slice(0, to), offset: from + 1 }
}

function noLine(edge: 'after' | 'before', pattern: TextPattern): Unknown {
  const shown = typeof pattern === 'string' ? JSON.stringify(pattern) : String(pattern)
  return couldNotTell(`the part to look at is not there: no line has ${shown}, given as \`${edge}\``)
}

function found(range: Range, part: TextPattern): string {
  const hits = range.lines.flatMap((line, index) => (linesHave([line], part) ? [numbered(range, index, 1)] : []))
  return hits.length === 0 ? 'it is there, over several lines' : hits.slice(0, SHOWN).join('\n')
}

function numbered({ lines, offset }: Range, start: number, count: number): string {
  const shown = lines.slice(start, start + Math.min(count, SHOWN))
  return shown.map((line, index) => `${offset + start + index + 1}: ${line}`).join('\n')
}

function excerpt(lines: readonly string[], start: number): string {
  const shown = lines.slice(start, start + SHOWN).map((line, index) => `${start + index + 1}: ${line}`)
  const more = lines.length - start - shown.length
  return [
    ...shown,
    ...(more > 0 ? [`… (${more} more lines)`] : []),
    ...(shown.length === 0 ? ['(end of file)'] : []),
  ].join('\n')
}
