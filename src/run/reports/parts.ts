import type { CheckReport, Outcome, RunReport } from '../report.ts'

/** A report, or the part of it that goes to a file of its own. */
export interface Part {
  readonly path: string
  readonly report: RunReport
}

const PLACEHOLDER = /\{([^{}]*)\}/g

/** The names of the placeholders in a file name. */
export function placeholders(file: string): string[] {
  return [...file.matchAll(PLACEHOLDER)].map(([, name]) => name ?? '')
}

/** The files that a name with `{role}`, `{host}` and `{node}` stands for, each with what belongs in it. */
export function partsOf(report: RunReport, file: string, node: string): Part[] {
  const names = placeholders(file)
  const roles = names.includes('role') ? report.roles.map(({ name }) => name) : [undefined]
  const taken = new Set<string>()
  return atLeastOne(roles).flatMap((role) => {
    const ofRole = role === undefined ? report : onlyRole(report, role)
    const hosts = names.includes('host') ? ofRole.hosts.map(({ id }) => id) : [undefined]
    return atLeastOne(hosts).map((host): Part => {
      const name = report.hosts.find(({ id }) => id === host)?.name
      const path = unused(filled(file, { role, host: name, node }), taken)
      return { path, report: host === undefined ? ofRole : onlyHost(ofRole, host) }
    })
  })
}

// A run without roles or hosts has something to say too.
function atLeastOne(names: readonly (string | undefined)[]): readonly (string | undefined)[] {
  return names.length === 0 ? [undefined] : names
}

function filled(file: string, values: Readonly<Record<string, string | undefined>>): string {
  return file.replace(PLACEHOLDER, (_, name: string) => safe(values[name] ?? 'none'))
}

// A name from an inventory is one part of a path, and never a way out of the folder.
function safe(name: string): string {
  return name.replace(/[^\w.@+-]/g, '_').replace(/^\.+/, '_')
}

function unused(path: string, taken: Set<string>): string {
  const dot = path.lastIndexOf('.') > path.lastIndexOf('/') + 1 ? path.lastIndexOf('.') : path.length
  let candidate = path
  for (let number = 2; taken.has(candidate); number += 1)
    candidate = `${path.slice(0, dot)}-${number}${path.slice(dot)}`
  taken.add(candidate)
  return candidate
}

function onlyRole(report: RunReport, name: string): RunReport {
  const roles = report.roles.filter((role) => role.name === name)
  const hosts = report.hosts.filter(({ id }) => roles.some((role) => role.hosts.includes(id)))
  const checks = report.checks.filter(({ role }) => role === name)
  const problems = report.problems.filter(({ role }) => role === undefined || role === name)
  const outliers = report.outliers?.filter(({ role }) => role === name)
  return { ...report, roles, hosts, checks, problems, outliers, totals: totalsOf(checks) }
}

function onlyHost(report: RunReport, id: string): RunReport {
  const checks = report.checks.flatMap((check): CheckReport[] => {
    const outcome = check.outcomes[id]
    return outcome === undefined ? [] : [{ ...check, outcomes: { [id]: outcome } }]
  })
  const roles = report.roles.map((role) => ({ ...role, hosts: role.hosts.filter((host) => host === id) }))
  const hosts = report.hosts.filter((host) => host.id === id)
  const outliers = report.outliers?.filter(({ host }) => host === id)
  const own = { roles: roles.filter((role) => role.hosts.length > 0), hosts, checks, outliers }
  return { ...report, ...own, totals: totalsOf(checks) }
}

/** Outcomes of all checks by status. */
export function totalsOf(checks: readonly CheckReport[]): RunReport['totals'] {
  const totals: Record<Outcome['status'], number> = { passed: 0, failed: 0, errored: 0, skipped: 0, 'not-run': 0 }
  for (const { outcomes } of checks) for (const { status } of Object.values(outcomes)) totals[status] += 1
  return totals
}
