import { ConfigError } from '../../errors.ts'

/**
 * A name that an interface can have, or one of its other names.
 *
 * @throws {ConfigError}
 */
export function interfaceName(name: string): string {
  if (/^[^\s/:@\p{Surrogate}]{1,127}$/u.test(name) && name !== '.' && name !== '..') return name
  throw new ConfigError('interface', `${JSON.stringify(name)} is not the name of an interface`)
}
