import { ConfigError } from '../errors.ts'
import { sh } from '../host/shell.ts'
import {
  couldNotTell,
  defineResource,
  ifPresent,
  type EvidenceContext,
  type EvidenceProbe,
  type Unknown,
  type Verdict,
} from './define-resource.ts'
import { dpkg } from './packages/dpkg.ts'
import { rpm } from './packages/rpm.ts'
import { compareVersions, isSettled, type PackagePresent, type PackageState } from './packages/state.ts'
import { checkOptions } from './shared/wanted.ts'

/** Bounds of a version, compared by the rules of the host's package system. */
export interface VersionRange {
  readonly atLeast?: string
  readonly atMost?: string
  readonly above?: string
  readonly below?: string
}

const BOUNDS: Readonly<Record<keyof VersionRange, (order: number) => boolean>> = {
  atLeast: (order) => order >= 0,
  atMost: (order) => order <= 0,
  above: (order) => order > 0,
  below: (order) => order < 0,
}

/**
 * A package of the host's package system, by its exact name.
 *
 * @example
 * it(pkg('nginx')).toBeInstalled().toHaveVersion({ atLeast: '1.18', below: '2~' })
 * it(pkg('telnetd')).not.toBeInstalled()
 */
export const pkg = defineResource({
  kind: 'package',
  absence: 'is not installed',
  providers: { dpkg, rpm },
  key: checkName,
  matchers: {
    /** It is installed and configured; one that left only its configuration files is not. */
    toBeInstalled: (state: PackageState): Verdict => {
      return state.exists ? (unsettled(state) ?? true) : false
    },

    /**
     * One of its installed versions is this one, as the package system prints it, or lies within bounds.
     *
     * `1:2.4-5` has to be given with its epoch; an epoch of 0 may be left out. By rpm's rules a bound
     * without a release stands for all its releases. Of one that is half installed it cannot be told.
     */
    toHaveVersion: ifPresent((state: PackagePresent, expected: string | VersionRange): Verdict => {
      const test = versionTest(state, expected)
      const doubt = unsettled(state)
      if (doubt !== undefined) return doubt
      if (state.versions.includes('')) return couldNotTell(`${state.system} does not say which version it has`)
      return { pass: state.versions.some(test), expected, actual: state.versions.join(', ') }
    }),

    /** It is on hold: upgrades leave it alone. */
    toBeHeld: ifPresent((state: PackagePresent): Verdict => {
      return (
        state.held ?? couldNotTell(`${state.system} knows no holds`, 'a version lock of dnf or zypper is not looked at')
      )
    }),
  },
  evidence,
})

/** What no package system takes for one name: globs above all, which would match others. */
function checkName(name: string): string {
  if (/^[^\s\p{Cc}*?[\]\\-][^\s\p{Cc}*?[\]\\]*$/u.test(name)) return name
  throw new ConfigError('package-name', `${JSON.stringify(name)} is not the name of a package`, {
    hint: 'name one package exactly: no spaces, no globs',
  })
}

/** It may end up as it was, as it should be, or broken: nothing can be said of it. */
function unsettled({ status }: PackagePresent): Unknown | undefined {
  if (isSettled(status)) return undefined
  return couldNotTell(`it is ${status}: an installation is under way or was interrupted`, 'dpkg --configure -a')
}

function versionTest(state: PackagePresent, expected: string | VersionRange): (version: string) => boolean {
  if (typeof expected === 'string') return (version) => withoutEpoch0(version) === withoutEpoch0(expected)
  checkOptions('toHaveVersion()', expected, { atLeast: 'string', atMost: 'string', above: 'string', below: 'string' })
  const bounds = Object.entries(expected) as [keyof VersionRange, string][]
  if (bounds.length === 0)
    throw new ConfigError('version-range', 'toHaveVersion() needs a version or at least one bound')
  return (version) => bounds.every(([name, bound]) => BOUNDS[name](compareVersions[state.system](version, bound)))
}

function withoutEpoch0(version: string): string {
  return version.replace(/^0:/, '')
}

function evidence({ key, state, platform }: EvidenceContext<PackageState>): EvidenceProbe[] {
  if (state.exists) return []
  const similar = [`*${key}*`, `${key.slice(0, 3)}*`]
  if (platform.packages === 'rpm') {
    const names = { label: 'installed, with a similar name', script: sh`rpm -qa -- ${similar} | sort -u | head -n 20` }
    const candidate = { label: 'candidate', script: sh`dnf -q -C info --available -- ${key}` }
    return platform.tools.includes('dnf') ? [names, candidate] : [names]
  }
  const format = '${db:Status-Status} ${binary:Package} ${Version}\\n'
  const names = {
    label: 'installed, with a similar name',
    script: sh`dpkg-query -W -f=${format} -- ${similar} 2>/dev/null | sed -n 's/^installed //p' | sort -u | head -n 20`,
  }
  const candidate = { label: 'candidate', script: sh`apt-cache policy -- ${key}` }
  return platform.tools.includes('apt-cache') ? [names, candidate] : [names]
}
