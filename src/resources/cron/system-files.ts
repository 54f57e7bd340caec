import type { Platform } from '../../host/platform/platform.ts'
import { sh } from '../../host/shell.ts'
import { couldNotTell, type Unknown } from '../define-resource.ts'
import { isRead, readCrontab, saysNothing, type CronJob } from './crontab.ts'

/** A file of jobs that cron passes over. */
export interface IgnoredCrontab {
  readonly path: string
  /** As cron says it in its log: `group/other writable`. */
  readonly reason: string
}

/** What the files of the system say, for all users. */
export interface SystemJobs {
  readonly jobs: readonly CronJob[]
  readonly ignored: readonly IgnoredCrontab[]
}

/**
 * Prints /etc/crontab and the files of /etc/cron.d, and before them the users in them that there are not.
 *
 * Every line of a file is indented, so that none can pass for a heading; where a file ends without a newline, so does its
 * last line. The heading has what cron looks at: the owner, the mode, the number of links, and who owns the symlink.
 */
export const systemFiles = sh`code=0
command -v awk >/dev/null || { echo 'awk is not there' >&2; code=1; }
set -- /etc/crontab /etc/cron.d/*
for f do shift; if [ -f "$f" ]; then set -- "$@" "$f"; fi; done
for f do cat -- "$f"; echo; done 2>/dev/null | awk '!/^[ \t]*(#|$)/ { print ($1 ~ /^@/) ? $2 : $6 }' | sort -u |
  while read -r u; do id -- "$u" >/dev/null 2>&1 || printf 'nobody %s\n' "$u"; done
for f do
  printf 'file %s %s %s\n' "$(stat -L -c '%u %a %h' -- "$f")" "$(stat -c %u -- "$f")" "$f"
  sed 's/^/ /' "$f" || code=1; echo
done
if [ -d /etc/cron.d ] && [ ! -r /etc/cron.d -o ! -x /etc/cron.d ]; then echo '/etc/cron.d: Permission denied' >&2; code=1; fi`

/** What {@link systemFiles} printed, block by block. */
export function systemJobs(blocks: readonly string[], { os }: Platform): SystemJobs | Unknown {
  const missing = new Set(blocks.flatMap((block) => /^nobody (.*)\n$/.exec(block)?.[1] ?? []))
  const jobs: CronJob[] = []
  const ignored: IgnoredCrontab[] = []
  for (const block of blocks.filter((one) => !one.startsWith('nobody '))) {
    const file = readBlock(block)
    if (file === undefined) return couldNotTell('stat does not say whose the files of cron are')
    const { path, text } = file
    if (path !== '/etc/crontab' && !isRead(path.slice(path.lastIndexOf('/') + 1), os.family)) continue
    const own = readCrontab(text, path)
    const odd = os.family === 'debian' ? refusedByDebian(file, own, missing) : refusedByOthers(file)
    if (odd !== undefined && os.family !== 'debian') return couldNotTell(`cron may pass over ${path}: ${odd}`)
    if (odd !== undefined) ignored.push({ path, reason: odd })
    // What cron cannot read, it does not run: not the line, and with some not the file.
    else if (typeof own === 'string') return couldNotTell(`${path} holds what is no job: ${own}`)
    else jobs.push(...own)
  }
  return { jobs, ignored }
}

interface SystemFile {
  readonly path: string
  readonly text: string
  readonly uid: number
  readonly linkUid: number
  readonly mode: number
  readonly links: number
  /** It ends in a newline, or has no line that says anything at its end. */
  readonly whole: boolean
}

function readBlock(block: string): SystemFile | undefined {
  const [heading = '', ...rest] = block.split('\n')
  const [, uid, mode = '', links, linkUid, path] = /^file (\d+) ([0-7]+) (\d+) (\d+) (\/.*)$/.exec(heading) ?? []
  if (path === undefined) return undefined
  const lines = rest.slice(0, -1).map((line) => line.slice(1))
  // The newline after the file is ours: an empty line is what is left of it where the file has its own.
  const whole = rest.at(-2) === '' || saysNothing(lines.at(-1) ?? '')
  const numbers = { uid: Number(uid), linkUid: Number(linkUid), links: Number(links), mode: Number.parseInt(mode, 8) }
  return { path, text: lines.join('\n'), whole, ...numbers }
}

/** Tried with cron 3.0pl1 of Debian 12, which says each of these in its log, and runs nothing of the file. */
function refusedByDebian(
  { uid, linkUid, mode, links, whole }: SystemFile,
  jobs: readonly CronJob[] | string,
  missing: ReadonlySet<string>,
): string | undefined {
  if (uid !== 0) return 'wrong file owner'
  if (linkUid !== 0) return 'wrong symlink owner'
  if ((mode & 0o22) !== 0) return 'insecure mode (group/other writable)'
  if (links !== 1) return 'number of hard links > 1'
  if (!whole) return 'missing newline before EOF'
  const stranger = typeof jobs === 'string' ? undefined : jobs.find(({ user }) => missing.has(user))
  return stranger === undefined ? undefined : `bad username ${stranger.user}`
}

/** cronie wants a file of root's that nobody else may write to and nobody may execute, unless it runs with -p. */
function refusedByOthers({ uid, mode }: SystemFile): string | undefined {
  if (uid !== 0) return `it belongs to uid ${uid}`
  return (mode & 0o7533) === 0o400 ? undefined : `its mode is ${mode.toString(8).padStart(4, '0')}`
}
