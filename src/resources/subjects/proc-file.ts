import { sh, type Script } from '../../host/shell.ts'
import { couldNotTell, denied, type Provider, type Unknown } from '../define-resource.ts'
import { allFailed } from '../shared/all-unknown.ts'

/** Of whom something is asked: of a user's processes to come, or of all processes of one name that run. */
export interface ProcQuestion {
  readonly name: string
  readonly of: 'user' | 'process'
}

/** What a key of the resource says. */
function procQuestion(key: string): ProcQuestion {
  return JSON.parse(key) as ProcQuestion
}

/** What a file of /proc says, of one process each; `undefined` where there is no such user or process. */
type Contents = readonly Buffer[] | Unknown | undefined

/**
 * A file of /proc/PID: of every process of a name that is not dead and waited for, or of one that su(1) starts as a user, by PAM.
 *
 * Any bytes come through, by way of base64(1).
 */
export function procFile<State>(
  file: 'environ' | 'limits',
  login: Script,
  read: (contents: Contents) => State | Unknown,
): Provider<State> {
  return {
    on: ({ tools, kernel }) => kernel.name === 'Linux' && tools.includes('timeout'),
    show: (key) => {
      const { name, of } = procQuestion(key)
      const script = `cat /proc/self/${file}`
      return of === 'user'
        ? sh`su ${login} -s /bin/sh -c ${script} -- ${name}`
        : sh`pidof ${name}; cat /proc/PID/${file}`
    },
    ask: (keys) => {
      const asked = keys.map(procQuestion).flatMap(({ name, of }) => [of, name])
      return sh`set -- ${asked}
[ -r /proc/self/stat ] || { echo '/proc is not there' >&2; exit 1; }
while [ $# -gt 0 ]; do
  echo "= $1"
  if [ "$1" = user ]; then
    if id -- "$2" >/dev/null 2>&1; then
      a=$({ timeout 6 su ${login} -s /bin/sh -c ${`echo; echo =begin=; cat /proc/self/${file}`} -- "$2" 2>&1; printf '\n%s' $?; } | base64)
      printf '%s\n' "$a"
    else echo none; fi
  else
    for p in /proc/[0-9]*; do
      { read -r c <"$p/comm"; } 2>/dev/null || continue
      if [ "$c" = "$2" ]; then
        { read -r s <"$p/stat"; } 2>/dev/null || continue
        case ${sh`$`}{s##*) } in [ZX]*) continue ;; esac
        echo process
        a=$({ printf '=begin=\n'; cat "$p/${file}" 2>&1; printf '\n%s' $?; } | base64); [ -e "$p" ] || a=gone
        printf '%s\n' "$a"
      fi
    done
  fi
  shift 2
done
echo '= end'`
    },
    parse: (answer, keys) => {
      const [, ...blocks] = `\n${answer.stdout}`.split(/\n= /)
      if (answer.exitCode !== 0 || blocks.length !== keys.length + 1) return allFailed(keys, '/proc', answer)
      return new Map(keys.map((key, index) => [key, read(contentsOf(procQuestion(key), blocks[index] ?? ''))]))
    },
  }
}

function contentsOf({ of }: ProcQuestion, block: string): Contents {
  const end = block.indexOf('\n')
  const body = end === -1 ? '' : block.slice(end + 1)
  if (of === 'user') return body.trim() === 'none' ? undefined : one(body)
  const parts = body
    .split(/^process$/m)
    .slice(1)
    .filter((part) => part.trim() !== 'gone')
  const all = parts.map(one)
  const odd = all.find((part) => 'reason' in part)
  if (odd !== undefined) return odd
  return all.length === 0 ? undefined : (all as Buffer[][]).flat()
}

const BEGIN = '=begin=\n'

/** What a user's profile prints stands before the mark; how the command ended, behind everything. */
function one(encoded: string): readonly Buffer[] | Unknown {
  const bytes = Buffer.from(encoded, 'base64')
  const [start, end] = [bytes.indexOf(BEGIN), bytes.lastIndexOf('\n')]
  const code = bytes.subarray(end + 1).toString()
  if (code === '0' && start !== -1 && end >= start + BEGIN.length - 1)
    return [bytes.subarray(start + BEGIN.length, end)]
  const said = bytes.subarray(0, Math.max(end, 0)).toString().replace(BEGIN, '').trim().split('\n').at(-1) ?? ''
  const reason = said === '' ? `nothing was answered, exit code ${code}` : said
  const refused = /permission denied|authentication|must be (?:run|suid)|not permitted/i.test(said)
  return refused ? denied(reason, 'set `sudo: true` for this role') : couldNotTell(reason)
}
