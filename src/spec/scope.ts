import { AsyncLocalStorage } from 'node:async_hooks'

import { ConfigError } from '../errors.ts'
import type { Facts } from '../host/facts.ts'
import type { Platform } from '../host/platform/platform.ts'
import type { Host } from './host.ts'
import { callerLocation, isCalledFrom } from './collect/location.ts'
import type { Plan, SpecProblem } from './collect/plan.ts'
import type { RunningCheck } from './judge/running-check.ts'
import { isClosed, type Group } from './tree.ts'

/** One host in one role: what specs are evaluated for. */
export interface Target {
  readonly id: string
  readonly role: string
  readonly host: Host
  readonly platform: Platform
  readonly facts: Facts
  /** Told of what must not be seen anywhere, before anything else is told that may hold it. */
  readonly onSecret?: ((value: string) => void) | undefined
}

/** What all scopes of a run share. */
export interface Run {
  readonly plan: Plan
  /** What specs can import from infraspec, for hints. */
  readonly exported: readonly string[]
  readonly problem: (problem: SpecProblem) => void
}

/**
 * Where the code of a spec is right now.
 *
 * It travels with the asynchronous context, so that two hosts can never be mistaken for one another.
 */
export interface Scope {
  readonly run: Run
  /** What `describe` and `it` add to; not set inside a check. */
  readonly group?: Group | undefined
  readonly target?: Target | undefined
  readonly check?: RunningCheck | undefined
}

const storage = new AsyncLocalStorage<Scope>()

/** Runs `body` in a scope, and everything that it starts. */
export function inScope<T>(scope: Scope, body: () => T): T {
  return storage.run(scope, body)
}

/** The scope of the caller, if there is one. */
function currentScope(): Scope | undefined {
  return storage.getStore()
}

/**
 * The group that `describe` and `it` add to.
 *
 * @throws {ConfigError} outside of a spec, and inside of a check.
 */
export function currentGroup(what: string): {
  readonly run: Run
  readonly group: Group
  readonly target: Target | undefined
} {
  const scope = currentScope()
  if (scope === undefined) {
    throw new ConfigError('outside-of-a-run', `${what} works only in a spec that infraspec runs`, {
      hint: 'npx infraspec run --role NAME; in your own Vitest infraspec() of infraspec/vitest among its plugins',
    })
  }
  const { run, group, target } = scope
  if (group === undefined) throw new ConfigError('nested-check', `${what} cannot stand inside of a check`)
  if (isClosed(group)) throw tooLate(run, what)
  if (target === undefined) refuseImported(run, what, group.title)
  return { run, group, target }
}

/**
 * The check and the host that an expectation belongs to.
 *
 * @throws {ConfigError} outside of a check.
 */
export function currentCheck(what: string): {
  readonly run: Run
  readonly check: RunningCheck
  readonly target: Target
} {
  const scope = currentScope()
  if (scope?.check === undefined || scope.target === undefined) {
    throw new ConfigError('outside-of-a-check', `${what} works only inside of a check`, {
      hint: "it('…', async () => { … })",
    })
  }
  return { run: scope.run, check: scope.check, target: scope.target }
}

/** A check that comes too late would be in no report: the run must not be green without it. */
function tooLate(run: Run, what: string): ConfigError {
  const message = `${what} was called after its describe, or its file, had ended: await what it depends on`
  run.problem({ kind: 'spec', message, location: callerLocation(run.plan) })
  return new ConfigError('too-late', message)
}

/** A module is evaluated once, so what it registers would be in the first spec that imports it and in no other. */
function refuseImported(run: Run, what: string, file: string): void {
  if (isCalledFrom(file)) return
  const location = callerLocation(run.plan)
  const message = `${what} stands in a module that specs import: only the first of them would have it`
  run.problem({ kind: 'spec', message, location, hint: 'export a function from it, and call that in each spec' })
}
