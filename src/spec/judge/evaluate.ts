import { parseDuration } from '../../duration.ts'
import type { Outcome } from '../../run/report.ts'
import { now } from './clock.ts'
import type { CollectedCheck } from '../collect/collect.ts'
import { plainFailure, threw } from './failures.ts'
import { judge, type Judgement } from './judge.ts'
import { RunningCheck } from './running-check.ts'
import { inScope, type Run, type Target } from '../scope.ts'
import type { Group, Hook } from '../tree.ts'

/** The hooks of one host's groups: `beforeAll` is run once, whoever asks first. */
class HookRunner {
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
    const groups = new Set(checks.flatMap((check) => check.groups.filter(hasAfterAll).reverse()))
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

/** Told of each check once, by its index. */
type Tell = (index: number, outcome: Outcome) => void

/**
 * Evaluates the checks of one host, all of them started in this tick, and tells each outcome as soon as it is known.
 *
 * A run of 1,000 hosts waits for 100,000 outcomes at once, so that every promise counts.
 */
export async function evaluate(run: Run, target: Target, checks: readonly CollectedCheck[], tell: Tell): Promise<void> {
  const hooks = new HookRunner(run, target)
  // `Promise.all` would make another promise for each, and so does `await`
  await new Promise<void>((resolve) => {
    let left = checks.length
    if (left === 0) resolve()
    const ended: Tell = (index, outcome) => {
      left -= 1
      if (left === 0) resolve()
      tell(index, outcome)
    }
    const evaluation = { run, target, hooks, tell: ended }
    for (const [index, check] of checks.entries()) evaluateOne(evaluation, check, index)
  })
  await hooks.finish(checks)
}

/** What the checks of one host are evaluated with. */
interface HostEvaluation {
  readonly run: Run
  readonly target: Target
  readonly hooks: HookRunner
  readonly tell: Tell
}

function evaluateOne(evaluation: HostEvaluation, check: CollectedCheck, index: number): void {
  const { run, target, tell } = evaluation
  const { entry, groups, skip } = check
  if (skip !== undefined) return tell(index, { status: 'skipped', duration: 0, reason: skip })
  if (entry.type === 'incomplete')
    return tell(index, { status: 'errored', duration: 0, failure: plainFailure(entry.message) })
  // a fault of infraspec, which must never look like an answer
  const fault = (error: unknown) => tell(index, { status: 'errored', duration: 0, failure: threw('infraspec', error) })
  if (entry.type !== 'link' || groups.some(hasHooks)) {
    void evaluateWithin(evaluation, check).then((outcome) => tell(index, outcome), fault)
    return
  }
  // a one-liner is a predicate on a state: no body, no hooks, no chai
  const begin = now()
  void judge(run, target, entry.resource, entry.link).then(
    (judgement) => tell(index, outcomeOf(judgement, now() - begin)),
    fault,
  )
}

function outcomeOf(judgement: Judgement, duration: number): Outcome {
  if (judgement.status === 'passed') return { status: 'passed', duration }
  if (judgement.status === 'lost') return { status: 'not-run', duration, reason: 'the host was lost' }
  return { status: judgement.status, duration, failure: judgement.failure }
}

async function evaluateWithin({ run, target, hooks }: HostEvaluation, check: CollectedCheck): Promise<Outcome> {
  const notReady = await hooks.ready(check.groups)
  if (notReady !== undefined) return notReady
  return evaluateBody(run, target, check)
}

function hasHooks({ hooks: { beforeAll, beforeEach, afterEach, afterAll } }: Group): boolean {
  return beforeAll.length + beforeEach.length + afterEach.length + afterAll.length > 0
}

function hasAfterAll({ hooks }: Group): boolean {
  return hooks.afterAll.length > 0
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
