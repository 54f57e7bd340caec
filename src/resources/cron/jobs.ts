import { sh } from '../../host/shell.ts'
import { couldNotTell, denied, type Provider, type Unknown } from '../define-resource.ts'
import { allFailed } from '../shared/all-unknown.ts'
import { readCrontab, type CronJob } from './crontab.ts'
import { systemFiles, systemJobs, type IgnoredCrontab, type SystemJobs } from './system-files.ts'

/** What cron runs as a user. */
export type CronState =
  | { readonly exists: false }
  | {
      readonly exists: true
      /** In the user's crontab, in /etc/crontab and in /etc/cron.d. */
      readonly jobs: readonly CronJob[]
      /** Files of the system that cron passes over, of whichever user: their jobs are not among these. */
      readonly ignored: readonly IgnoredCrontab[]
    }

// cron(8) of Debian and cronie; busybox's has its crontabs elsewhere, and no /etc/cron.d. crontab(1) prints a user's own, and
// another's to root alone. Every line of a crontab is indented, so that none can pass for a heading.
export const crontab: Provider<CronState> = {
  on: ({ tools, userland }) => tools.includes('crontab') && userland === 'gnu',
  show: (user) => sh`crontab -l -u ${user}; grep -H . /etc/crontab /etc/cron.d/*`,
  ask: (users) => sh`me=$(id -un)
for u in ${users}; do
  if ! id -- "$u" >/dev/null 2>&1; then echo nobody; continue; fi
  if [ "$u" = "$me" ]; then t=$(crontab -l 2>&1); else t=$(crontab -l -u "$u" 2>&1); fi
  printf 'user %s\n%s\n' $? "$t" | sed '2,$s/^/ /'
done
${systemFiles}
echo =
(exit $code)`,
  parse: (answer, users, platform) => {
    const [, body] = /^([^]*)^=\n$/m.exec(answer.stdout) ?? []
    if (answer.exitCode !== 0 || body === undefined) return allFailed(users, 'cron', answer)
    const blocks = body.split(/^(?=\S)/m).filter((block) => block !== '')
    const system = systemJobs(blocks.slice(users.length), platform)
    return new Map(users.map((user, index) => [user, stateOf(user, blocks[index] ?? '', system)]))
  },
}

function stateOf(user: string, block: string, system: SystemJobs | Unknown): CronState | Unknown {
  const own = ownJobs(user, block)
  if (own === undefined) return { exists: false }
  if ('reason' in own) return own
  if ('reason' in system) return system
  const { jobs, ignored } = system
  return { exists: true, jobs: [...own, ...jobs.filter((job) => job.user === user)], ignored }
}

/** `undefined` when there is no such user. */
function ownJobs(user: string, block: string): readonly CronJob[] | Unknown | undefined {
  const [heading = '', ...lines] = block.split('\n')
  const text = lines.map((line) => line.slice(1)).join('\n')
  if (heading === 'nobody') return undefined
  if (heading === 'user 1' && /^no crontab for /m.test(text)) return []
  if (heading === 'user 0') {
    const jobs = readCrontab(text, 'crontab', user)
    return typeof jobs === 'string' ? couldNotTell(`crontab holds what is no job: ${jobs}`) : jobs
  }
  const reason = text.trim().split('\n')[0] || 'crontab does not say'
  const hidden = /must be privileged|not allowed|permission denied/i.test(text)
  return hidden ? denied(`crontab: ${reason}`, 'set `sudo: true` for this role') : couldNotTell(`crontab: ${reason}`)
}
