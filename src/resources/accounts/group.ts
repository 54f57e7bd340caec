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

/** Who has it as the primary group: of all users that the host lists, which with LDAP may be fewer than it knows. */
export const primaryMembers: Provider<readonly string[]> = {
  on: () => true,
  ask: (names, platform) =>
    hasGetent(platform)
      ? sh`${getent('group', names)}; echo =; getent passwd; echo =`
      : sh`cat /etc/group; echo =; cat /etc/passwd; echo =`,
  parse: (answer, names) => {
    const lines = answer.stdout.split('\n')
    const found = groups(takeEntries(lines, '=', answer), names)
    const users = takeEntries(lines, '=', answer)
    return new Map(names.map((name) => [name, users.missing ?? primary(found.get(name), users)]))
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

function primary(group: GroupState | Unknown | undefined, { found }: Entries): readonly string[] | Unknown {
  if (group === undefined || !('exists' in group) || !group.exists) return couldNotTell('the group could not be read')
  return [...found].filter(([, entry]) => Number(entry[3]) === group.gid).map(([name]) => name)
}
