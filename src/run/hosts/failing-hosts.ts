import { ConfigError } from '../../errors.ts'
import { readText } from '../../inventory/readable-file.ts'
import { printable } from '../printable.ts'
import type { RunReport } from '../report.ts'

/** What `infraspec hosts --failing` says. */
export interface FailingHosts {
  /** For the next command: an id a line, of EC2 where it has one. */
  readonly text: string
  /** For people: what is not in it, and why. */
  readonly notes: readonly string[]
}

/**
 * The ids of the hosts that a report calls outliers: those that fail what the rest of their role passes.
 *
 * Who fails what the others fail as well is named in a note and not listed: to replace it would not help.
 *
 * @throws {ConfigError} when the file is no report of a run, or knows nothing of a role.
 */
export function failingHosts(path: string, roles: readonly string[] | undefined, root: string): FailingHosts {
  const report = readReport(path, root)
  const known = report.roles.map(({ name }) => name)
  const missing = roles?.find((role) => !known.includes(role))
  if (missing !== undefined) {
    const hint = `it is of ${known.join(', ')}`
    throw new ConfigError('report', `The report ${path} knows nothing of the role ${JSON.stringify(missing)}`, { hint })
  }
  const wanted = roles ?? known
  const outliers = new Set((report.outliers ?? []).filter(({ role }) => wanted.includes(role)).map(({ host }) => host))
  const others = failingOthers(report, wanted).filter((host) => !outliers.has(host))
  const ids = report.hosts.filter(({ id }) => outliers.has(id)).map(({ id, instance }) => instance ?? id)
  return { text: ids.map((id) => `${printable(id)}\n`).join(''), notes: notesOf(report, others) }
}

function failingOthers({ checks }: RunReport, roles: readonly string[]): string[] {
  const failing = checks
    .filter(({ role }) => roles.includes(role))
    .flatMap(({ outcomes }) => Object.keys(outcomes).filter((host) => outcomes[host]?.status === 'failed'))
  return [...new Set(failing)]
}

function notesOf({ interrupted, hosts }: RunReport, others: readonly string[]): string[] {
  const lost = hosts.filter(({ status }) => !['checked', 'gone'].includes(status)).map(({ name }) => name)
  return [
    ...(interrupted ? ['the run of this report was interrupted: what it says is not all'] : []),
    ...(others.length === 0 ? [] : [`not listed, for others of the role fail alike: ${others.join(', ')}`]),
    ...(lost.length === 0 ? [] : [`not listed, for nothing could be told of them: ${lost.join(', ')}`]),
  ]
}

function readReport(path: string, root: string): RunReport {
  const report = parse(readText(path, '--failing', root)) as Partial<RunReport> | undefined
  const isWhole = [report?.roles, report?.hosts, report?.checks].every(Array.isArray)
  if (report?.schema === 1 && isWhole) return report as RunReport
  throw new ConfigError('report', `${path} is no report of infraspec`, {
    hint: 'it is what npx infraspec run --reporter json=FILE writes',
  })
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) ?? undefined
  } catch {
    return undefined
  }
}
