import { AsyncLocalStorage } from 'node:async_hooks'

import { ConfigError } from '../errors.ts'
import type { Facts } from '../host/facts.ts'
import type { Platform } from '../host/platform.ts'
import type { Host } from './host.ts'
import type { Plan, SpecProblem } from './plan.ts'
import type { RunningCheck } from './running-check.ts'
import type { Group } from './tree.ts'

/** One host in one role: what specs are evaluated for. */
export interface Target {
  readonly id: string
  readonly role: string
  readonly host: Host
  readonly platform: Platform
  readonly facts: Facts
}

/** What all scopes of a run share. */
export interface Run {
  readonly plan: Plan
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
export function currentScope(): Scope | undefined {
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
      hint: 'npx infraspec run --role NAME',
    })
  }
  if (scope.group === undefined) throw new ConfigError('nested-check', `${what} cannot stand inside of a check`)
  return { run: scope.run, group: scope.group, target: scope.target }
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
