import { ConfigError } from '../../errors.ts'
import { couldNotTell, Unknown, type Verdict } from '../define-resource.ts'
import { checkKind, checkOptions } from '../shared/wanted.ts'
import type { PackagePresent, PackageSystem } from './state.ts'
import { compareVersions, satisfies } from './versions.ts'

/** Bounds of a version, compared by the rules of the host's package system. */
export interface VersionRange {
  readonly atLeast?: string
  readonly atMost?: string
  readonly above?: string
  readonly below?: string
  /** As the files of a language's package manager write it: `~> 7.1`, `^4.17`, `>=2,<3`. */
  readonly satisfies?: string
}

type Bound = Exclude<keyof VersionRange, 'satisfies'>

const BOUNDS: Readonly<Record<Bound, (order: number) => boolean>> = {
  atLeast: (order) => order >= 0,
  atMost: (order) => order <= 0,
  above: (order) => order > 0,
  below: (order) => order < 0,
}

/**
 * Whether one of the installed versions is the wanted one, or lies within bounds.
 *
 * @throws {ConfigError} for what is no version, and for a range without bounds.
 */
export function hasVersion({ system, versions }: PackagePresent, expected: string | VersionRange): Verdict {
  const test = typeof expected === 'string' ? sameAs(expected) : within(expected)
  const told = versions.map((version) => test(system, version))
  const pass = told.includes(true)
  return (
    (pass ? undefined : told.find((one) => one instanceof Unknown)) ?? { pass, expected, actual: versions.join(', ') }
  )
}

type Test = (system: PackageSystem, version: string) => boolean | Unknown

function sameAs(wanted: string): Test {
  checkVersion(wanted)
  return (system, version) => doubt(system, version, wanted) ?? withoutEpoch0(version) === withoutEpoch0(wanted)
}

function within(range: VersionRange): Test {
  const known = { atLeast: 'string', atMost: 'string', above: 'string', below: 'string', satisfies: 'string' } as const
  checkOptions('toHaveVersion()', range, known)
  const { satisfies: requirement, ...rest } = range
  const bounds = Object.entries(rest) as [Bound, string][]
  if (bounds.length === 0 && requirement === undefined)
    throw new ConfigError('version-range', 'toHaveVersion() needs a version or at least one bound')
  for (const [, bound] of bounds) checkVersion(bound)
  return (system, version) => {
    const odd = bounds.map(([name, bound]) => doubt(system, version, bound, name)).find((one) => one !== undefined)
    if (odd !== undefined) return odd
    const holds = bounds.every(([name, bound]) => BOUNDS[name](compareVersions[system](version, bound)))
    return holds && (requirement === undefined || satisfies(system, version, requirement))
  }
}

/** An empty one is older than all others, and one with a final newline is equal to none. */
function checkVersion(wanted: string): void {
  checkKind(wanted, 'string', 'a version')
  if (/^[^\s\p{Cc}]+$/u.test(wanted)) return
  throw new ConfigError('version', `${JSON.stringify(wanted)} is no version`, { hint: 'a variable that is not set?' })
}

const WITH_EPOCH: readonly PackageSystem[] = ['dpkg', 'rpm', 'pacman']
const WITH_RELEASE: readonly PackageSystem[] = [...WITH_EPOCH, 'apk']
/** These refuse what is no version of theirs themselves, or have versions that begin with `v`. */
const WITH_WORDS: readonly PackageSystem[] = ['npm', 'cargo', 'pip', 'cpan']

/**
 * Why a package system's answer would not be what was asked.
 *
 * To all of them `1:9.2` is newer than `9.8`, and `1.18-6` another version than `1.18`, and with dpkg a newer one.
 */
function doubt(system: PackageSystem, version: string, wanted: string, bound?: Bound): Unknown | undefined {
  const [epoch, bare] = split(version)
  const [wantedEpoch, wantedBare] = split(wanted)
  if (!WITH_WORDS.includes(system) && /^\d/.test(bare) !== /^\d/.test(wantedBare))
    return couldNotTell(`it has version ${version}, and ${JSON.stringify(wanted)} is no such version`)
  if (WITH_EPOCH.includes(system) && Number(epoch ?? 0) > 0 && wantedEpoch === undefined)
    return couldNotTell(`it has version ${version}, and ${wanted} is without an epoch`, `give it: '${epoch}:${wanted}'`)
  if (!WITH_RELEASE.includes(system) || !bare.startsWith(`${wantedBare}-`)) return undefined
  if (bound === undefined)
    return couldNotTell(
      `it has version ${version}, and ${wanted} is without a release`,
      `give it, or bounds: { atLeast: '${wanted}' }`,
    )
  const decides = ['dpkg', 'apk'].includes(system) && (bound === 'above' || bound === 'atMost')
  return decides
    ? couldNotTell(`it has version ${version}, and to ${system} that is above ${wanted}`, `give the release as well`)
    : undefined
}

function split(version: string): readonly [epoch: string | undefined, rest: string] {
  const [, epoch, rest = version] = /^(\d+):(.*)$/.exec(version) ?? []
  return [epoch, rest]
}

function withoutEpoch0(version: string): string {
  return version.replace(/^0:/, '')
}
