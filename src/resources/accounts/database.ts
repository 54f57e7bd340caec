import type { Answer } from '../../host/answer.ts'
import type { Platform } from '../../host/platform/platform.ts'
import { sh, type Script } from '../../host/shell.ts'
import { couldNotTell, type Unknown } from '../define-resource.ts'
import { firstLine } from '../shared/all-unknown.ts'

/** The entries that a host gave, and what to think of a name that is not among them. */
export interface Entries {
  readonly found: ReadonlyMap<string, readonly string[]>
  /** `undefined`: there is none of that name. Otherwise why that could not be told. */
  readonly missing: Unknown | undefined
}

/** Where there is no getent(1) there are no sources but the files. That of musl is a script which knows less. */
export function hasGetent({ tools, os }: Platform): boolean {
  return tools.includes('getent') && os.family !== 'alpine'
}

/**
 * Asks getent(1) for these names.
 *
 * It exits 2 when a key is missing, and says no more when it could not look at all. So `root`, which every
 * host has, is asked last: only when that comes, a name that does not come is a name that is not there.
 */
export function getent(database: 'passwd' | 'group' | 'shadow', names: readonly string[]): Script {
  return sh`getent ${database} -- ${names} root`
}

/** Reads the entries off an answer's lines, up to one that is `end`; takes them and that one out of the list. */
export function takeEntries(lines: string[], end: string, answer: Answer): Entries {
  const taken = lines.splice(0, lines.indexOf(end) + 1)
  const found = new Map<string, readonly string[]>()
  for (const line of taken) {
    const entry = line.split(':')
    const [name = ''] = entry
    if (entry.length > 3 && !found.has(name)) found.set(name, entry)
  }
  return { found, missing: found.has('root') ? undefined : unreadable(answer) }
}

/** The same of getent's answer: an entry that nobody asked for may be one of these under another name. */
export function withoutAliases({ found, missing }: Entries, asked: readonly string[]): Entries {
  const other = [...found.keys()].find((name) => name !== 'root' && !asked.includes(name))
  if (missing !== undefined || other === undefined) return { found, missing }
  return { found, missing: couldNotTell(`the host answers with ${JSON.stringify(other)}`, 'ask for that name') }
}

function unreadable({ stderr, exitCode }: Answer): Unknown {
  const complaint = firstLine(stderr)
  const reason = complaint === '' ? `the account database did not answer, exit code ${exitCode}` : complaint
  return couldNotTell(reason, /permission denied/i.test(reason) ? 'set `sudo: true` for this role' : undefined)
}
