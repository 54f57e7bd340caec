import { readFileSync } from 'node:fs'
import { relative } from 'node:path'

/** A place in a user's file; line and column count from 1. */
export interface Place {
  readonly file: string
  readonly line: number
  readonly column: number
}

/** `roles/app.ts:3:5`, relative to the project's root. */
export function formatPlace({ file, line, column }: Place, root: string): string {
  return `${projectPath(file, root)}:${line}:${column}`
}

/** A path as messages name it: relative to the project's root, with `/`, when it lies in there. */
export function projectPath(file: string, root: string): string {
  const path = relative(root, file)
  return path.startsWith('..') ? file : path.replaceAll('\\', '/')
}

/** The line itself with a mark under the column, indented, or nothing when the file is gone. */
export function sourceLine({ file, line, column }: Place): string {
  const text = readSource(file).split(/\r?\n/)[line - 1]
  if (text === undefined) return ''
  const gutter = `  ${line} | `
  const blank = text.slice(0, column - 1).replace(/[^\t]/g, ' ')
  return `\n${gutter}${text}\n${' '.repeat(gutter.length - 2)}| ${blank}^`
}

/** Where a text first stands in a file. */
export function findInSource(file: string, text: string): Place {
  const before = readSource(file).split(text, 1)[0]!.split('\n')
  return { file, line: before.length, column: before.at(-1)!.length + 1 }
}

function readSource(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
