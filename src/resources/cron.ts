import { ConfigError } from '../errors.ts'
import { sh } from '../host/shell.ts'
import { accountName } from './accounts/name.ts'
import { readCrontab, type CronJob } from './cron/crontab.ts'
import { crontab, type CronState } from './cron/jobs.ts'
import { defineResource, ifPresent, type Comparison } from './define-resource.ts'
import { checkOptions } from './shared/wanted.ts'

export type { CronJob } from './cron/crontab.ts'
export type { CronState } from './cron/jobs.ts'

/** Which job is meant: each thing that is given has to be so. */
export interface WantedJob {
  /** As it is written; blanks do not matter. */
  readonly schedule?: string
  /** A string is the whole command, a RegExp searches. */
  readonly command?: string | RegExp
  /** `crontab`, or the path of the file that has it. */
  readonly source?: string
}

type CronPresent = Extract<CronState, { exists: true }>

/**
 * What cron runs as a user: the jobs in the user's crontab, in /etc/crontab and in /etc/cron.d.
 *
 * Whether cron itself runs, `service` tells, and whether PAM turns away an account that has expired is not looked at. A file whose
 * name cron does not read is no file of jobs. What is in one that Debian's cron passes over is no job: one that others may write
 * to, that is not root's, that has a second link, that does not end in a newline, or that names a user that there is not; and of a
 * user's crontab, one that is like these, or whose mode is not 0600, which root alone sees. The state says which are `ignored`. A
 * crontab with a line that is no job could not be told, and neither could one with a mode that cronie may refuse.
 *
 * @example
 * it(cron('root')).toHaveJob({ schedule: '0 3 * * *', command: '/usr/local/bin/backup' })
 * it(cron('www-data')).toHaveNoJobs()
 */
export const cron = defineResource({
  kind: 'cron of',
  absence: 'is for a user that does not exist',
  key: (name) => accountName('user', name),
  providers: { crontab },
  evidence: ({ key }) => [{ label: `crontab -l -u ${key}`, script: sh`crontab -l -u ${key} 2>&1 | head -n 30` }],
  matchers: {
    /** One of the jobs is this: by its schedule, its command, the file that has it. */
    toHaveJob: ifPresent((cron: CronPresent, wanted: WantedJob): Comparison => {
      checkOptions('toHaveJob()', wanted, { schedule: 'string', command: 'text', source: 'string' })
      if (Object.keys(wanted).length === 0)
        throw new ConfigError('cron-job', 'toHaveJob() needs a schedule, a command or a source')
      return { pass: cron.jobs.some((job) => isJob(job, wanted)), expected: wanted, actual: cron.jobs }
    }),
    /** One of the jobs is this line of a crontab, schedule and command: blanks between the columns do not matter. */
    toHaveEntry: ifPresent((cron: CronPresent, line: string): Comparison => {
      const wanted = entryOf(line)
      return { pass: cron.jobs.some((job) => isJob(job, wanted)), expected: wanted, actual: cron.jobs }
    }),
    /** Cron runs nothing as this user. */
    toHaveNoJobs: ifPresent((cron: CronPresent): Comparison => {
      return { pass: cron.jobs.length === 0, expected: [], actual: cron.jobs }
    }),
  },
})

function entryOf(line: string): Required<Pick<WantedJob, 'schedule' | 'command'>> {
  const jobs = typeof line === 'string' ? readCrontab(line, 'crontab', '') : []
  const [job, ...more] = typeof jobs === 'string' ? [] : jobs
  if (job !== undefined && more.length === 0) return { schedule: job.schedule, command: job.command }
  throw new ConfigError('cron-entry', `${JSON.stringify(line)} is not a line of a crontab`, {
    hint: '0 3 * * * /usr/local/bin/backup',
  })
}

function isJob(job: CronJob, { schedule, command, source }: WantedJob): boolean {
  if (schedule !== undefined && job.schedule !== schedule.trim().split(/\s+/).join(' ')) return false
  if (source !== undefined && job.source !== source) return false
  if (command instanceof RegExp) return new RegExp(command).test(job.command)
  return command === undefined || job.command === command
}
