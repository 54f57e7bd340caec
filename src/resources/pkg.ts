import { defineList, listed } from './define-list.ts'
import { couldNotTell, defineResource, ifPresent, type Unknown, type Verdict } from './define-resource.ts'
import { cargo } from './languages/cargo.ts'
import { cpan } from './languages/cpan.ts'
import { gem } from './languages/gem.ts'
import { allOfLanguage, languageKey, ofLanguage } from './languages/language.ts'
import { npm } from './languages/npm.ts'
import { pecl } from './languages/pecl.ts'
import { pip } from './languages/pip.ts'
import { apk, apkPackages } from './packages/apk.ts'
import { dpkg, dpkgPackages } from './packages/dpkg.ts'
import { evidence } from './packages/evidence.ts'
import { described, keyOf, managerOf, type PackageOptions } from './packages/options.ts'
import { pacman, pacmanPackages } from './packages/pacman.ts'
import { rpm, rpmPackages } from './packages/rpm.ts'
import { isSettled, type LanguageManager, type PackagePresent, type PackageState } from './packages/state.ts'
import { hasVersion, type VersionRange } from './packages/version-test.ts'

export type { PackageOptions } from './packages/options.ts'
export type { VersionRange } from './packages/version-test.ts'

/** Which package manager is asked for all that it has. */
export type ListedPackageOptions = PackageOptions & { readonly by?: Exclude<LanguageManager, 'cpan'> }

/**
 * A package of the host's package system, by its exact name, or of a language's package manager.
 *
 * `by` names the manager. `with` names the program that is asked, where it is not the one on the PATH: another Ruby's `gem`, the
 * interpreter of a virtual environment of Python. `in` names a folder: the project of npm, the root of cargo. `as()` looks at what a
 * user has installed for himself. Python's packages are told by the interpreter, whatever has installed them, and Perl's are modules.
 *
 * @example
 * it(pkg('nginx')).toBeInstalled().toHaveVersion({ atLeast: '1.18', below: '2~' })
 * it(pkg('telnetd')).not.toBeInstalled()
 * it(pkg('rails', { by: 'gem' })).toHaveVersion({ satisfies: '~> 7.1' })
 * it(pkg('django', { by: 'pip', with: '/srv/venv/bin/python' })).toBeInstalled()
 */
export const pkg = defineResource({
  kind: 'package',
  absence: 'is not installed',
  title: (name, options: PackageOptions | undefined) => `package ${JSON.stringify(name)}${described(options)}`,
  providers: {
    dpkg,
    rpm,
    apk,
    pacman,
    gem: ofLanguage(gem),
    npm: ofLanguage(npm),
    pip: ofLanguage(pip),
    pecl: ofLanguage(pecl),
    cpan: ofLanguage(cpan),
    cargo: ofLanguage(cargo),
  },
  mechanism: (options) => managerOf(options),
  key: keyOf,
  matchers: {
    /** It is installed and configured; one that left only its configuration files is not. */
    toBeInstalled: (state: PackageState): Verdict => {
      return state.exists ? (unsettled(state) ?? true) : false
    },

    /**
     * One of its installed versions is this one, as the package system prints it, or lies within bounds.
     *
     * `1:2.4-5` has to be given with its epoch, without which it could not be told; an epoch of 0 may be left out. A version as
     * such has to be given with its release, and so has a bound to dpkg and apk, to which `1.18-6` is above `1.18`; by rpm's and
     * pacman's rules a bound without a release stands for all its releases. Of one that is half installed it cannot be told.
     */
    toHaveVersion: ifPresent((state: PackagePresent, expected: string | VersionRange): Verdict => {
      const doubt = unsettled(state)
      if (doubt !== undefined) return doubt
      if (state.versions.includes('')) return couldNotTell(`${state.system} does not say which version it has`)
      return hasVersion(state, expected)
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

/**
 * All packages that are installed, of the host's package system or `by` a language's package manager (not Perl's, which keeps no list).
 *
 * There is one entry for each version and architecture of a package.
 *
 * @example
 * it('has no compiler', async () => {
 *   const names = (await inspect(packages())).map(({ name }) => name)
 *   expect(names.filter((name) => /^(gcc|g\+\+|clang)/.test(name))).toEqual([])
 * })
 */
export const packages = defineList({
  title: 'the installed packages',
  providers: {
    dpkg: listed(dpkgPackages),
    rpm: listed(rpmPackages),
    apk: listed(apkPackages),
    pacman: listed(pacmanPackages),
    gem: allOfLanguage(gem),
    npm: allOfLanguage(npm),
    pip: allOfLanguage(pip),
    pecl: allOfLanguage(pecl),
    cargo: allOfLanguage(cargo),
  },
  mechanism: (options: ListedPackageOptions | undefined) => managerOf(options),
  key: (options) => {
    const { by, ...place } = options ?? {}
    return by === undefined ? '' : languageKey(place)
  },
})

/** It may end up as it was, as it should be, or broken: nothing can be said of it. */
function unsettled({ status }: PackagePresent): Unknown | undefined {
  if (isSettled(status)) return undefined
  return couldNotTell(`it is ${status}: an installation is under way or was interrupted`, 'dpkg --configure -a')
}
