import { readFileSync } from 'node:fs'
import { stripVTControlCharacters } from 'node:util'
import { ConfigError } from '../../errors.ts'
import { findInSource, formatPlace, type Place, sourceLine } from './source-line.ts'

/** What rolldown says of one mistake. */
interface BuildProblem {
  readonly code?: string
  readonly message: string
  readonly loc?: { readonly file?: string; readonly line: number; readonly column: number }
}

/** What the bundler refused, in one paragraph that names the file, the line and its text. */
export function bundleError(cause: unknown, root: string): Error {
  const problem = (cause as { errors?: readonly BuildProblem[] }).errors?.[0]
  if (problem === undefined) return cause as Error
  // ours: the bundler passes on the message and not the error
  if (problem.code === 'PLUGIN_ERROR') return new ConfigError('unreadable-module', problem.message)
  // the bundler draws a picture of the place below its first line
  const said = stripVTControlCharacters(problem.message)
    .split('\n', 1)[0]!
    .replace(/^\[\w+\] /, '')
  const { file, line, column } = problem.loc ?? {}
  if (file === undefined || line === undefined) return new ConfigError('unreadable-module', said, { cause })
  return at({ file, line, column: (column ?? 0) + 1 }, said, root)
}

/** An import that leads nowhere. */
export function unresolved(id: string, importer: string, root: string): ConfigError {
  const quote = readFileSync(importer, 'utf8').includes(`'${id}'`) ? "'" : '"'
  const place = findInSource(importer, `${quote}${id}${quote}`)
  const what = /^[./]/.test(id) ? 'there is no such file' : 'it is not installed'
  return at(place, `cannot import "${id}": ${what}`, root)
}

function at(place: Place, said: string, root: string): ConfigError {
  return new ConfigError('unreadable-module', `${formatPlace(place, root)}: ${said}${sourceLine(place)}`)
}
