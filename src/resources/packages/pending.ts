import { sh } from '../../host/shell.ts'
import { couldNotTell, type Provider, type Unknown } from '../define-resource.ts'
import { firstLine, linesOf } from '../shared/all-unknown.ts'

/** A package of which the lists of the host know a newer version. */
export interface PendingUpdate {
  readonly name: string
  /** `undefined` for one that an update brings along. */
  readonly installed: string | undefined
  readonly candidate: string
  /** It comes from a repository of security updates. */
  readonly security: boolean
}

/** What the lists of the package manager know of updates; nothing is fetched. */
export interface UpdatesState {
  readonly exists: true
  readonly pending: readonly PendingUpdate[]
  /** One of the lists is of a repository of security updates. */
  readonly securityLists: boolean
  /** How many days ago the repository dated them: the oldest of those of security updates, else the newest of all. */
  readonly listAge: number
}

// Neither takes a lock nor writes a cache.
const QUIET = [
  ...['-o', 'Debug::NoLocking=1'],
  ...['-o', 'Dir::Cache::pkgcache='],
  ...['-o', 'Dir::Cache::srcpkgcache='],
]

// apt-get(8), -s: what would be done. When somebody last looked, nothing says: an update that could not reach a repository leaves
// its lists as they were, touches the same folders as one that could, and exits 0. What the lists say themselves is when the
// repository made them. A point release may replace a security update: apt-cache(8) shows which newer versions come from where,
// the newest first, and the installed one after `***`.
export const apt: Provider<UpdatesState> = {
  on: ({ packages, tools }) => packages === 'dpkg' && tools.includes('apt-get'),
  show: () => sh`apt-get --simulate dist-upgrade`,
  ask: () => sh`d=/var/lib/apt/lists
set -- $d/*Packages*
if [ ! -e "$1" ]; then echo "$d holds no list of packages" >&2; exit 1; fi
echo "now $(date +%s)"
for f in $d/*Packages*; do case $f in *[sS]ecurity*) echo secured; break ;; esac; done
for f in $d/*Release; do
  case $f in *[sS]ecurity*) k=security ;; *) k=other ;; esac
  sed -n "s/^Date: */dated $k /p" "$f" | head -n 1
done
t=$(apt-get -s -q ${QUIET} dist-upgrade) || exit
printf '%s\n' "$t" | grep '^Inst '
n=$(printf '%s\n' "$t" | sed -n 's/^Inst \([^ ]*\) .*/\1/p')
if [ -n "$n" ]; then
  t=$(apt-cache ${QUIET} policy $n) || exit
  printf '%s\n' "$t" | grep -iE '^[^ ]|^ [*]{3}|/.*security'
fi
echo end`,
  parse: (answer, keys) => {
    const state = read(answer.stdout) ?? couldNotTell(complaintOf(answer.stderr))
    return new Map(keys.map((key) => [key, state]))
  },
}

function complaintOf(stderr: string): string {
  return linesOf(stderr).find((line) => line.startsWith('E: ')) ?? (firstLine(stderr) || 'apt-get does not say')
}

function read(stdout: string): UpdatesState | Unknown | undefined {
  const lines = linesOf(stdout)
  const now = Number(/^now (\d+)$/m.exec(stdout)?.[1])
  if (lines.at(-1) !== 'end' || !(now > 0)) return undefined
  const securityLists = lines.includes('secured')
  const dated = datesOf(lines, securityLists)
  if (dated === undefined) return couldNotTell('a list does not say when it was made', 'apt-get update')
  const secure = secureOnes(lines)
  const updates = lines.filter((line) => line.startsWith('Inst ')).map((line) => readUpdate(line, secure))
  const pending = updates.filter((update) => update !== undefined)
  if (pending.length !== updates.length) return couldNotTell('apt-get printed what cannot be read')
  return { exists: true, pending, securityLists, listAge: Math.max(0, now - dated) / 86_400 }
}

/** In seconds since 1970. A list of security updates that is out of date is not made good by another one. */
function datesOf(lines: readonly string[], securityLists: boolean): number | undefined {
  const dates = (kind: string) =>
    lines
      .filter((line) => line.startsWith(`dated ${kind} `))
      .map((line) => Date.parse(line.slice(`dated ${kind} `.length)))
  const seconds = (securityLists ? Math.min(...dates('security')) : Math.max(...dates('other'))) / 1000
  return Number.isFinite(seconds) ? seconds : undefined
}

// Inst libssl3 [3.0.11-1] (3.0.15-1 Debian:12.8/stable, Debian-Security:12/stable-security [amd64]) [x:amd64 ]
function readUpdate(line: string, secure: ReadonlySet<string>): PendingUpdate | undefined {
  const [, name, installed, candidate, origins] =
    /^Inst (\S+) (?:\[([^\]]*)\] )?\((\S+) ?(.*?)(?: \[\S+\])?\)/.exec(line) ?? []
  if (name === undefined || candidate === undefined) return undefined
  return { name, installed, candidate, security: secure.has(name) || /security/i.test(origins ?? '') }
}

/** Those of which a version from a repository of security updates stands before the installed one. */
function secureOnes(lines: readonly string[]): ReadonlySet<string> {
  const secure = new Set<string>()
  let name: string | undefined
  for (const line of lines) {
    const heading = /^(\S+):$/.exec(line)?.[1]
    if (heading !== undefined) name = heading
    else if (line.startsWith(' ***')) name = undefined
    else if (name !== undefined && line.startsWith(' ') && /security/i.test(line)) secure.add(name)
  }
  return secure
}
