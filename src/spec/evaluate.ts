import { parseDuration } from '../duration.ts'
import type { Outcome } from '../run/report.ts'
import { now } from './clock.ts'
import type { CollectedCheck } from './collect.ts'
import { plainFailure } from './failures.ts'
import { judge } from './judge.ts'
import { RunningCheck } from './running-check.ts'
import { inScope, type Run, type Target } from './scope.ts'
import type { Group, Hook, LinkCheck } from './tree.ts'

/** The hooks of one host's groups: `beforeAll` is run once, whoever asks first. */
export class HookRunner {
  readonly #run: Run
  readonly #target: Target
  readonly #ready = new Map<Group, Promise<Outcome>>()

  constructor(run: Run, target: Target) {
    this.#run = run
    this.#target = target
  }

  /** Runs every `beforeAll` around a check, from the outside in; the first that does not pass is given. */
  async ready(groups: readonly Group[]): Promise<Outcome | undefined> {
    for (const group of groups) {
      const outcome = this.#ready.get(group) ?? this.#runAll(group.hooks.beforeAll)
      this.#ready.set(group, outcome)
      const settled = await outcome
      if (settled.status !== 'passed') return settled
    }
    return undefined
  }

  /** Runs every `afterAll` of groups of which a check ran; what they do wrong is the spec's fault. */
  async finish(checks: readonly CollectedCheck[]): Promise<void> {
    const groups = new Set(checks.flatMap((check) => [...check.groups].reverse()))
    for (const group of groups) {
      const outcome = await this.#runAll(group.hooks.afterAll)
      if (outcome.status !== 'failed' && outcome.status !== 'errored') continue
      const message = `afterAll of ${JSON.stringify(group.title)} on ${this.#target.host.name}: ${outcome.failure.message}`
      this.#run.problem({ kind: 'spec', message, location: group.location, stack: outcome.failure.stack })
    }
  }

  async #runAll(hooks: readonly Hook[]): Promise<Outcome> {
    if (hooks.length === 0) return { status: 'passed', duration: 0 }
    const check = new RunningCheck({ maySayNothing: true })
    return check.run(async () => {
      for (const hook of hooks)
        await inScope({ run: this.#run, target: this.#target, check }, () => hook(this.#target.host))
    }, undefined)
  }
}

/** The outcome of one check on one host. Never rejects. */
export function evaluate(run: Run, target: Target, check: CollectedCheck, hooks: HookRunner): Promise<Outcome> {
  const { entry, groups, skip } = check
  if (skip !== undefined) return Promise.resolve({ status: 'skipped', duration: 0, reason: skip })
  if (entry.type === 'incomplete')
    return Promise.resolve({ status: 'errored', duration: 0, failure: plainFailure(entry.message) })
  if (entry.type === 'link' && !groups.some(hasHooks)) return evaluateLink(run, target, entry)
  return evaluateWithin(run, target, check, hooks)
}

async function evaluateWithin(run: Run, target: Target, check: CollectedCheck, hooks: HookRunner): Promise<Outcome> {
  const notReady = await hooks.ready(check.groups)
  if (notReady !== undefined) return notReady
  return evaluateBody(run, target, check)
}

function hasHooks({ hooks }: Group): boolean {
  return Object.values(hooks).some((list) => list.length > 0)
}

/** A one-liner is a predicate on a state: no body, no hooks, no chai. */
function evaluateLink(run: Run, target: Target, { resource, link }: LinkCheck): Promise<Outcome> {
  const begin = now()
  return judge(run, target, resource, link).then((judgement): Outcome => {
    const duration = now() - begin
    if (judgement.status === 'passed') return { status: 'passed', duration }
    if (judgement.status === 'lost') return { status: 'not-run', duration, reason: 'the host was lost' }
    return { status: judgement.status, duration, failure: judgement.failure }
  })
}

function evaluateBody(whole: Run, target: Target, { entry, groups }: CollectedCheck): Promise<Outcome> {
  const check = new RunningCheck()
  const { host } = target
  const timeout = [...groups, entry].findLast(({ options }) => options.timeout !== undefined)?.options.timeout
  const body = async () => {
    const thrown: unknown[] = []
    const run = async (step: () => unknown) => {
      try {
        await step()
      } catch (error) {
        thrown.push(error)
      }
    }
    await run(async () => {
      for (const { hooks } of groups) for (const hook of hooks.beforeEach) await hook(host)
      if (entry.type === 'link') await check.expectation(judge(whole, target, entry.resource, entry.link))
      if (entry.type === 'body') await entry.body(host)
    })
    // Each of them runs, whatever the body or another did; what came first is what is told.
    for (const { hooks } of [...groups].reverse()) for (const hook of hooks.afterEach) await run(() => hook(host))
    if (thrown.length > 0) throw thrown[0]
  }
  return check.run(
    () => inScope({ run: whole, target, check }, body),
    timeout === undefined ? undefined : parseDuration(timeout),
  )
}
