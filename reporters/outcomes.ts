import type { CheckReport, Failure, HostReport, Outcome, RoleReport, RunReport } from '../src/run/report.ts'

/** How an outcome is called. */
export type Status = Outcome['status']

// The worst comes first: it is what a check is called that differs between hosts.
const WORST_FIRST: readonly Status[] = ['failed', 'errored', 'passed', 'skipped', 'not-run']

/** What a check is called over all its hosts: by the worst of its outcomes. */
export function statusOf(check: CheckReport): Status {
  return worst(Object.values(check.outcomes).map((outcome) => outcome.status))
}

/** The same where unreachable hosts are told of elsewhere: what was not run on them does not count. */
export function statusWithout(check: CheckReport, unreachable: ReadonlySet<string>): Status {
  const reached = Object.entries(check.outcomes).filter(
    ([id, { status }]) => !(status === 'not-run' && unreachable.has(id)),
  )
  return worst(reached.map(([, { status }]) => status))
}

/** How a check is counted: one that held where it was run is neither passed nor not run. */
export function tallied(check: CheckReport): Status | 'partly' {
  const status = statusOf(check)
  return status === 'not-run' && hostsWith(check, 'passed').length > 0 ? 'partly' : status
}

/** The worst of several outcomes; what passed in one place and was not run in another has not passed. */
export function worst(statuses: readonly Status[]): Status {
  const seen = new Set(statuses)
  const first = WORST_FIRST.find((status) => seen.has(status)) ?? 'not-run'
  return first === 'passed' && seen.has('not-run') ? 'not-run' : first
}

/** The hosts on which a check has this outcome, by id. */
export function hostsWith(check: CheckReport, status: Status): string[] {
  return Object.keys(check.outcomes).filter((host) => check.outcomes[host]?.status === status)
}

/** The outcomes that explain themselves, with the hosts that are alike. */
export interface Alike {
  readonly status: 'failed' | 'errored'
  readonly hosts: readonly string[]
  /** Of the first of these hosts. */
  readonly failure: Failure
}

/** The hosts on which a check failed or errored, those that say the same together; the failed ones first. */
export function alike(check: CheckReport, hosts: ReadonlyMap<string, HostNames>): Alike[] {
  const groups = new Map<string, { status: Alike['status']; hosts: string[]; failure: Failure }>()
  for (const status of ['failed', 'errored'] as const) {
    for (const host of hostsWith(check, status)) {
      const outcome = check.outcomes[host]
      if (outcome?.status !== 'failed' && outcome?.status !== 'errored') continue
      const { failure } = outcome
      const said = withoutNames(failure.message, hosts.get(host))
      const key = [status, said, failure.expected ?? '', failure.actual ?? ''].join('\0')
      const group = groups.get(key)
      if (group) group.hosts.push(host)
      else groups.set(key, { status, hosts: [host], failure })
    }
  }
  return [...groups.values()]
}

/** What a message may call a host by. */
export type HostNames = Pick<HostReport, 'id' | 'name'> & { readonly address?: string | undefined }

/** A message with the host's own names taken out, to see whether two hosts say the same. */
export function withoutNames(message: string, host: HostNames | undefined): string {
  if (!host) return message
  const names = [host.id, host.name, host.address ?? ''].filter((name) => name !== '' && message.includes(name))
  const longestFirst = names.toSorted((one, other) => other.length - one.length)
  return longestFirst.reduce((text, name) => text.replace(asWord(name), '\u0001'), message)
}

// As a whole word: a host that is called `1` must not make `10` and `20` alike.
function asWord(name: string): RegExp {
  return new RegExp(`(?<![\\w.-])${name.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')}(?![\\w-]|\\.\\w)`, 'g')
}

/** A message without ` on web-1 (10.0.3.7)`, for where the host is named already. */
export function withoutPlace(message: string, host: HostNames | undefined): string {
  if (!host) return message
  const { name, address = '' } = host
  return message.replace(` on ${name} (${address})`, '').replace(new RegExp(` on ${asWord(name).source}`), '')
}

/** Hosts by id. */
export function byId<Host extends { readonly id: string }>(hosts: readonly Host[]): Map<string, Host> {
  return new Map(hosts.map((host) => [host.id, host]))
}

/** The checks of a role by the file that they are written in. */
export function checksByFile(report: RunReport, role: RoleReport): Map<string, CheckReport[]> {
  const files = new Map<string, CheckReport[]>()
  for (const check of report.checks) {
    if (check.role !== role.name) continue
    const checks = files.get(check.location.file)
    if (checks) checks.push(check)
    else files.set(check.location.file, [check])
  }
  return files
}

/** The hosts of a role that were reached and yet do not have a check. */
export function withoutCheck(check: CheckReport, role: RoleReport, hosts: ReadonlyMap<string, HostReport>): string[] {
  return role.hosts.filter((id) => hosts.get(id)?.status === 'checked' && !(id in check.outcomes))
}

/** Why a check was skipped or not run on these hosts; empty when it was neither. */
export function reasonsOf(check: CheckReport, hosts: readonly string[]): string {
  const outcomes = hosts.map((id) => check.outcomes[id])
  const reasons = new Set(outcomes.flatMap((outcome) => (outcome && 'reason' in outcome ? [outcome.reason] : [])))
  return [...reasons].slice(0, 3).join('; ')
}

/** Why a check was not run, as `not run: …` once. */
export function notRun(reason: string): string {
  return `not run: ${reason.replace(/^not run: /, '')}`
}

/**
 * Whether something is not known of a host or a check, and nothing else in the report says that it is not green.
 *
 * A report that shows red only where there is a failure, an error or a problem has to say so by itself.
 */
export function isUntold({ hosts, checks, problems }: RunReport): boolean {
  const statuses = new Set(checks.flatMap(({ outcomes }) => Object.values(outcomes).map(({ status }) => status)))
  const isRed = statuses.has('failed') || statuses.has('errored') || problems.length > 0
  if (isRed || hosts.some(({ status }) => status === 'unreachable')) return false
  return statuses.has('not-run') || hosts.some(({ status }) => status === 'not-run')
}

/** What is said then. */
export const UNTOLD = 'The run ended before everything was known: what was not run is not green'

/** The longest that a check took on a host, in milliseconds. */
export function slowest(check: CheckReport): number {
  return Math.max(0, ...Object.values(check.outcomes).map((outcome) => outcome.duration))
}
