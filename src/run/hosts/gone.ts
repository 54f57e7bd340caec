import { countMachines } from '../../inventory/count-machines.ts'
import type { Ledger } from '../verdict/ledger.ts'
import type { LoadedRole, RunOptions } from '../options/options.ts'
import type { CheckReport, HostReport, Problem } from '../report.ts'
import { isShort, tooFew } from '../verdict/shortfalls.ts'

/** Which hosts that were lost their sources do not list any more, by id. */
export async function findGone({ gone }: RunOptions, ledger: Ledger): Promise<ReadonlySet<string>> {
  const lost = ledger.hosts({}).filter(({ status }) => status === 'unreachable')
  if (lost.length === 0 || gone === undefined) return new Set()
  const names = await gone(lost.map(({ name }) => name))
  return new Set(lost.filter(({ name }) => names.has(name)).map(({ id }) => id))
}

/** The same hosts, with those marked that are gone. */
export function markGone(hosts: readonly HostReport[], gone: ReadonlySet<string>): HostReport[] {
  return hosts.map((host) => (gone.has(host.id) ? { ...host, status: 'gone' } : host))
}

/** The same checks, without what could not be told of hosts that are gone; what they answered before stays. */
export function withoutGone(checks: readonly CheckReport[], gone: ReadonlySet<string>): CheckReport[] {
  if (gone.size === 0) return [...checks]
  const kept = checks.map((check) => {
    const told = Object.entries(check.outcomes).filter(
      ([host, { status }]) => !gone.has(host) || (status !== 'not-run' && status !== 'errored'),
    )
    return { ...check, outcomes: Object.fromEntries(told) }
  })
  return kept.filter(({ outcomes }) => Object.keys(outcomes).length > 0)
}

/**
 * Roles that have too few machines once more is known of them: some are gone, or are one machine by several names.
 *
 * Those that had too few from the start are told of by then.
 */
export function depletedRoles(
  { root, roles, hosts }: Pick<RunOptions, 'root' | 'roles' | 'hosts'>,
  reports: readonly HostReport[],
  gone: ReadonlySet<string>,
): Problem[] {
  const identities = new Map(reports.map(({ id, platform }) => [id, platform?.identity]))
  return roles.flatMap((role): Problem[] => {
    const members = new Set(role.hosts.filter((id) => !gone.has(id)))
    const machines = countMachines(
      hosts.filter(({ id }) => members.has(id)),
      (id) => identities.get(id),
    )
    if (isShort(role) || !isShort({ ...role, machines })) return []
    if (members.size < role.hosts.length) return [leftWith(role, machines)]
    const hint = 'a machine counts once, whatever its names: name another one, or lower atLeast'
    return [{ kind: 'too-few-hosts', role: role.name, message: tooFew({ ...role, machines }, root), hint }]
  })
}

function leftWith({ name, atLeast }: LoadedRole, left: number): Problem {
  const has = left === 0 ? 'no host' : left === 1 ? '1 host' : `${left} hosts`
  const message = `Role ${name} has ${has} left and asks for ${Math.max(1, atLeast)}: the others are gone`
  return { kind: 'too-few-hosts', role: name, message, hint: 'run it again when they have been replaced' }
}
