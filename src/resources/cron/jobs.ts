import { sh } from '../../host/shell.ts'
import { couldNotTell, denied, type Provider, type Unknown } from '../define-resource.ts'
import { allFailed } from '../shared/all-unknown.ts'
import { readCrontab, saysNothing, type CronJob } from './crontab.ts'
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
  ask: (users) => sh`me=$(id -un); nl='
'
for u in ${users}; do
  if ! id -- "$u" >/dev/null 2>&1; then echo nobody; continue; fi
  if [ "$u" = "$me" ]; then t=$(crontab -l 2>&1; printf '=%s' $?); else t=$(crontab -l -u "$u" 2>&1; printf '=%s' $?); fi
  c=${sh`$`}{t##*=}; t=${sh`$`}{t%=*}; s=$(stat -c ' %a %h %u' -- "/var/spool/cron/crontabs/$u" 2>/dev/null)
  if [ -n "$s" ]; then s="$s $(id -u -- "$u")"; fi
  if [ -L "/var/spool/cron/crontabs/$u" ]; then s=' link'; fi
  case $t in *"$nl") t=${sh`$`}{t%"$nl"} ;; *) s="$s open" ;; esac
  printf 'user %s%s\n%s\n' "$c" "$s" "$t" | sed '2,$s/^/ /'
done
${systemFiles}
echo =
(exit $code)`,
  parse: (answer, users, platform) => {
    const [, body] = /^([^]*)^=\n$/m.exec(answer.stdout) ?? []
    if (answer.exitCode !== 0 || body === undefined) return allFailed(users, 'cron', answer)
    const blocks = body.split(/^(?=\S)/m).filter((block) => block !== '')
    const system = systemJobs(blocks.slice(users.length), platform)
    const debian = platform.os.family === 'debian'
    return new Map(users.map((user, index) => [user, stateOf({ user, debian }, blocks[index] ?? '', system)]))
  },
}

interface Whose {
  readonly user: string
  readonly debian: boolean
}

function stateOf(whose: Whose, block: string, system: SystemJobs | Unknown): CronState | Unknown {
  const own = ownJobs(whose, block)
  if (own === undefined) return { exists: false }
  if ('reason' in own) return own
  if ('reason' in system) return system
  const jobs = [...own.jobs, ...system.jobs.filter((job) => job.user === whose.user)]
  return { exists: true, jobs, ignored: [...own.ignored, ...system.ignored] }
}

/** `undefined` when there is no such user. */
function ownJobs({ user, debian }: Whose, block: string): SystemJobs | Unknown | undefined {
  const [heading = '', ...lines] = block.split('\n')
  const text = lines.map((line) => line.slice(1)).join('\n')
  if (heading === 'nobody') return undefined
  const [, code, file = ''] = /^user (\d+)(.*)$/.exec(heading) ?? []
  if (code === '1' && /^no crontab for /m.test(text)) return { jobs: [], ignored: [] }
  if (code === '0') {
    const jobs = readCrontab(text, 'crontab', user)
    const odd = passedOver(file, lines.at(-2) ?? '', debian)
    if (odd !== undefined && !debian) return couldNotTell(`cron may pass over the crontab: ${odd}`)
    if (odd !== undefined) return { jobs: [], ignored: [{ path: 'crontab', reason: odd }] }
    return typeof jobs === 'string' ? couldNotTell(`crontab holds what is no job: ${jobs}`) : { jobs, ignored: [] }
  }
  const reason = text.trim().split('\n')[0] || 'crontab does not say'
  const hidden = /must be privileged|not allowed|permission denied/i.test(text)
  return hidden ? denied(`crontab: ${reason}`, 'set `sudo: true` for this role') : couldNotTell(`crontab: ${reason}`)
}

/**
 * Why cron does not run a crontab that crontab(1) shows, tried with cron 3.0pl1 of Debian 12: it says each of these in its log.
 *
 * crontab(1) writes none like these; what a script has copied there may be. Only root sees what is behind the text.
 */
function passedOver(file: string, last: string, debian: boolean): string | undefined {
  if (file.endsWith(' open') && !saysNothing(last.slice(1))) return 'missing newline before EOF'
  if (!debian) return undefined
  if (file.startsWith(' link')) return 'it is a symlink'
  const [, mode, links, owner, uid] = /^ (\d+) (\d+) (\d+) (\d+)/.exec(file) ?? []
  if (mode === undefined) return undefined
  if (owner !== '0' && owner !== uid) return 'wrong file owner'
  if (mode !== '600') return `insecure mode (mode 0600 expected, it is 0${mode})`
  return links === '1' ? undefined : 'number of hard links > 1'
}
