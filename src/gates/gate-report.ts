import { exitCode } from '../run/verdict/exit-code.ts'
import type { GateReport, HostReport, Problem, RoleReport, RunReport } from '../run/report.ts'
import { totalsOf } from '../run/reports/parts.ts'

/** What a gate found out. */
export interface GateParts {
  /** Of the checks before the command, when there were some. */
  readonly before: RunReport | undefined
  /** Of the checks after it; undefined when they were not run. */
  readonly after: RunReport | undefined
  readonly gate: GateReport
  readonly problems: readonly Problem[]
  readonly interrupted: boolean
  /** Milliseconds, of everything. */
  readonly duration: number
}

/** One report of what was checked before and after a command; `base` is the report where neither was. */
export function gateReport({ before, after, gate, problems, ...rest }: GateParts, base: RunReport): RunReport {
  const reports = [before && asBefore(before), after].filter((report) => report !== undefined)
  const last = reports.at(-1) ?? base
  const checks = reports.flatMap((report) => report.checks)
  const merged = {
    checks,
    hosts: mergeHosts(reports.length === 0 ? [base] : reports),
    problems: [...reports.flatMap((report) => report.problems), ...problems],
    interrupted: rest.interrupted || reports.some((report) => report.interrupted),
  }
  return {
    ...last,
    ...merged,
    startedAt: (reports[0] ?? base).startedAt,
    duration: rest.duration,
    roles: mergeRoles(reports.length === 0 ? [base] : reports),
    totals: totalsOf(checks),
    outliers: after?.outliers ?? [],
    gate,
    exitCode: exitCode(merged),
  }
}

/** The same check may be asked before and after: their ids and titles tell them apart, also from one run to the next. */
function asBefore(report: RunReport): RunReport {
  const checks = report.checks.map((check) => {
    return { ...check, id: `before/${check.id}`, titles: ['before', ...check.titles] }
  })
  return { ...report, checks }
}

function mergeHosts(reports: readonly RunReport[]): HostReport[] {
  const hosts = new Map<string, HostReport>()
  for (const host of reports.flatMap((report) => report.hosts)) {
    const { counters } = hosts.get(host.id) ?? {}
    hosts.set(host.id, counters === undefined ? host : { ...host, counters: sum(counters, host.counters) })
  }
  return [...hosts.values()]
}

function sum(one: HostReport['counters'], other: HostReport['counters']): HostReport['counters'] {
  return {
    connections: one.connections + other.connections,
    scripts: one.scripts + other.scripts,
    commands: one.commands + other.commands,
    bytesSent: one.bytesSent + other.bytesSent,
    bytesReceived: one.bytesReceived + other.bytesReceived,
  }
}

function mergeRoles(reports: readonly RunReport[]): RoleReport[] {
  const roles = new Map<string, RoleReport>()
  for (const role of reports.flatMap((report) => report.roles)) {
    const { specs = [], hosts = [] } = roles.get(role.name) ?? {}
    const both = { specs: [...new Set([...specs, ...role.specs])], hosts: [...new Set([...hosts, ...role.hosts])] }
    roles.set(role.name, { ...role, ...both })
  }
  return [...roles.values()]
}
