import { randomUUID } from 'node:crypto'
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { homedir, hostname } from 'node:os'
import { join } from 'node:path'
import * as v from 'valibot'

const entrySchema = v.object({
  lease: v.string(),
  region: v.string(),
  group: v.string(),
  port: v.number(),
  cidr: v.string(),
  /** Missing until AWS has answered. */
  rule: v.optional(v.string()),
  pid: v.number(),
  /** What tells the process from a later one of the same number. */
  born: v.string(),
  host: v.string(),
})

/** What is written down before a rule is made, for whoever finds it after this process was killed. */
export type Entry = Readonly<v.InferOutput<typeof entrySchema>>

/** An entry, and the file that it stands in. */
export interface Journalled {
  readonly file: string
  readonly entry: Entry
}

/** `$XDG_STATE_HOME/infraspec/leases`, by default in `~/.local/state`. */
function journalFolder(): string {
  return join(process.env['XDG_STATE_HOME'] || join(homedir(), '.local/state'), 'infraspec/leases')
}

/** Writes an entry down, on the disk by the time that this returns; `file` replaces an earlier one. */
export function writeEntry(entry: Omit<Entry, 'pid' | 'born' | 'host'>, file = newFile()): string {
  const whole = { ...entry, pid: process.pid, born: bornAt(process.pid) ?? '', host: hostname() }
  const draft = `${file}.new`
  const handle = openSync(draft, 'w', 0o600)
  try {
    writeSync(handle, JSON.stringify(whole))
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
  renameSync(draft, file)
  return file
}

/** Crosses an entry out. */
export function removeEntry(file: string): void {
  rmSync(file, { force: true })
}

/** Entries of this machine whose process has ended without crossing them out. */
export function abandonedEntries(): Journalled[] {
  return files()
    .map((file) => ({ file, entry: read(file) }))
    .filter((one): one is Journalled => one.entry !== undefined && !isAlive(one.entry))
}

function newFile(): string {
  mkdirSync(journalFolder(), { recursive: true, mode: 0o700 })
  return join(journalFolder(), `${randomUUID()}.json`)
}

function files(): string[] {
  try {
    return readdirSync(journalFolder())
      .filter((name) => name.endsWith('.json'))
      .map((name) => join(journalFolder(), name))
  } catch {
    return []
  }
}

// another process may cross it out at this moment, and what is damaged tells nothing: the rule's own tags do
function read(file: string): Entry | undefined {
  try {
    const parsed = v.safeParse(entrySchema, JSON.parse(readFileSync(file, 'utf8')))
    return parsed.success ? parsed.output : undefined
  } catch {
    return undefined
  }
}

/** Of another machine, whose folder this is too, nothing can be said but by the end of its lease. */
function isAlive({ pid, born, host }: Entry): boolean {
  if (host !== hostname()) return true
  try {
    process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
  return (bornAt(pid) ?? '') === born
}

// proc(5): field 22, in ticks since the boot; the name before it may hold anything, a parenthesis too
function bornAt(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
  } catch {
    return undefined
  }
}
