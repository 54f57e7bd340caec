import { stripVTControlCharacters } from 'node:util'

import type { Location } from '../../run/report.ts'

/** What is wrong with the grammar of a spec, and where. */
export interface SyntaxProblem {
  readonly message: string
  readonly location: Location
}

/** What rolldown said of a file that it could not transform, in our own words: the mistake, the line and a mark. */
export function syntaxProblem(error: unknown): SyntaxProblem | undefined {
  if (!(error instanceof Error) || typeof error.message !== 'string') return undefined
  const text = stripVTControlCharacters(error.message)
  // rolldown draws `╭─[ specs/app.spec.ts:3:7 ]` below what it says, and the line below that
  const [, said, file, line, column] = /\[\w+\] (.+)\n\s*╭─\[ (.+):(\d+):(\d+) \]/.exec(text) ?? []
  if (said === undefined || file === undefined) return undefined
  const location = { file, line: Number(line), column: Number(column) }
  const source = new RegExp(`^\\s*${line} │ (.*)$`, 'm').exec(text)?.[1]?.trimEnd()
  const gutter = `  ${line} | `
  const blank = ' '.repeat(gutter.length - 2)
  const mark = source === undefined ? '' : source.slice(0, location.column - 1).replace(/[^\t]/g, ' ')
  const frame = source === undefined ? '' : `\n${gutter}${source}\n${blank}| ${mark}^`
  return { message: `${file}: ${said}${frame}`, location }
}
