import type { Answer } from '../../host/answer.ts'
import { sh, type Script } from '../../host/shell.ts'
import { couldNotTell, type Provider, type Unknown } from '../define-resource.ts'
import { getent, hasGetent, takeEntries, withoutAliases, type Entries } from './database.ts'

/** A user that is there. */
export interface UserPresent {
  readonly exists: true
  readonly uid: number
  readonly gid: number
  /** The primary group's name; its number when it has none. */
  readonly group: string
  /** What else the primary group's id is called: usually nothing. */
  readonly groupAliases: readonly string[]
  /** All groups by all their names, the primary one first. */
  readonly groups: readonly string[]
  readonly home: string
  readonly shell: string
  /** The comment: usually the full name. */
  readonly gecos: string
}

/** What is known about a user. */
export type UserState = { readonly exists: false } | UserPresent

// Asked for a gid getent(1) gives one name, and there may be more. What cannot be listed (LDAP) has that one at least.
const GROUPS = sh`getent group -- $g root
if all=$(getent group); then
  set -- $g; wanted=" $* "
  IFS=$nl
  for line in $all; do
    gid=${sh`$`}{line#*:*:}; gid=${sh`$`}{gid%%:*}
    case $wanted in *" $gid "*) printf '%s:x:%s:\n' "${sh`$`}{line%%:*}" "$gid" ;; esac
  done
else echo '!'; fi`

/** getent(1) and id(1): every source that nsswitch.conf names. */
export const userByGetent: Provider<UserState> = {
  on: hasGetent,
  show: (name) => sh`getent passwd -- ${name}; id -- ${name}`,
  ask: (names) => script(names, getent('passwd', names), GROUPS),
  parse: (answer, names) => users(answer, names, (entries) => withoutAliases(entries, names)),
}

/** passwd(5) and group(5) themselves, and id(1). */
export const userByFile: Provider<UserState> = {
  on: () => true,
  show: (name) => sh`id -- ${name}`,
  ask: (names) => script(names, sh`cat /etc/passwd`, sh`cat /etc/group`),
  parse: (answer, names) => users(answer, names, (entries) => entries),
}

/**
 * The entries; of those who are there the gids, one line each; and the groups that have these gids.
 *
 * The database of groups may not be listable (LDAP), so id(1) is asked: once for all where it can (coreutils
 * 8.31), one by one where it cannot. Numbers, since a group's name may hold a space.
 */
function script(names: readonly string[], passwd: Script, group: Script): Script {
  return sh`set -f
nl='
'
p=$(${passwd}); printf '%s\n=\n' "$p"
set -- ${names}
for n do
  shift
  case $nl$p in *"$nl$n:"*) set -- "$@" "$n" ;; esac
done
g=
if [ $# -gt 0 ]; then
  g=$(id -G -- "$@" 2>/dev/null) || g=$(for n do id -G -- "$n" || echo '?'; done)
fi
printf '%s\n=\n' "$g"
${group}; echo =`
}

function users(
  answer: Answer,
  names: readonly string[],
  clean: (entries: Entries) => Entries,
): ReadonlyMap<string, UserState | Unknown> {
  const lines = answer.stdout.split('\n')
  const { found, missing } = clean(takeEntries(lines, '=', answer))
  const present = names.filter((name) => found.has(name))
  const gids = takeGids(lines, present)
  const listed = !lines.slice(0, lines.indexOf('=')).includes('!')
  const groups = takeEntries(lines, '=', answer)
  const read = (name: string): UserState | Unknown => {
    const entry = found.get(name)
    if (entry === undefined) return missing ?? { exists: false }
    const numbers = gids?.get(name)
    if (numbers === undefined) return couldNotTell('its groups could not be read')
    if (!listed) return couldNotTell('the groups could not be listed')
    return groups.missing ?? userOf(entry, numbers, groups)
  }
  return new Map(names.map((name) => [name, read(name)]))
}

/** One line for each user, in the order asked; fewer or more lines belong to nobody. */
function takeGids(lines: string[], names: readonly string[]): ReadonlyMap<string, readonly number[]> | undefined {
  const taken = lines.splice(0, lines.indexOf('=') + 1).slice(0, -1)
  const rows = taken.filter((line) => line !== '')
  if (rows.length !== names.length) return undefined
  const known = names.flatMap((name, index) => {
    const row = rows[index] as string
    return /^\d+( \d+)*$/.test(row) ? [[name, row.split(' ').map(Number)] as const] : []
  })
  return new Map(known)
}

function userOf(entry: readonly string[], gids: readonly number[], { found }: Entries): UserState | Unknown {
  const [, , uid = '', gid = '', gecos = '', home = '', shell = ''] = entry
  if (!/^\d+$/.test(uid) || !/^\d+$/.test(gid) || entry.length !== 7) return couldNotTell('its entry is malformed')
  const named = (number: number): readonly [string, ...string[]] => {
    const [first = String(number), ...aliases] = [...found.values()]
      .filter((group) => group[2] !== '' && Number(group[2]) === number)
      .map(([name = '']) => name)
    return [first, ...aliases]
  }
  const groups = [...new Set([Number(gid), ...gids])].flatMap(named)
  const [group, ...groupAliases] = named(Number(gid))
  return { exists: true, uid: Number(uid), gid: Number(gid), group, groupAliases, groups, home, shell, gecos }
}
