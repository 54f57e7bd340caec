import { describe, TestRunner, type TestContext } from 'vitest'

import type { Outcome } from '../run/report.ts'
import type { MergedCheck } from './registry.ts'

/** A tree of titles, with the checks at its leaves. */
interface Branch {
  readonly branches: Map<string, Branch>
  readonly leaves: { readonly title: string; readonly check: MergedCheck }[]
}

/**
 * Gives Vitest one task for each check, however many hosts it runs on.
 *
 * The checks are under way already: a task only waits for the outcomes of its own.
 */
export function emit(checks: readonly MergedCheck[]): void {
  const root = newBranch()
  for (const check of checks) {
    const { role, location, titles } = check.plan
    const path = [role, location.file, ...titles.slice(0, -1)]
    const branch = path.reduce((at, title) => getOrMake(at.branches, title), root)
    branch.leaves.push({ title: titles.at(-1) as string, check })
  }
  emitBranch(root)
}

function emitBranch({ branches, leaves }: Branch): void {
  for (const { title, check } of leaves) emitCheck(title, check)
  for (const [title, branch] of branches) describe(title, () => emitBranch(branch))
}

function emitCheck(title: string, { plan, outcomes }: MergedCheck): void {
  const task = TestRunner.getCurrentSuite().task(title, {
    handler: async ({ skip }: TestContext) => conclude(await Promise.all(outcomes.map(({ outcome }) => outcome)), skip),
  })
  task.location = plan.location
}

function conclude(outcomes: readonly Outcome[], skip: TestContext['skip']): void {
  const bad = outcomes.filter(({ status }) => status === 'failed' || status === 'errored')
  const [first] = bad
  if (first !== undefined && 'failure' in first)
    throw new Error(`${first.failure.message} (${bad.length} of ${outcomes.length} hosts)`)
  const skipped = outcomes.find(({ status }) => status === 'skipped' || status === 'not-run')
  if (skipped !== undefined && 'reason' in skipped && outcomes.every(({ status }) => status !== 'passed'))
    skip(skipped.reason)
}

function newBranch(): Branch {
  return { branches: new Map(), leaves: [] }
}

function getOrMake(branches: Map<string, Branch>, title: string): Branch {
  const branch = branches.get(title) ?? newBranch()
  branches.set(title, branch)
  return branch
}
