import { compareVersions } from './versions.ts'

/** The languages whose package managers are asked by `by`. */
export type LanguageManager = 'gem' | 'npm' | 'pip' | 'pecl' | 'cpan' | 'cargo'

/** The package databases that a state can come from. */
export type PackageSystem = 'dpkg' | 'rpm' | 'apk' | 'pacman' | LanguageManager

/** What a package database says about a package that is there. */
export type PackageStatus =
  | 'installed'
  | 'triggers-awaited'
  | 'triggers-pending'
  | 'unpacked'
  | 'half-configured'
  | 'half-installed'

/** A package that is not there. `config-files`: it was removed, and left its configuration behind. */
export interface PackageAbsent {
  readonly exists: false
  readonly status: 'not-installed' | 'config-files'
}

/** A package that is there, with everything that its database says about it. */
export interface PackagePresent {
  readonly exists: true
  readonly system: PackageSystem
  readonly status: PackageStatus
  /** As the package system prints it, with an epoch that is not 0; the newest when there are several. */
  readonly version: string
  /** All that are installed side by side, oldest first: rpm keeps several kernels. */
  readonly versions: readonly string[]
  /** Empty where the database does not say. */
  readonly architecture: string
  readonly architectures: readonly string[]
  /** Whether upgrades leave it alone; `undefined` where the database does not know. */
  readonly held: boolean | undefined
}

/** What is known about a package. */
export type PackageState = PackagePresent | PackageAbsent

/** One package in a list: one for each version and each architecture of it. */
export interface PackageRecord {
  readonly name: string
  readonly version: string
  /** Empty where the database does not say. */
  readonly architecture: string
  readonly status: PackageStatus
  /** Whether upgrades leave it alone; `undefined` where the database does not know. */
  readonly held: boolean | undefined
}

/** The state of a package, once all that are installed are known. */
export function packageIn(system: PackageSystem, records: readonly PackageRecord[], name: string): PackageState {
  const mine = records.filter((record) => record.name === name)
  return mine.length > 0 ? mergeRecords(system, mine) : { exists: false, status: 'not-installed' }
}

/** One state of the records of a package: several architectures, or several versions. */
export function mergeRecords(system: PackageSystem, records: readonly PackageRecord[]): PackagePresent {
  const sorted = records.toSorted((a, b) => compareVersions[system](a.version, b.version))
  const newest = sorted.at(-1) as PackageRecord
  const unsettled = sorted.find(({ status }) => !isSettled(status))
  return {
    exists: true,
    system,
    status: unsettled?.status ?? newest.status,
    version: newest.version,
    versions: [...new Set(sorted.map(({ version }) => version))],
    architecture: newest.architecture,
    architectures: [...new Set(sorted.map(({ architecture }) => architecture))],
    held: sorted.some(({ held }) => held === undefined) ? undefined : sorted.some(({ held }) => held === true),
  }
}

/** Whether a package is unpacked and configured, and nothing is under way. */
export function isSettled(status: PackageStatus): boolean {
  return status === 'installed' || status === 'triggers-awaited' || status === 'triggers-pending'
}
