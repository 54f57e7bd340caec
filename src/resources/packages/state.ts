import { compareDpkgVersions } from '../versions/dpkg.ts'
import { compareRpmVersions } from '../versions/rpm.ts'

/** The package databases that a state can come from. */
export type PackageSystem = 'dpkg' | 'rpm'

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
  readonly architecture: string
  readonly architectures: readonly string[]
  /** Whether upgrades leave it alone; `undefined` where the database does not know. */
  readonly held: boolean | undefined
}

/** What is known about a package. */
export type PackageState = PackagePresent | PackageAbsent

/** Compares two versions by the rules of a package system. */
export const compareVersions: Readonly<Record<PackageSystem, (left: string, right: string) => number>> = {
  dpkg: compareDpkgVersions,
  rpm: compareRpmVersions,
}

/** One line of a package database. */
export interface PackageRecord {
  readonly name: string
  readonly version: string
  readonly architecture: string
  readonly status: PackageStatus
  readonly held: boolean | undefined
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
