import { ConfigError } from '../../errors.ts'

/**
 * A name that getent(1) takes for a name.
 *
 * What strtoul(3) can read it takes for an id: `getent passwd 1000` answers with whoever has that uid.
 *
 * @throws {ConfigError} for numbers, and for what can be no account's name.
 */
export function accountName(kind: 'user' | 'group', name: string): string {
  if (/^\s*[-+]?\d+$/.test(name)) {
    throw new ConfigError('account-name', `${kind}() needs a name, and ${JSON.stringify(name)} is a number`, {
      hint: kind === 'user' ? 'for a uid: user(NAME).toHaveUid(…)' : 'for a gid: group(NAME).toHaveGid(…)',
    })
  }
  if (name !== '' && !/[:\n\0\p{Surrogate}]/u.test(name)) return name
  throw new ConfigError('account-name', `${JSON.stringify(name)} can be no ${kind}'s name`)
}
