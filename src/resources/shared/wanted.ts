import { isRegExp } from 'node:util/types'
import { ConfigError } from '../../errors.ts'

// What is wanted is often a variable: `any` to the compiler, a string when it comes from --var, undefined when it is
// not set. Compared with a state none of these is ever equal, and `.not` would hold.

/** What an argument of a matcher may be. */
export type Kind = 'string' | 'number' | 'boolean' | 'text'

const WORDS: Readonly<Record<Kind, string>> = {
  string: 'a string',
  number: 'a number',
  boolean: 'true or false',
  text: 'a string or a RegExp',
}

/**
 * Refuses an argument of another kind than is wanted; `text` is a string or a RegExp.
 *
 * @throws {ConfigError}
 */
export function checkKind(value: unknown, kind: Kind, what = 'the value to compare with'): void {
  const good = kind === 'text' ? typeof value === 'string' || isRegExp(value) : typeof value === kind
  if (good && !Number.isNaN(value)) return
  throw new ConfigError('wanted', `${what} has to be ${WORDS[kind]}, and is ${show(value)}`, {
    hint: hintFor(value, kind),
  })
}

/**
 * Refuses what can be equal to no value that is like this one.
 *
 * @throws {ConfigError} for undefined, null, NaN, and another type than the value's where there is one.
 */
export function checkWanted(wanted: unknown, actual: unknown): void {
  const kind = typeof actual
  if (kind === 'string' || kind === 'number' || kind === 'boolean') return checkKind(wanted, kind)
  if (wanted !== undefined && wanted !== null && !Number.isNaN(wanted)) return
  throw new ConfigError('wanted', `there is nothing to compare with: the value is ${show(wanted)}`, { hint: UNSET })
}

/**
 * Refuses options that a matcher does not have, and those of another kind.
 *
 * @throws {ConfigError}
 */
export function checkOptions(matcher: string, options: unknown, known: Readonly<Record<string, Kind>>): void {
  const hint = `the options are ${Object.keys(known).join(', ')}`
  if (typeof options !== 'object' || options === null || Array.isArray(options) || isRegExp(options)) {
    throw new ConfigError('options', `${matcher} does not take ${show(options)}`, { hint })
  }
  for (const [name, value] of Object.entries(options)) {
    const kind = Object.hasOwn(known, name) ? known[name] : undefined
    if (kind === undefined)
      throw new ConfigError('options', `${matcher} has no option ${JSON.stringify(name)}`, { hint })
    checkKind(value, kind, `\`${name}\` of ${matcher}`)
  }
}

/**
 * Refuses a word that is none of those that there are, such as `drop` for `DROP`: it would never be equal.
 *
 * @throws {ConfigError}
 */
export function checkOneOf(value: unknown, words: readonly string[], what: string): void {
  checkKind(value, 'string', what)
  if (words.includes(value as string)) return
  throw new ConfigError('wanted', `${JSON.stringify(value)} is not ${what}`, {
    hint: `it is one of ${words.join(', ')}`,
  })
}

const UNSET = 'a variable that is not set?'

function hintFor(value: unknown, kind: Kind): string | undefined {
  if (value === undefined || value === null || value === '') return UNSET
  return typeof value === 'string' && kind === 'number' ? 'what --var gives is a string: Number(…)' : undefined
}

function show(value: unknown): string {
  if (typeof value === 'string') return `the string ${JSON.stringify(value.slice(0, 40))}`
  if (typeof value === 'number' || typeof value === 'boolean') return `the ${typeof value} ${value}`
  if (Array.isArray(value)) return 'a list'
  return value === undefined || value === null ? String(value) : `a ${isRegExp(value) ? 'RegExp' : typeof value}`
}
