import type * as Pep440 from '@renovatebot/pep440'
import type * as Semver from 'semver'
import { ConfigError } from '../../errors.ts'
import { lazily } from '../../lazy.ts'
import { compareApkVersions } from '../versions/apk.ts'
import { compareDpkgVersions } from '../versions/dpkg.ts'
import { compareGemVersions } from '../versions/gem.ts'
import { comparePacmanVersions } from '../versions/pacman.ts'
import { comparePerlVersions } from '../versions/perl.ts'
import { comparePhpVersions } from '../versions/php.ts'
import { meets } from '../versions/requirement.ts'
import { compareRpmVersions } from '../versions/rpm.ts'
import type { PackageSystem } from './state.ts'

const semver = lazily<typeof Semver>('semver')
const pep440 = lazily<typeof Pep440>('@renovatebot/pep440')

/** Compares two versions by the rules of a package system. */
export const compareVersions: Readonly<Record<PackageSystem, (left: string, right: string) => number>> = {
  dpkg: compareDpkgVersions,
  rpm: compareRpmVersions,
  apk: compareApkVersions,
  pacman: comparePacmanVersions,
  gem: compareGemVersions,
  pecl: comparePhpVersions,
  cpan: comparePerlVersions,
  npm: compareSemantic,
  cargo: compareSemantic,
  pip: (left, right) => guarded('pip', [left, right], () => pep440().compare(left, right)),
}

const requirements: { readonly [System in PackageSystem]?: (version: string, requirement: string) => boolean } = {
  gem: (version, requirement) => meets(version, requirement, compareGemVersions),
  pecl: (version, requirement) => meets(version, requirement, comparePhpVersions),
  cpan: (version, requirement) => meets(version, requirement, comparePerlVersions),
  npm: satisfiesSemantic,
  // What stands alone means "compatible with" to cargo.
  cargo: (version, requirement) => satisfiesSemantic(version, requirement.replaceAll(/(^|,)\s*(?=\d)/g, '$1^')),
  pip: (version, requirement) => {
    if (pep440().validRange(requirement)) return pep440().satisfies(version, requirement, { prereleases: true })
    throw noVersion('pip', requirement)
  },
}

/**
 * Whether a version meets a requirement as the files of its package manager write them.
 *
 * @throws {ConfigError} when it is none, or when the package system has none.
 */
export function satisfies(system: PackageSystem, version: string, requirement: string): boolean {
  const test = requirements[system]
  if (test !== undefined) return test(version, requirement)
  throw new ConfigError('requirement', `${system} knows no requirements such as ${JSON.stringify(requirement)}`, {
    hint: 'give bounds: { atLeast, atMost, above, below }',
  })
}

function compareSemantic(left: string, right: string): number {
  const [one, other] = [left, right].map((text) => semver().parse(text) ?? semver().coerce(text))
  if (one === undefined || one === null) throw noVersion('npm', left)
  if (other === undefined || other === null) throw noVersion('npm', right)
  return semver().compare(one, other)
}

function satisfiesSemantic(version: string, requirement: string): boolean {
  // To npm "," is nothing; to cargo it means "and", as a space does to npm.
  const range = requirement.replaceAll(',', ' ')
  if (semver().validRange(range) === null) throw noVersion('npm', requirement)
  return semver().satisfies(version, range, { includePrerelease: true })
}

function guarded(system: PackageSystem, versions: readonly string[], compare: () => number): number {
  for (const version of versions) if (!pep440().valid(version)) throw noVersion(system, version)
  return compare()
}

function noVersion(system: string, text: string): ConfigError {
  return new ConfigError('version', `${JSON.stringify(text)} is no version by the rules of ${system}`)
}
