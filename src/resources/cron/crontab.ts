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
    const entry = line.trim()
    if (entry === '' || entry.startsWith('#') || ENVIRONMENT.test(entry)) continue
    const [, schedule, rest] = (entry.startsWith('@') ? WORD : COLUMNS).exec(entry) ?? []
    const [, owner, command] = (user === undefined ? /^(\S+)\s+(.*)$/ : /^()(.*)$/).exec(rest ?? '') ?? []
    if (schedule === undefined || owner === undefined || command === undefined) return entry
    jobs.push({ schedule: schedule.split(/\s+/).join(' '), user: user ?? owner, command, source })
  }
  return jobs
}

/** `NAME = value`; what begins with a number, `*` or `@` is a job. */
const ENVIRONMENT = /^(?:[A-Za-z_]\w*|"[^"]*"|'[^']*')\s*=/
const WORD = /^(@(?:reboot|yearly|annually|monthly|weekly|daily|midnight|hourly|every_minute))\s+(\S.*)$/
const COLUMNS = /^-?((?:[\d*~][\d*,/~-]*\s+){3}(?:[\w*,/~-]+\s+)[\w*,/~-]+)\s+(\S.*)$/

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
