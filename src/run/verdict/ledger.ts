import type { ErrorData } from '../../errors.ts'
import type { HostSpec } from '../../host/host-spec.ts'
import type { Counters, HostStatus } from '../../host/messages.ts'
import type { CheckPlan, Finding, FoundOutcome } from '../../spec/collect/plan.ts'
import type { RunOptions } from '../options/options.ts'
import { ownStack } from '../evaluation/own-stack.ts'
import type { CheckReport, HostReport, Outcome, Problem, RoleReport, RunEvent } from '../report.ts'
import { projectPath } from '../project/source-line.ts'

type PassedOn = Extract<Finding, { type: 'passed' }>['hosts'][number]

type Scope = Pick<RunOptions, 'root' | 'roles' | 'hosts'>

interface Entry {
  readonly plan: CheckPlan
  /** Hosts that have the check and have not told its outcome. */
  readonly waiting: Set<string>
  readonly outcomes: Map<string, Outcome>
}

/**
 * Everything that a run has found out so far.
 *
 * A report can be made of it at any moment: what is not known by then was not run.
 */
export class Ledger {
  readonly #root: string
  readonly #roles: readonly RoleReport[]
  readonly #hosts: readonly HostSpec[]
  readonly #status = new Map<string, HostStatus>()
  readonly #checks = new Map<number, Entry>()
  readonly #problems: Problem[] = []
  readonly #emit: (event: RunEvent) => void
  readonly #lost = new Set<string>()
  /** The hosts whose checks are known, by role. */
  readonly #planned = new Map<string, Set<string>>()
  readonly #members: ReadonlyMap<string, ReadonlySet<string>>
  /** How many checks each host has that have no outcome yet. */
  readonly #open = new Map<string, number>()
  /** The checks of which it was told that they do not hold somewhere. */
  readonly #bad = new Set<number>()
  /** The checks that the reporters know of. */
  readonly #told = new Set<number>()
  #order: readonly number[] | undefined
  #failing = false
  #done = false

  constructor({ root, roles, hosts }: Scope, emit: (event: RunEvent) => void) {
    this.#root = root
    this.#roles = roles.map(({ name, specs, hosts: ids, atLeast }) => {
      return { name, specs: specs.map((file) => projectPath(file, root)), hosts: ids, atLeast }
    })
    this.#members = new Map(roles.map((role) => [role.name, new Set(role.hosts)]))
    this.#hosts = hosts
    this.#emit = emit
  }

  /** Tells the reporters which hosts there are. */
  start(): void {
    const hosts = this.#hosts.map(({ id, name, source }) => ({ id, name, source }))
    this.#emit({ type: 'start', roles: this.#roles, hosts })
  }

  host(id: string, state: HostStatus): void {
    this.#status.set(id, state)
    if (state.status === 'failed') {
      this.#lose(id, state.error)
      this.#tell(this.#checks.values())
    }
    if (state.status === 'ready') this.#emit({ type: 'host', host: id, state: 'ready' })
  }

  problem(told: Problem): void {
    const problem = { ...told, stack: ownStack(told.stack, this.#root) }
    // What is wrong with a spec is wrong on every host.
    if (this.#problems.some(({ message, role }) => message === problem.message && role === problem.role)) return
    this.#problems.push(problem)
    this.#emit({ type: 'problem', problem })
  }

  finding(finding: Finding): void {
    if (finding.type === 'problem') return this.problem(finding.problem)
    if (finding.type === 'checks') return this.#plan(finding)
    if (finding.type === 'outcome') return this.#outcome(finding)
    if (finding.type === 'passed') return finding.hosts.forEach((host) => this.#passed(host))
    if (finding.type === 'collected') return this.#collected(finding.order)
    if (finding.type === 'done') return this.#finish()
  }

  /** Whether any check has failed or could not tell so far. */
  get failing(): boolean {
    return this.#failing
  }

  /** All checks; `why` is said of those whose outcome is not known. */
  checks(why: string): CheckReport[] {
    const entries = (this.#order ?? [...this.#checks.keys()]).flatMap((index) => this.#checks.get(index) ?? [])
    return entries.map((entry) => this.#report(entry, why))
  }

  hosts(counters: Readonly<Record<string, Counters>>): HostReport[] {
    return this.#hosts.map((host) => this.#hostReport(host, counters[host.id] ?? NOTHING))
  }

  get roles(): readonly RoleReport[] {
    return this.#roles
  }

  get problems(): readonly Problem[] {
    return this.#problems
  }

  #plan({ host, role, added, checks }: Extract<Finding, { type: 'checks' }>): void {
    this.#planned.set(role, (this.#planned.get(role) ?? new Set()).add(host))
    for (const plan of added) this.#checks.set(plan.index, { plan, waiting: new Set(), outcomes: new Map() })
    for (const index of checks) this.#checks.get(index)?.waiting.add(host)
    this.#open.set(host, (this.#open.get(host) ?? 0) + checks.length)
    this.#tellIfChecked(host)
  }

  #passed({ host, checks, durations }: PassedOn): void {
    for (const [index, check] of checks.entries())
      this.#outcome({ check, host, outcome: { status: 'passed', duration: durations[index] as number } })
  }

  #outcome({ check, host, outcome }: FoundOutcome): void {
    const entry = this.#checks.get(check)
    if (entry === undefined) return
    if (entry.waiting.delete(host)) this.#open.set(host, (this.#open.get(host) ?? 0) - 1)
    entry.outcomes.set(host, asReported(outcome, this.#root))
    // While a run goes on this is told of one reason only: the host is gone.
    if (outcome.status === 'not-run') this.#lose(host, lostInMidRun(this.#nameOf(host)))
    if (outcome.status === 'failed' || outcome.status === 'errored') this.#fails(entry.plan, host, outcome.status)
    this.#tell([entry])
    this.#tellIfChecked(host)
  }

  #lose(host: string, error: ErrorData): void {
    if (this.#lost.has(host)) return
    this.#lost.add(host)
    this.#emit({ type: 'host', host, state: 'unreachable', error })
  }

  #fails({ index, id, role, titles }: CheckPlan, host: string, status: 'failed' | 'errored'): void {
    this.#failing = true
    if (this.#bad.has(index)) return
    this.#bad.add(index)
    this.#emit({ type: 'failing', host, status, check: { id, role, titles } })
  }

  #nameOf(id: string): string {
    return this.#hosts.find((host) => host.id === id)?.name ?? id
  }

  /** Another host of its role that is slow, or is dead, holds this back as little as anything. */
  #tellIfChecked(host: string): void {
    if (this.#open.get(host) !== 0 || this.#lost.has(host)) return
    const asked = [...this.#members].every(([role, hosts]) => !hosts.has(host) || this.#planned.get(role)?.has(host))
    if (asked) this.#emit({ type: 'host', host, state: 'checked' })
  }

  /** Tells of those checks that are complete, which is when no host of their role may yet add to them. */
  #tell(entries: Iterable<Entry>): void {
    for (const entry of entries) {
      const { index, role } = entry.plan
      if (entry.waiting.size > 0 || this.#told.has(index) || !this.#settled(role)) continue
      this.#told.add(index)
      this.#emit({ type: 'check', check: this.#report(entry, '') })
    }
  }

  /** A host of another role that is slow to connect, or is dead, holds nothing back. */
  #settled(role: string): boolean {
    if (this.#done) return true
    const members = this.#roles.find(({ name }) => name === role)?.hosts ?? []
    const planned = this.#planned.get(role)
    return members.every((host) => planned?.has(host) || this.#status.get(host)?.status === 'failed')
  }

  /** Whoever has not told by now never will. */
  #finish(): void {
    this.#done = true
    this.#tell(this.#checks.values())
  }

  /** From here on no host will add to a check; that others could not be reached may be heard a little later. */
  #collected(order: readonly number[]): void {
    this.#order = order
    const entries = order.flatMap((index) => this.#checks.get(index) ?? [])
    const outcomes = entries.reduce((sum, entry) => sum + entry.waiting.size + entry.outcomes.size, 0)
    const waiting = entries.filter(({ plan }) => !this.#told.has(plan.index)).map(({ plan }) => plan)
    this.#emit({ type: 'collected', checks: entries.length, outcomes, waiting })
    this.#tell(entries)
  }

  #report({ plan, waiting, outcomes }: Entry, why: string): CheckReport {
    const { id, role, titles, location, tags } = plan
    const known = new Map(outcomes)
    for (const host of waiting) known.set(host, { status: 'not-run', duration: 0, reason: why })
    const members = this.#roles.find(({ name }) => name === role)?.hosts ?? []
    for (const host of members) {
      const state = this.#status.get(host)
      if (state?.status === 'failed' && !known.has(host)) {
        known.set(host, { status: 'not-run', duration: 0, reason: 'the host could not be reached' })
      }
    }
    // In the role's order and not in that in which they answered: two runs of the same read the same.
    const ordered = members.flatMap((host) => {
      const outcome = known.get(host)
      return outcome === undefined ? [] : [[host, outcome] as const]
    })
    return { id, role, titles, location, tags, outcomes: Object.fromEntries(ordered) }
  }

  #hostReport(host: HostSpec, counters: Counters): HostReport {
    const state = this.#status.get(host.id)
    const { id, name, address, port, user, transport, source, instance } = host
    const roles = this.#roles.flatMap(({ name: role }) => (this.#members.get(role)?.has(id) ? [role] : []))
    const origin = { source, ...(instance !== undefined && { instance }) }
    const base = { id, name, address, port, user, transport, roles, ...origin, counters }
    if (state?.status === 'ready' && this.#lost.has(id))
      return { ...base, status: 'unreachable', error: lostInMidRun(name) }
    if (state?.status === 'ready')
      return { ...base, status: 'checked', platform: state.platform, hostKey: state.hostKey }
    if (state?.status === 'failed') return { ...base, status: 'unreachable', error: state.error }
    return { ...base, status: 'not-run' }
  }
}

/** An outcome with the user's own frames only, and no more digits than a clock has. */
function asReported(outcome: Outcome, root: string): Outcome {
  const duration = Math.round(outcome.duration * 1000) / 1000
  if (!('failure' in outcome) || outcome.failure.stack === undefined) return { ...outcome, duration }
  const { failure } = outcome
  return { ...outcome, duration, failure: { ...failure, stack: ownStack(failure.stack, root) } }
}

const NOTHING: Counters = { connections: 0, scripts: 0, commands: 0, bytesSent: 0, bytesReceived: 0 }

function lostInMidRun(host: string): ErrorData {
  return {
    name: 'ConnectError',
    code: 'connection-lost',
    message: `The connection to ${host} was lost in mid-run`,
    host,
  }
}
