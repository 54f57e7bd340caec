import { sh } from '../../host/shell.ts'
import { couldNotTell, type Provider, type Unknown } from '../define-resource.ts'
import { getent, hasGetent, takeEntries, withoutAliases, type Entries } from './database.ts'

/** A group that is there. */
export interface GroupPresent {
  readonly exists: true
  readonly gid: number
  /** Who its own entry lists: not those who have it as their primary group. */
  readonly members: readonly string[]
}

/** What is known about a group. */
export type GroupState = { readonly exists: false } | GroupPresent

/** getent(1): every source that nsswitch.conf names. */
export const groupByGetent: Provider<GroupState> = {
  on: hasGetent,
  show: (name) => sh`getent group -- ${name}`,
  ask: (names) => sh`${getent('group', names)}; echo =`,
  parse: (answer, names) => groups(withoutAliases(takeEntries(answer.stdout.split('\n'), '=', answer), names), names),
}

/** group(5) itself. */
export const groupByFile: Provider<GroupState> = {
  on: () => true,
  ask: () => sh`cat /etc/group; echo =`,
  parse: (answer, names) => groups(takeEntries(answer.stdout.split('\n'), '=', answer), names),
}

/**
 * Who has its id without being in its entry: as the primary group, or by another group of the same id.
 *
 * Of all users and groups that the host lists, which with LDAP may be fewer than it knows.
 */
export const primaryMembers: Provider<readonly string[]> = {
  on: () => true,
  ask: (names, platform) =>
    hasGetent(platform)
      ? sh`${getent('group', names)}; echo =; getent group; echo =; getent passwd; echo =`
      : sh`cat /etc/group; echo =; cat /etc/group; echo =; cat /etc/passwd; echo =`,
  parse: (answer, names) => {
    const lines = answer.stdout.split('\n')
    const found = groups(takeEntries(lines, '=', answer), names)
    const groupLines = lines.slice(0, lines.indexOf('='))
    const all = takeEntries(lines, '=', answer)
    const users = takeEntries(lines, '=', answer)
    const without = all.missing ?? users.missing
    return new Map(names.map((name) => [name, without ?? others(found.get(name), { users, groupLines })]))
  },
}

function groups({ found, missing }: Entries, names: readonly string[]): ReadonlyMap<string, GroupState | Unknown> {
  return new Map(
    names.map((name) => {
      const entry = found.get(name)
      return [name, entry === undefined ? (missing ?? { exists: false }) : groupOf(entry)]
    }),
  )
}

function groupOf([, , gid = '', members = '']: readonly string[]): GroupState | Unknown {
  if (!/^\d+$/.test(gid)) return couldNotTell(`its entry has no gid, but ${JSON.stringify(gid)}`)
  return { exists: true, gid: Number(gid), members: members.split(',').filter((name) => name !== '') }
}

interface Listed {
  readonly users: Entries
  /** As they are: two groups may have one name, too. */
  readonly groupLines: readonly string[]
}

function others(group: GroupState | Unknown | undefined, { users, groupLines }: Listed): readonly string[] | Unknown {
  if (group === undefined || !('exists' in group) || !group.exists) return couldNotTell('the group could not be read')
  const primary = [...users.found].filter(([, entry]) => Number(entry[3]) === group.gid).map(([user]) => user)
  const aliases = groupLines
    .map((line) => line.split(':'))
    .filter(([, , gid]) => gid !== '' && Number(gid) === group.gid)
  const byAlias = aliases.flatMap(([, , , members = '']) => members.split(','))
  return [...new Set([...primary, ...byAlias])].filter((user) => user !== '')
}
