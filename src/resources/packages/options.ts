import { ConfigError } from '../../errors.ts'
import { languageKey, type Place } from '../languages/language.ts'
import { checkOptions } from '../shared/wanted.ts'
import type { LanguageManager } from './state.ts'

/** Which package manager is asked. */
export interface PackageOptions extends Place {
  /** The package manager of a language, instead of the host's own package system. */
  readonly by?: LanguageManager
}

const MANAGERS: Readonly<Record<LanguageManager, readonly (keyof Place)[]>> = {
  gem: ['with'],
  npm: ['with', 'in'],
  pip: ['with'],
  pecl: ['with'],
  cpan: ['with'],
  cargo: ['in'],
}

/**
 * The package manager that the options name.
 *
 * @throws {ConfigError} for one that there is not, and for a place that it does not have.
 */
export function managerOf(options: PackageOptions = {}): LanguageManager | undefined {
  checkOptions('pkg()', options, { by: 'string', with: 'string', in: 'string' })
  const { by, ...place } = options
  const known = by === undefined ? [] : MANAGERS[by]
  if (known === undefined) {
    throw new ConfigError('package-manager', `pkg() knows no package manager ${JSON.stringify(by)}`, {
      hint: `by is one of ${Object.keys(MANAGERS).join(', ')}`,
    })
  }
  for (const name of Object.keys(place)) {
    if (known.includes(name as keyof Place)) continue
    const hint = by === undefined ? 'it belongs to `by`' : `${by} takes ${known.join(' and ')}`
    throw new ConfigError('package-place', `pkg() has no use for \`${name}\` here`, { hint })
  }
  return by
}

/** What providers are asked for: a name, with the place where a language has it. */
export function keyOf(name: string, options: PackageOptions = {}): string {
  const { by, ...place } = options
  return managerOf(options) === undefined ? checkName(name) : languageKey({ ...place, name: checkName(name, by) })
}

/** What no package system takes for one name: globs above all, which would match others. */
export function checkName(name: string, by?: LanguageManager): string {
  const pattern = by === 'npm' ? /^(?:@[\w.~-]+\/)?[\w.~-]+$/ : /^[^\s\p{Cc}*?[\]\\-][^\s\p{Cc}*?[\]\\]*$/u
  if (pattern.test(name)) return name
  throw new ConfigError('package-name', `${JSON.stringify(name)} is not the name of a package`, {
    hint: 'name one package exactly: no spaces, no globs',
  })
}

/** What stands behind the name in a title. */
export function described({ by, with: program, in: folder }: PackageOptions = {}): string {
  if (by === undefined) return ''
  return ` (${[by, program, folder].filter((word) => word !== undefined).join(' ')})`
}
