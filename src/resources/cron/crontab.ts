/** A job as cron runs it. */
export interface CronJob {
  /** Five columns with one space between, or a word such as `@daily`. */
  readonly schedule: string
  readonly user: string
  /** As it is written, with the `%` of crontab(5). */
  readonly command: string
  /** `crontab`, or the path of the file that has it. */
  readonly source: string
}

/** Reads a crontab(5): its jobs, or the line that is none. `user` is whose it is; without one each line names its own. */
export function readCrontab(text: string, source: string, user?: string): readonly CronJob[] | string {
  const jobs: CronJob[] = []
  for (const line of text.split('\n')) {
    // A carriage return is a part of the command.
    const entry = line.replaceAll(/^[ \t]+|[ \t]+$/g, '')
    if (saysNothing(entry) || ENVIRONMENT.test(entry)) continue
    const [, schedule, rest] = (entry.startsWith('@') ? WORD : COLUMNS).exec(entry) ?? []
    const [, owner, command] = (user === undefined ? /^([^\s/]+)\s+([^]*)$/ : /^()([^]*)$/).exec(rest ?? '') ?? []
    if (schedule === undefined || owner === undefined || command === undefined || !isSchedule(schedule)) return entry
    jobs.push({ schedule: schedule.split(/\s+/).join(' '), user: user ?? owner, command, source })
  }
  return jobs
}

/** Whether a line is empty, or a comment. */
export function saysNothing(line: string): boolean {
  return /^[ \t]*(?:#|$)/.test(line)
}

/** `NAME = value`; what begins with a number, `*` or `@` is a job. */
const ENVIRONMENT = /^(?:[A-Za-z_]\w*|"[^"]*"|'[^']*')\s*=/
const WORD = /^(@(?:reboot|yearly|annually|monthly|weekly|daily|midnight|hourly))\s+(\S[^]*)$/
const COLUMNS = /^-?((?:[\d*~][\d*,/~-]*\s+){3}(?:[\w*,/~-]+\s+)[\w*,/~-]+)\s+(\S[^]*)$/

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']
const LIMITS: readonly { readonly low: number; readonly high: number; readonly names: readonly string[] }[] = [
  { low: 0, high: 59, names: [] },
  { low: 0, high: 23, names: [] },
  { low: 1, high: 31, names: [] },
  { low: 1, high: 12, names: MONTHS },
  { low: 0, high: 7, names: DAYS },
]

/** Whether cron takes it: because of one minute that there is not, it may leave out all of a file. */
function isSchedule(schedule: string): boolean {
  if (schedule.startsWith('@')) return true
  return schedule.split(/\s+/).every((column, index) => column.split(',').every((part) => isPart(part, index)))
}

function isPart(part: string, index: number): boolean {
  const { low, high, names } = LIMITS[index] ?? { low: 0, high: 0, names: [] }
  const [, first, last, step = '1'] = /^(\*|\w+|(?=~))(?:[-~](\w*))?(?:\/(\d+))?$/.exec(part) ?? []
  if (first === undefined || Number(step) === 0) return false
  const ends = [first, last].filter((text) => text !== undefined && text !== '' && text !== '*') as string[]
  return ends.every((text) => {
    if (!/^\d+$/.test(text)) return names.includes(text.toLowerCase())
    return Number(text) >= low && Number(text) <= high
  })
}

/**
 * Whether cron(8) reads a file of this name in /etc/cron.d.
 *
 * Debian's reads letters, digits, `_` and `-` and nothing else: `backup.cron` is not run there. Others leave out hidden
 * files, and what editors and package managers leave behind.
 */
export function isRead(name: string, family: string): boolean {
  if (family === 'debian') return /^[\w-]+$/.test(name)
  return !/^[.#]|~$|\.(rpmsave|rpmorig|rpmnew|cfsaved)$/.test(name)
}
