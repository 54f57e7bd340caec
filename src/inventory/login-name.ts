import { ConfigError } from '../errors.ts'

/**
 * A login name that cannot be taken for an option or for two words.
 *
 * @throws {ConfigError} when it is empty, begins with a dash, or holds what no login name holds.
 */
export function checkUser(user: string, source: string): string {
  if (user.includes(':')) {
    // what follows the colon may be a password, so the text is not repeated
    throw malformed(`A user name in ${source} holds a colon`, 'a password does not belong in a host')
  }
  if (user === '') throw malformed(`The user in ${source} is empty`)
  if (!/^(?!-)[\p{L}\p{N}_.\\@+$-]+$/u.test(user)) {
    throw malformed(`${source} names the user ${JSON.stringify(user)}, which no login name looks like`)
  }
  return user
}

function malformed(message: string, hint = 'write USER@ before the address'): ConfigError {
  return new ConfigError('malformed-user', message, { hint })
}
