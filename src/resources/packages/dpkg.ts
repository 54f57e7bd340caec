import type { Answer } from '../../host/answer.ts'
import { sh } from '../../host/shell.ts'
import type { Lister } from '../define-list.ts'
import { couldNotTell, type Provider, type Unknown } from '../define-resource.ts'
import { allFailed, allUnknown, failed, linesOf } from '../shared/all-unknown.ts'
import { mergeRecords, type PackageRecord, type PackageState, type PackageStatus } from './state.ts'

const FORMAT = '${Package}\\t${Status}\\t${Version}\\t${Architecture}\\n'
const MISSING = 'dpkg-query: no packages found matching '

/**
 * The database of Debian and what descends from it.
 *
 * It is asked for `dpkg` as well: a database that does not list that one is empty or damaged, and all
 * that it says about what is missing is worth nothing.
 */
// dpkg-query(1): exit 0 all found, 1 some not found, 2 the database or the usage is wrong. It writes its
// status file with an empty line at the end: the last line tells one that was cut, of which it says
// no more than that this package and that are not installed.
export const dpkg: Provider<PackageState> = {
  on: ({ packages }) => packages === 'dpkg',
  show: (name) => sh`dpkg-query -l -- ${name}`,
  ask: (keys) =>
    sh`dpkg-query -W -f=${FORMAT} -- ${[...new Set(['dpkg', ...keys])]}; code=$?; echo "end:$(tail -n 1 /var/lib/dpkg/status)"; exit $code`,
  parse: (answer, keys) => {
    if (answer.exitCode !== 0 && answer.exitCode !== 1) return allFailed(keys, 'dpkg-query', answer)
    const records = readRecords(answer.stdout)
    if (records === undefined) return allUnknown(keys, 'dpkg-query printed what cannot be read')
    if (!records.some(({ name, status }) => name === 'dpkg' && !isGone(status))) return allUnknown(keys, NO_DPKG)
    const { missing, doubt } = readComplaints(answer)
    return new Map(keys.map((key) => [key, stateOf(key, records, missing, doubt)]))
  },
}

/** All packages that are there, with those that are half installed and without what left its configuration. */
export const dpkgPackages: Lister<PackageRecord> = {
  on: ({ packages }) => packages === 'dpkg',
  show: () => sh`dpkg-query -l`,
  ask: () => sh`dpkg-query -W -f=${FORMAT}; code=$?; echo "end:$(tail -n 1 /var/lib/dpkg/status)"; exit $code`,
  parse: (answer) => {
    const { missing, doubt } = readComplaints(answer)
    if (answer.exitCode !== 0 || missing.size > 0) return failed('dpkg-query', answer)
    if (doubt !== undefined) return couldNotTell(doubt.trim(), 'the dpkg database may be damaged: dpkg --audit')
    const records = readRecords(answer.stdout)
    if (records === undefined) return couldNotTell('dpkg-query printed what cannot be read')
    const there = records.filter((row): row is PackageRecord & Row => !isGone(row.status))
    return there.some(({ name }) => name === 'dpkg') ? there : couldNotTell(NO_DPKG)
  },
}

const NO_DPKG = 'the dpkg database does not list dpkg itself: it is empty or damaged'

type DpkgStatus = PackageStatus | 'not-installed' | 'config-files'
type Row = Omit<PackageRecord, 'status'> & { readonly status: DpkgStatus }

function readRecords(stdout: string): Row[] | undefined {
  const rows = linesOf(stdout)
    .filter((line) => !line.startsWith('end:'))
    .map(readRow)
  return rows.every((row) => row !== undefined) ? rows : undefined
}

const STATUS =
  /^(unknown|install|hold|deinstall|purge) (ok|reinstreq) (not-installed|config-files|half-installed|unpacked|half-configured|triggers-awaited|triggers-pending|installed)$/

function readRow(line: string): Row | undefined {
  const [name, triple, version, architecture, ...rest] = line.split('\t')
  const [, want, flag, status] = STATUS.exec(triple ?? '') ?? []
  if (name === undefined || version === undefined || architecture === undefined || rest.length > 0) return undefined
  if (status === undefined) return undefined
  const sound = flag === 'reinstreq' && status === 'installed' ? 'half-installed' : (status as DpkgStatus)
  return { name, version, architecture, held: want === 'hold', status: sound }
}

/** What stderr says: which names the database does not have, and why that may not be so. */
function readComplaints({ stderr, stdout }: Answer): { missing: Set<string>; doubt: string | undefined } {
  const lines = stderr.split('\n').filter((line) => line !== '')
  const missing = new Set(lines.filter((line) => line.startsWith(MISSING)).map((line) => line.slice(MISSING.length)))
  const whole = stdout.endsWith('end:\n')
  const doubt = lines.find((line) => !line.startsWith(MISSING) && !isHarmless(line))
  return { missing, doubt: doubt ?? (whole ? undefined : 'the status file of dpkg is cut short') }
}

/** A package without a maintainer or a description, as careless vendors make them. */
function isHarmless(line: string): boolean {
  return /^dpkg-query: warning: parsing file .*:$/.test(line) || /^ missing '.*' field$/.test(line)
}

function stateOf(
  key: string,
  rows: readonly Row[],
  missing: ReadonlySet<string>,
  doubt: string | undefined,
): PackageState | Unknown | undefined {
  const mine = rows.filter(({ name, architecture }) => key === name || key === `${name}:${architecture}`)
  const present = mine.filter((row): row is PackageRecord & Row => !isGone(row.status))
  if (present.length > 0) return mergeRecords('dpkg', present)
  if (doubt !== undefined) return couldNotTell(doubt.trim(), 'the dpkg database may be damaged: dpkg --audit')
  if (mine.length === 0) return missing.has(key) ? { exists: false, status: 'not-installed' } : undefined
  return {
    exists: false,
    status: mine.some(({ status }) => status === 'config-files') ? 'config-files' : 'not-installed',
  }
}

function isGone(status: DpkgStatus): boolean {
  return status === 'not-installed' || status === 'config-files'
}
