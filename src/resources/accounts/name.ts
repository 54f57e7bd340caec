import { ConfigError } from '../../errors.ts'
import { checkKind } from '../shared/wanted.ts'

/**
 * A name that getent(1) takes for a name.
 *
 * What strtoul(3) can read it takes for an id: `getent passwd 1000` answers with whoever has that uid.
 *
 * @throws {ConfigError} for numbers, and for what can be no account's name.
 */
export function accountName(kind: 'user' | 'group', name: string): string {
  checkKind(name, 'string', `the name of a ${kind}`)
  if (/^\s*[-+]?\d+$/.test(name)) {
    throw new ConfigError('account-name', `the name of a ${kind} is wanted, and ${JSON.stringify(name)} is a number`, {
      hint: `for an id: toHave${kind === 'user' ? 'Uid' : 'Gid'}(…), or a number where one is taken`,
    })
  }
  if (name !== '' && !/[:\n\0\p{Surrogate}]/u.test(name)) return name
  throw new ConfigError('account-name', `${JSON.stringify(name)} can be no ${kind}'s name`)
}
