import type { Comparison } from '../define-resource.ts'
import { checkKind } from './wanted.ts'

/** What a matcher on text takes: a string is literal, a RegExp searches. */
export type TextPattern = string | RegExp

/**
 * Whether a text is the one that was wanted: a string is the whole of it less one final newline.
 *
 * A RegExp searches what is left of it then; its `^` and `$` match at every line.
 */
export function equalsText(actual: string, expected: TextPattern): Comparison {
  checkKind(expected, 'text')
  const pass =
    typeof expected === 'string'
      ? actual === expected || actual === `${expected}\n`
      : searcher(expected).test(actual.replace(/\n$/, ''))
  return { pass, expected, actual }
}

/** Whether lines have a part: a string as it is written, or something that a RegExp finds; no lines have none. */
export function linesHave(lines: readonly string[], part: TextPattern): boolean {
  if (lines.length === 0) return false
  // After a final newline `^$` would match: every text would have an empty line.
  const text = lines.join('\n')
  return typeof part === 'string' ? `${text}\n`.includes(part) : searcher(part).test(text)
}

/** The lines of a text; a final newline ends the last one and starts none. */
export function linesOf(text: string): readonly string[] {
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  return lines
}

/**
 * The same RegExp, without a memory and line by line.
 *
 * `g` and `y` make a RegExp remember where it was, and give another answer the second time. Without `m`,
 * `.not.toContain(/^PermitRootLogin yes/)` would look at the first line only, and hold.
 */
function searcher({ source, flags }: RegExp): RegExp {
  return new RegExp(source, `${flags.replaceAll(/[gmy]/g, '')}m`)
}
