import { ConfigError } from '../../errors.ts'
import { couldNotTell, matches, type Comparison, type Unknown } from '../define-resource.ts'
import { checkKind } from '../shared/wanted.ts'

/**
 * Whether a name is the one that is wanted, in whatever order and with whatever blanks; a RegExp searches.
 *
 * By a part of it, such as `CN=R3`, it could not be told.
 *
 * @throws {ConfigError} for a string that is no such name: it would never be equal.
 */
export function isDistinguishedName(actual: string, wanted: string | RegExp): Comparison | Unknown {
  checkKind(wanted, 'text')
  if (typeof wanted !== 'string') return matches(actual, wanted)
  const [own, asked] = [partsOf(actual), partsOf(wanted)]
  if (!asked.every((part) => /^[\w.]+=/.test(part))) {
    throw new ConfigError('distinguished-name', `${JSON.stringify(wanted)} is not a distinguished name`, {
      hint: 'CN=www.example.com, O=Example; or a RegExp, which searches',
    })
  }
  const pass = own.toSorted().join('\n') === asked.toSorted().join('\n')
  if (!pass && asked.every((part) => own.includes(part)))
    return couldNotTell(`that is a part of it: ${actual}`, 'a string is all of the name; a RegExp searches')
  return { pass, expected: wanted, actual }
}

/** `CN = a, O = b` as openssl prints it, `/O=b/CN=a` as it once did, and what Node makes of it. */
function partsOf(name: string): readonly string[] {
  const parts = name.replace(/^\//, '').split(/\s*(?:,|\+|\/)\s*(?=[\w.]+\s*=)/)
  return parts.map((part) => part.trim().replace(/\s*=\s*/, '='))
}
