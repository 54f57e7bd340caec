import { groupByFile, groupByGetent, primaryMembers, type GroupPresent, type GroupState } from './accounts/group.ts'
import { groupEvidence } from './accounts/evidence.ts'
import { highestSystemId } from './accounts/login-defs.ts'
import { accountName } from './accounts/name.ts'
import { defineResource, ifPresent, is, withDetails } from './define-resource.ts'

export type { GroupPresent, GroupState } from './accounts/group.ts'

/** What is fetched of a group only when something asks for it. */
export interface GroupDetails {
  /** The users whose primary group it is, or who are in another group of the same id. */
  readonly primaryMembers: readonly string[]
  /** The highest gid of a system group. */
  readonly highestSystemGid: number
}

/**
 * A group, from every source that the host knows.
 *
 * A group is looked up by its name: a number is refused.
 *
 * @example
 * it(group('docker')).toExist().toHaveMember('deploy')
 * it(group('sudo')).not.toHaveMember('app')
 */
export const group = defineResource({
  kind: 'group',
  key: (name) => accountName('group', name),
  providers: { getent: groupByGetent, file: groupByFile },
  details: {
    primaryMembers: { passwd: primaryMembers },
    highestSystemGid: { loginDefs: highestSystemId('GID') },
  },
  evidence: groupEvidence,
  matchers: {
    /** There is such a group. */
    toExist: (group: GroupState) => group.exists,
    /** Its id. */
    toHaveGid: ifPresent((group: GroupPresent, gid: number) => is(group.gid, gid)),
    /** This user belongs to it: as its entry lists, because it is the user's primary group, or by another group of its id. */
    toHaveMember: withDetails(
      ['primaryMembers'],
      ifPresent((group: GroupPresent & GroupDetails, user: string) => {
        accountName('user', user)
        const members = [...group.members, ...group.primaryMembers]
        return { pass: members.includes(user), expected: user, actual: members }
      }),
    ),
    /** Its id is one of those for the system's own: up to SYS_GID_MAX of login.defs(5), or 999. */
    toBeSystemGroup: withDetails(
      ['highestSystemGid'],
      ifPresent((group: GroupPresent & GroupDetails) => group.gid <= group.highestSystemGid),
    ),
  },
})
