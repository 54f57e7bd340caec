import type { Plan, PlannedRole } from '../../spec/collect/plan.ts'
import { isInPacker } from '../../diagnose.ts'
import { HOME } from '../../home.ts'
import { askChannel } from '../evaluation/ask-channel.ts'
import { isSet } from '../is-set.ts'
import type { LoadedRole, RunOptions } from './options.ts'

/** What the evaluating thread has to know of a run. Nothing of how a host is logged in to is in it. */
export function makePlan(
  id: string,
  options: Omit<RunOptions, 'reporters' | 'bail' | 'allowNoHosts' | 'folders'>,
  round = 0,
): Plan {
  const { root, roles, hosts, filters, evidence, retryFor, limits, decides } = options
  return {
    askChannel: askChannel(id),
    round,
    findingChannel: `infraspec-findings-${id}-${round}`,
    root,
    home: HOME,
    roles: roles.flatMap(planned),
    hosts: hosts.map(({ id: host, name, address, vars }) => ({ id: host, name, address, vars })),
    filter: filters,
    evidence: evidence !== 'none',
    retryFor,
    marked: limits.marked,
    recite: false,
    onlyRefused: onlyRefused(decides),
  }
}

/** What people try out on a terminal hides all other checks where something depends on them. */
function onlyRefused(decides: RunOptions['decides']): string | undefined {
  if (isSet(process.env['CI'])) return 'when CI is set'
  return decides ?? (isInPacker(process.env) ? 'inside of Packer' : undefined)
}

/** A role as it is for each host: in a shard not every one has all of its specs. */
function planned({ name, specs, vars, hosts, specsOf }: LoadedRole): PlannedRole[] {
  if (specsOf === undefined) return [{ name, specs, vars, hosts }]
  return hosts.map((host) => ({ name, specs: specsOf.get(host) ?? [], vars, hosts: [host] }))
}
