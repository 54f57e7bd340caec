import { sh } from '../../host/shell.ts'
import { couldNotTell, Unknown } from '../define-resource.ts'
import { procFile } from './proc-file.ts'

/** What is known of an environment: of each process that was looked at. Its values are shown nowhere. */
export type EnvironmentState =
  | { readonly exists: false }
  | {
      readonly exists: true
      /** The names of the variables that all of them have. */
      readonly names: readonly string[]
      /** The variables of each. */
      readonly variables: readonly Readonly<Record<string, string>>[]
    }

export const procEnviron = procFile<EnvironmentState>('environ', sh`-l`, (contents) => {
  if (contents === undefined) return { exists: false }
  if (contents instanceof Unknown) return contents
  const variables = contents.map(readEnviron)
  if (variables.includes(undefined))
    return couldNotTell(
      '/proc/PID/environ holds what is no environment: the program may have written its title over it',
    )
  const read = variables.filter((one) => one !== undefined)
  const names = Object.keys(read[0] ?? {}).filter((name) => read.every((one) => Object.hasOwn(one, name)))
  return { exists: true, names: names.toSorted(), variables: read }
})

/**
 * Each `NAME=value` ends in NUL; of one name several times, programs take the first.
 *
 * setproctitle(3) writes over them: what is left then is the end of a title, and NULs.
 */
function readEnviron(bytes: Buffer): Readonly<Record<string, string>> | undefined {
  const entries = bytes.toString().split('\0')
  if (entries.pop() !== '' || !entries.every((entry) => entry.includes('='))) return undefined
  const found = new Map<string, string>()
  for (const entry of entries) {
    const at = entry.indexOf('=')
    if (at > 0 && !found.has(entry.slice(0, at))) found.set(entry.slice(0, at), entry.slice(at + 1))
  }
  return Object.fromEntries(found)
}
