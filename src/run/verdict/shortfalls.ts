import { existsSync, readFileSync } from 'node:fs'

import { didYouMean } from '../../nearest.ts'
import type { Ledger } from './ledger.ts'
import type { LoadedRole, RunOptions } from '../options/options.ts'
import type { CheckReport, Problem } from '../report.ts'
import type { Shard } from '../options/shard.ts'
import { projectPath } from '../project/source-line.ts'

/** Roles with no host, or with fewer than they need: a run on them says nothing. */
export function emptyRoles({ root, roles, allowNoHosts, shard }: RunOptions): Problem[] {
  if (roles.length === 0 && shard !== undefined) return [emptyShard(shard)]
  return roles.flatMap((role): Problem[] => {
    const { hosts } = role
    if (hosts.length === 0) {
      if (allowNoHosts) return []
      const hint = '--host ADDRESS, or hosts in the role; --allow-no-hosts if that is as it should be'
      return [{ kind: 'too-few-hosts', role: role.name, message: noHost(role), hint }]
    }
    if (!isShort(role)) return []
    const hint = 'add the missing hosts to the role, lower its atLeast, or name those that are meant: --host ADDRESS'
    return [{ kind: 'too-few-hosts', role: role.name, message: tooFew(role, root), hint }]
  })
}

function emptyShard({ index, total }: Shard): Problem {
  const message = `There is nothing to check in shard ${index} of ${total}: there are fewer pairs of a host and a spec than shards`
  return { kind: 'nothing-checked', message, hint: 'take fewer shards' }
}

/** That a role has no host, and what there is instead. */
export function noHost({ name, unmatched }: LoadedRole): string {
  return `Role ${name} has no host${unmatched === undefined ? '' : `: ${unmatched}`}`
}

/** Whether a role has no host, or fewer machines than it asks for. */
export function isShort({ hosts, machines = hosts.length, atLeast }: LoadedRole): boolean {
  return machines < Math.max(1, atLeast)
}

/** That a role has fewer hosts than it asks for, and where it does. */
export function tooFew({ name, file, hosts, machines = hosts.length, atLeast }: LoadedRole, root: string): string {
  const names = machines < hosts.length ? ` (by ${hosts.length} names)` : ''
  const has = machines === 1 ? '1 host' : `${machines} hosts`
  return `Role ${name} has ${has}${names} and asks for ${Math.max(1, atLeast)} (atLeast in ${projectPath(file, root)})`
}

/** Hosts on which not one check of a role gave a yes or a no: they were visited and nothing was learnt. */
export function silentHosts(options: RunOptions, ledger: Ledger, checks: readonly CheckReport[]): Problem[] {
  const { roles } = options
  // A spec that could not be read explains an empty host better than this would.
  if (ledger.problems.some(({ kind }) => kind === 'spec' || kind === 'interrupted' || kind === 'deadline')) return []
  const asked = ledger.hosts({}).some(({ status }) => status === 'checked')
  const unmatched = checks.length === 0 && asked ? noMatch(options) : undefined
  if (unmatched !== undefined) return [unmatched]
  const names = new Map(ledger.hosts({}).map(({ id, name, status }) => [id, { name, status }]))
  return roles.flatMap((role) =>
    role.hosts.flatMap((id): Problem[] => {
      const outcomes = checks.filter((check) => check.role === role.name).flatMap((check) => check.outcomes[id] ?? [])
      const known = names.get(id)
      if (known?.status !== 'checked' || outcomes.some(({ status }) => status !== 'skipped')) return []
      const none = outcomes.length === 0
      const why = none ? 'no check exists for it' : `all ${outcomes.length} checks were skipped`
      const specs = role.specs.map((file) => projectPath(file, options.root)).join(', ')
      return [
        {
          kind: 'nothing-checked',
          role: role.name,
          message: `Nothing was checked on ${known.name} (role ${role.name}): ${why}`,
          hint: none ? `declare one for it in ${specs}` : undefined,
        },
      ]
    }),
  )
}

/** That the filters of the command line leave no check at all: said once, and not of each host. */
function noMatch({ filters: { tags, name }, roles }: RunOptions): Problem | undefined {
  if (tags.length === 0 && name === undefined) return undefined
  const list = tags.map((tag) => JSON.stringify(tag)).join(' or ')
  const tagged = tags.length === 0 ? '' : ` has the tag ${list}`
  const titled = name === undefined ? '' : ` has a title that matches ${JSON.stringify(name)}`
  const known = tagsIn(roles.flatMap(({ specs }) => specs))
  const meant = tags.map((tag) => (known.includes(tag) ? '' : didYouMean(tag, known))).join('')
  const tagsThere =
    known.length === 0
      ? 'leave --tag out: no spec has tags'
      : `the tags that there are: ${[...new Set(known)].join(', ')}`
  return {
    kind: 'nothing-checked',
    message: `No check${[tagged, titled].filter((part) => part !== '').join(' and')}.${meant}`,
    hint: tags.length > 0 ? tagsThere : '--verbose of a run without --name lists all titles',
  }
}

/** What looks like a tag in the text of spec files: checks that were filtered out are known to nobody. */
function tagsIn(specs: readonly string[]): string[] {
  const texts = [...new Set(specs)].filter((file) => existsSync(file)).map((file) => readFileSync(file, 'utf8'))
  const lists = texts.flatMap((text) => [...text.matchAll(/\btags:\s*\[([^\]]*)\]/g)].map(([, list = '']) => list))
  return lists.flatMap((list) => [...list.matchAll(/(['"`])(.*?)\1/g)].map(([, , tag = '']) => tag))
}
