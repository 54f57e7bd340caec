import { connectAsker, type Asker } from '../host/asker.ts'
import { Facts } from '../host/facts.ts'
import type { HostStatus } from '../host/messages.ts'
import type { Platform } from '../host/platform/platform.ts'
import { mark } from '../timeline.ts'
import { collect, problemOf } from './collect/collect.ts'
import { evaluate } from './judge/evaluate.ts'
import { makeHost } from './host.ts'
import { relativePath } from './collect/location.ts'
import { FindingPort } from './collect/finding-port.ts'
import type { Plan, PlannedHost, PlannedRole } from './collect/plan.ts'
import { recite } from './collect/recite.ts'
import { Registry } from './collect/registry.ts'
import { inScope, type Run, type Target } from './scope.ts'
import { close, newGroup, type Group } from './tree.ts'

/** A spec file and how to import it. */
export type SpecImport = readonly [file: string, load: () => Promise<unknown>]

/**
 * Reads every spec, and evaluates it for each host as soon as that host is ready. Resolves when all checks have ended.
 * `exported` is what specs can import from infraspec.
 */
export async function runSpecs(plan: Plan, imports: readonly SpecImport[], exported: readonly string[]): Promise<void> {
  const asker = connectAsker(plan.askChannel, plan.round)
  const evaluation = new Evaluation(plan, asker, exported)
  mark('specs')
  const files = await evaluation.importAll(imports)
  mark('specs-read')
  await whenSettled(asker, plan, (host, platform) => evaluation.host(host, platform, files))
  evaluation.collected(files)
  await evaluation.finish().finally(() => asker.close())
}

/** Calls `ready` for each host that is, and resolves when none is left that may yet be. */
function whenSettled(
  asker: Asker,
  { hosts }: Plan,
  ready: (host: string, platform: Platform) => Promise<void>,
): Promise<void> {
  const waiting = new Set(hosts.map(({ id }) => id))
  const work: Promise<void>[] = []
  return new Promise((resolve, reject) => {
    const listen = (changed: Readonly<Record<string, HostStatus>>) => {
      for (const [host, state] of Object.entries(changed)) {
        if (state.status === 'connecting' || !waiting.delete(host)) continue
        if (state.status === 'ready') work.push(ready(host, state.platform))
      }
      if (waiting.size === 0) Promise.all(work).then(() => resolve(), reject)
    }
    if (waiting.size === 0) return resolve()
    asker.onHosts(listen)
  })
}

/** Everything that is evaluated in this run. */
class Evaluation {
  readonly #plan: Plan
  readonly #hosts: ReadonlyMap<string, PlannedHost>
  readonly #rolesOf = new Map<string, PlannedRole[]>()
  readonly #asker: Asker
  readonly #registry: Registry
  readonly #findings: FindingPort
  readonly #run: Run
  readonly #endings: Promise<void>[] = []
  readonly #checked = new Set<Group>()

  constructor(plan: Plan, asker: Asker, exported: readonly string[]) {
    this.#plan = plan
    this.#hosts = new Map(plan.hosts.map((host) => [host.id, host]))
    for (const role of plan.roles)
      for (const id of role.hosts) this.#rolesOf.set(id, [...(this.#rolesOf.get(id) ?? []), role])
    this.#asker = asker
    this.#registry = new Registry(plan)
    this.#findings = new FindingPort(plan.findingChannel)
    this.#run = { plan, exported, problem: (problem) => this.#findings.post({ type: 'problem', problem }) }
  }

  /** Imports every spec, each guarded, so that a broken one fails alone. */
  async importAll(imports: readonly SpecImport[]): Promise<ReadonlyMap<string, Group>> {
    const groups = await Promise.all(
      imports.map(async ([file, load]) => {
        const group = newGroup({ title: file, mode: 'run', conditions: [], options: {}, location: undefined })
        try {
          await inScope({ run: this.#run, group }, load)
        } catch (error) {
          const name = relativePath(this.#plan.root, file)
          this.#run.problem(problemOf(this.#run, error, name, { file: name, line: 1, column: 1 }))
          this.#checked.add(group)
        }
        close(group)
        return [file, group] as const
      }),
    )
    return new Map(groups)
  }

  /** Evaluates every spec of every role of one host, and starts all of its checks in the same tick. */
  async host(id: string, platform: Platform, files: ReadonlyMap<string, Group>): Promise<void> {
    mark('collecting', id)
    const facts = new Facts(id, platform, this.#asker)
    const planned = this.#hosts.get(id)
    if (planned === undefined) return
    const roles = this.#rolesOf.get(id) ?? []
    const begun = await Promise.all(
      roles.map((role) => {
        const onSecret = (value: string) => this.#findings.post({ type: 'secret', value })
        const target = { id, role: role.name, host: makeHost(planned, role, platform), platform, facts, onSecret }
        return this.#target(target, role, files)
      }),
    )
    const endings = begun.map(({ ended }) => ended)
    this.#endings.push(Promise.all(endings).then(() => this.#asker.leave(id)))
  }

  /** All hosts have been asked: says so, and which specs said nothing on any of them. */
  collected(files: ReadonlyMap<string, Group>): void {
    const checks = this.#registry.inOrder()
    this.#findings.post({ type: 'collected', order: checks.map(({ index }) => index) })
    const asked = this.#checked.size > 0 || checks.length > 0
    for (const [file, group] of files) {
      if (!asked || this.#checked.has(group)) continue
      const name = relativePath(this.#plan.root, file)
      const message = `${name} has no check on any host that could be asked`
      this.#run.problem({ kind: 'nothing-checked', message, location: { file: name, line: 1, column: 1 } })
    }
  }

  /** Waits for everything that is under way. */
  async finish(): Promise<void> {
    await Promise.all(this.#endings)
    this.#findings.end()
  }

  /** Resolves when all checks have been started. */
  async #target(target: Target, role: PlannedRole, files: ReadonlyMap<string, Group>): Promise<Begun> {
    const groups = role.specs.flatMap((file) => files.get(file) ?? [])
    const collected = await collect(this.#run, target, groups)
    for (const { file } of collected) this.#checked.add(file)
    if (this.#plan.recite) {
      const recital = await recite(target, collected)
      this.#findings.post({ type: 'recital', host: target.id, role: role.name, recital })
      return { ended: Promise.resolve() }
    }
    const { added, checks } = this.#registry.add(role.name, collected)
    const indexes = checks.map(({ index }) => index)
    this.#findings.post({ type: 'checks', host: target.id, role: role.name, added, checks: indexes })
    const evaluated = evaluate(this.#run, target, collected, (index, outcome) =>
      this.#findings.outcome({ check: indexes[index] as number, host: target.id, outcome }),
    )
    return { ended: evaluated.then(() => mark('evaluated', target.id)) }
  }
}

/** The checks of one role on one host, all of which have been started. */
interface Begun {
  /** Resolves when all of them have ended. */
  readonly ended: Promise<void>
}
