import { ConfigError } from '../errors.ts'
import { authorizedKeys, isExpired, parseKey, sameKeys, type AuthorizedKey } from './accounts/authorized-keys.ts'
import { userEvidence } from './accounts/evidence.ts'
import { keySources, type KeySources } from './accounts/key-sources.ts'
import { highestSystemId } from './accounts/login-defs.ts'
import { listedUsers, usersInFile } from './accounts/list.ts'
import { accountName } from './accounts/name.ts'
import { password, passwordHash, type PasswordState } from './accounts/shadow.ts'
import { userByFile, userByGetent, type UserPresent, type UserState } from './accounts/user.ts'
import { defineList, listed } from './define-list.ts'
import {
  couldNotTell,
  defineResource,
  ifPresent,
  incomparable,
  is,
  secret,
  withDetails,
  type Comparison,
  type Verdict,
} from './define-resource.ts'
import { checkKind } from './shared/wanted.ts'

export type { AuthorizedKey } from './accounts/authorized-keys.ts'
export type { KeySources } from './accounts/key-sources.ts'
export type { PasswordState } from './accounts/shadow.ts'
export type { UserPresent, UserState } from './accounts/user.ts'

/** What is fetched of a user only when something asks for it. */
export interface UserDetails {
  /** From shadow(5): needs root. */
  readonly password: PasswordState
  /** From shadow(5): needs root, and is never shown. */
  readonly passwordHash: string
  /** From `~/.ssh/authorized_keys` and `authorized_keys2`. */
  readonly authorizedKeys: readonly AuthorizedKey[]
  /** Where sshd looks for keys: needs root. */
  readonly keySources: KeySources
  /** The highest uid of a system account. */
  readonly highestSystemUid: number
}

type KeyDetails = Pick<UserDetails, 'authorizedKeys' | 'keySources'>

function withDetail<Detail extends keyof UserDetails, Args extends readonly unknown[]>(
  detail: Detail,
  test: (user: UserPresent & Pick<UserDetails, Detail>, ...args: Args) => Verdict,
) {
  return withDetails([detail], ifPresent(test))
}

/**
 * A user, from every source that the host knows.
 *
 * A user is looked up by name: a number is refused.
 *
 * @example
 * it(user('deploy')).toExist().toBelongToGroup('docker').toHaveShell('/bin/bash')
 * it(user('backup')).toHaveLockedPassword()
 */
export const user = defineResource({
  kind: 'user',
  key: (name) => accountName('user', name),
  providers: { getent: userByGetent, file: userByFile },
  details: {
    password: { shadow: password },
    passwordHash: { shadow: passwordHash },
    authorizedKeys: { files: authorizedKeys },
    keySources: { sshd: keySources },
    highestSystemUid: { loginDefs: highestSystemId('UID') },
  },
  sensitive: ['passwordHash'],
  secrets: ['passwordHash'],
  evidence: userEvidence,
  matchers: {
    /** There is such a user. */
    toExist: (user: UserState) => user.exists,
    /** The user's id. */
    toHaveUid: ifPresent((user: UserPresent, uid: number) => is(user.uid, uid)),
    /** The id of the primary group. */
    toHaveGid: ifPresent((user: UserPresent, gid: number) => is(user.gid, gid)),
    /** The name of the primary group, or another name of its id. */
    toHavePrimaryGroup: ifPresent((user: UserPresent, group: string): Comparison => {
      accountName('group', group)
      return user.groupAliases.includes(group) ? is(group, group) : is(user.group, group)
    }),
    /** One of the user's groups, the primary one included, has exactly this name; its id may have more than one. */
    toBelongToGroup: ifPresent((user: UserPresent, group: string) => includes(user.groups, group)),
    /** The home directory, as the account names it: whether it is there, `file` can tell. */
    toHaveHome: ifPresent((user: UserPresent, path: string) => is(user.home, path)),
    /** The login shell. */
    toHaveShell: ifPresent((user: UserPresent, path: string) => is(user.shell, path)),
    /** The user's id is one of those for the system's own: up to SYS_UID_MAX of login.defs(5), or 999. */
    toBeSystemUser: withDetail('highestSystemUid', (user) => user.uid <= user.highestSystemUid),
    /**
     * This public key may log in: its type and the key are compared, not its comment.
     *
     * The files in the user's home are read. Where sshd looks elsewhere too, or cannot be asked (which takes root), that
     * a key is not in them says nothing; where others may write to the file, its folder or the home, sshd may refuse it (StrictModes),
     * and that a key is in it says nothing either. One whose `expiry-time` is over does not count.
     */
    toHaveAuthorizedKey: withDetails(
      ['authorizedKeys', 'keySources'],
      ifPresent((user: UserPresent & KeyDetails, key: string) => hasKey(user, publicKey(key))),
    ),
    /**
     * There is a password, and it is accepted.
     *
     * An empty one, with which anybody may log in, fails in both polarities: `toHaveEmptyPassword` asks for it. Whether the account
     * as a whole has expired is another question.
     */
    toHavePassword: withDetail('password', ({ password: { status } }): Verdict => {
      if (status === 'empty') return incomparable('it is empty: none is needed to log in', 'a password')
      return status === 'odd' ? NO_HASH : status === 'set'
    }),
    /** No password is needed: the field in /etc/passwd, or in /etc/shadow, is empty. */
    toHaveEmptyPassword: withDetail('password', (user) => is(user.password.status, 'empty')),
    /** No password is accepted: the account's is `!` or `*`, or was locked. */
    toHaveLockedPassword: withDetail('password', (user) =>
      user.password.status === 'odd' ? NO_HASH : is(user.password.status, 'locked'),
    ),
    /** The password's hash, as in shadow(5); it is never shown. */
    toHavePasswordHash: secret(withDetail('passwordHash', (user, hash: string) => isHash(user.passwordHash, hash))),
    /** Days that have to pass before the password may be changed again. */
    toHaveMinimumPasswordAge: withDetail('password', (user, days: number) => isDays(user.password.minDays, days)),
    /** How many days before its end the user is warned. */
    toHavePasswordWarning: withDetail('password', (user, days: number) => isDays(user.password.warnDays, days)),
    /** Days after which the password has to be changed. */
    toHaveMaximumPasswordAge: withDetail('password', (user, days: number) => isDays(user.password.maxDays, days)),
  },
})

/**
 * All users that the host lists: those of LDAP are among them only where it lets itself be listed.
 *
 * @example
 * it('gives uid 0 to nobody else', async () => {
 *   const superusers = (await inspect(users())).filter(({ uid }) => uid === 0)
 *   expect(superusers.map(({ name }) => name)).toEqual(['root'])
 * })
 */
export const users = defineList({
  title: 'the users',
  providers: { getent: listed(listedUsers), file: listed(usersInFile) },
})

const NO_HASH = couldNotTell(
  'what stands for its password is neither a hash nor a lock',
  'was the password itself written there?',
)

function includes(groups: readonly string[], group: string): Comparison {
  accountName('group', group)
  return { pass: groups.includes(group), expected: group, actual: groups }
}

function hasKey({ authorizedKeys, keySources }: KeyDetails, wanted: AuthorizedKey): Verdict {
  const { home, doubt, hint, refused } = keySources
  // Where sshd could not be asked, the one file is sure to be read: it is what every sshd is told by default.
  const found = sameKeys(authorizedKeys, wanted, home ?? ['authorized_keys']).filter((key) => isExpired(key) !== true)
  if (found.length === 0) return doubt === undefined ? false : couldNotTell(doubt, hint)
  const reasons = found.map((key) =>
    isExpired(key) === undefined ? 'it expires today' : refused[key.file ?? 'authorized_keys'],
  )
  if (reasons.includes(undefined)) return true
  return couldNotTell(`sshd may refuse it: ${reasons.join(', ')}`)
}

/** An empty field switches the rule off, which is no number of days. */
function isDays(actual: number | undefined, wanted: number): Comparison {
  checkKind(wanted, 'number')
  return actual === undefined ? incomparable('it is not set', wanted) : is(actual, wanted)
}

/** What is wanted is a secret too, and is not repeated. */
function isHash(actual: string, wanted: string): boolean {
  if (typeof wanted === 'string') return actual === wanted
  throw new ConfigError('wanted', `a password's hash has to be a string, and is ${typeof wanted}`)
}

function publicKey(text: string): AuthorizedKey {
  checkKind(text, 'string', 'a public key')
  const key = parseKey(text)
  if (key !== undefined) return key
  throw new ConfigError('public-key', `${JSON.stringify(text.slice(0, 40))} is not a public key`, {
    hint: "write it as in authorized_keys: 'ssh-ed25519 AAAA…'",
  })
}
