import type { Platform } from '../../host/platform/platform.ts'
import { sh } from '../../host/shell.ts'
import type { Lister } from '../define-list.ts'
import { couldNotTell } from '../define-resource.ts'
import { failed, linesOf } from '../shared/all-unknown.ts'
import { hasGetent } from './database.ts'

/** One user in a list. */
export interface UserItem {
  readonly name: string
  readonly uid: number
  readonly gid: number
  readonly home: string
  readonly shell: string
  /** The comment: usually the full name. */
  readonly gecos: string
}

function usersBy(on: (platform: Platform) => boolean, ask: Lister<UserItem>['ask']): Lister<UserItem> {
  return {
    on,
    ask,
    parse: (answer) => {
      if (answer.exitCode !== 0) return failed('the account database', answer)
      const users = linesOf(answer.stdout).map(read)
      // Every host has a root: a list without one is not all of it.
      if (!users.some((user) => user?.uid === 0)) return couldNotTell('the account database has no root')
      if (users.includes(undefined)) return couldNotTell('an entry of the account database is malformed')
      return users as UserItem[]
    },
  }
}

/** getent(1): every source that nsswitch.conf names, and that lets itself be listed. */
export const listedUsers: Lister<UserItem> = usersBy(hasGetent, () => sh`getent passwd`)

/** passwd(5) itself. */
export const usersInFile: Lister<UserItem> = usersBy(
  () => true,
  () => sh`cat /etc/passwd`,
)

function read(line: string): UserItem | undefined {
  const [name, , uid, gid, gecos, home, shell, ...more] = line.split(':')
  if (!name || !uid || !gid || gecos === undefined || home === undefined || shell === undefined) return undefined
  if (more.length > 0 || !/^\d+$/.test(uid) || !/^\d+$/.test(gid)) return undefined
  return { name, uid: Number(uid), gid: Number(gid), home, shell, gecos }
}
