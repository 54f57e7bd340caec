import type { CheckReport, OutlierReport, RoleReport, RunReport } from '../report.ts'

// fewer than three hosts have no majority, and more than a third of them is no exception
const LEAST_HOSTS = 3
const SHARE = 3

/**
 * Hosts that fail what the others of their role pass: at most a third of at least three.
 *
 * What could not be told makes nobody an outlier, and counts as no pass of the others. Where more than a third of a
 * role's hosts would be outliers by one check or another, none is: then it is the role that is wrong.
 */
export function outliersOf({ roles, checks }: Pick<RunReport, 'roles' | 'checks'>): OutlierReport[] {
  return roles.flatMap((role) => outliersIn(role, checks))
}

function outliersIn(role: RoleReport, checks: readonly CheckReport[]): OutlierReport[] {
  const byHost = new Map<string, string[]>()
  for (const check of checks) {
    if (check.role !== role.name) continue
    for (const host of apart(check)) byHost.set(host, [...(byHost.get(host) ?? []), check.id])
  }
  if (byHost.size * SHARE > role.hosts.length) return []
  const found = role.hosts.filter((host) => byHost.has(host))
  return found.map((host) => ({ role: role.name, host, checks: byHost.get(host) ?? [] }))
}

/** The hosts that fail a check which the rest passes. */
function apart({ outcomes }: CheckReport): string[] {
  const asked = Object.entries(outcomes).filter(([, { status }]) => status !== 'skipped')
  const failed = asked.filter(([, { status }]) => status === 'failed').map(([host]) => host)
  const passed = asked.filter(([, { status }]) => status === 'passed').length
  const isException = asked.length >= LEAST_HOSTS && failed.length * SHARE <= asked.length
  const isRule = passed * SHARE >= asked.length * (SHARE - 1)
  return isException && isRule ? failed : []
}
