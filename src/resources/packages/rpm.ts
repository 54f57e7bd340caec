import { sh } from '../../host/shell.ts'
import type { Lister } from '../define-list.ts'
import { couldNotTell, type Provider, type Unknown } from '../define-resource.ts'
import { allFailed, allUnknown, failed, linesOf } from '../shared/all-unknown.ts'
import { mergeRecords, type PackageRecord, type PackageState } from './state.ts'

const FORMAT = 'package\\t%{NAME}\\t%{EPOCH}\\t%{VERSION}\\t%{RELEASE}\\t%{ARCH}\\n'

/**
 * The database of Red Hat, SUSE, Amazon Linux and what descends from them.
 *
 * Where a name is missing it is also asked what provides `rpm`: a database that knows of nothing (rpm
 * makes an empty one where there is none) says nothing about what is missing.
 */
// rpm(8): the exit code is the number of names that were not found, and "package NAME is not installed" goes
// to stdout; of a database that cannot be opened it says the same, with "error:" on stderr.
export const rpm: Provider<PackageState> = {
  on: ({ packages }) => packages === 'rpm',
  show: (name) => sh`rpm -q -- ${name}`,
  ask: (keys) => sh`rpm -q --qf ${FORMAT} -- ${keys} || rpm -q --whatprovides --qf 'provides rpm: %{NAME}\n' rpm`,
  parse: (answer, keys) => {
    const complaint = linesOf(answer.stderr).find((line) => !line.startsWith('warning:'))
    if (answer.exitCode !== 0 || complaint !== undefined) return allFailed(keys, 'rpm', failure(answer))
    const lines = linesOf(answer.stdout)
    const records = lines.filter((line) => line.startsWith('package\t')).map(readRecord)
    if (!records.every((record) => record !== undefined)) return allUnknown(keys, 'rpm printed what cannot be read')
    const missing = new Set(lines.filter((line) => !line.startsWith('package\t')))
    return new Map(keys.map((key) => [key, stateOf(key, records, missing)]))
  },
}

/** All packages that are installed. */
export const rpmPackages: Lister<PackageRecord> = {
  on: ({ packages }) => packages === 'rpm',
  show: () => sh`rpm -qa`,
  ask: () => sh`rpm -qa --qf ${FORMAT} && rpm -q --whatprovides --qf 'provides rpm: %{NAME}\n' rpm`,
  parse: (answer) => {
    const complaint = linesOf(answer.stderr).find((line) => !line.startsWith('warning:'))
    if (answer.exitCode !== 0 || complaint !== undefined) return failed('rpm', failure(answer))
    const lines = linesOf(answer.stdout).filter((line) => !line.startsWith('provides rpm: '))
    const records = lines.map(readRecord)
    if (!records.every((record) => record !== undefined)) return couldNotTell('rpm printed what cannot be read')
    // The keys that packages are signed with are no packages.
    return records.filter(({ name }) => name !== 'gpg-pubkey')
  },
}

/** rpm says that nothing provides it on stdout: without more on stderr that is the reason. */
function failure<A extends { readonly stdout: string; readonly stderr: string }>(answer: A): A {
  if (answer.stderr.trim() !== '' || !answer.stdout.includes('no package provides rpm')) return answer
  return { ...answer, stderr: 'its database does not list rpm itself: it is empty or damaged' }
}

function readRecord(line: string): PackageRecord | undefined {
  const [kind, name, epoch, version, release, architecture, ...rest] = line.split('\t')
  if (kind !== 'package' || !name || !epoch || !version || !release || !architecture || rest.length > 0)
    return undefined
  const prefix = epoch === '(none)' || epoch === '0' ? '' : `${epoch}:`
  return { name, version: `${prefix}${version}-${release}`, architecture, status: 'installed', held: undefined }
}

function stateOf(key: string, records: readonly PackageRecord[], missing: ReadonlySet<string>): PackageState | Unknown {
  const mine = records.filter(({ name, architecture }) => key === name || key === `${name}.${architecture}`)
  if (mine.length > 0) return mergeRecords('rpm', mine)
  if (missing.has(`package ${key} is not installed`)) return { exists: false, status: 'not-installed' }
  return couldNotTell(
    `rpm does not take ${JSON.stringify(key)} for the name of a package`,
    'name the package alone, and its version with toHaveVersion()',
  )
}
