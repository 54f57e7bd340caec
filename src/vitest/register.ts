import type { TestRunner } from 'vitest'

import type { SpecTest } from '../run/reports/spec-test.ts'

type Collector = ReturnType<typeof TestRunner.getCurrentSuite>

/** The parts of the user's own Vitest that tests are registered with. */
export interface Vitest {
  readonly describe: (title: string, body: () => void) => unknown
  readonly getCurrentSuite: () => Collector
}

/** Registers tests in the file that is being collected, in groups by their titles. */
export function register(tests: readonly SpecTest[], vitest: Vitest, depth = 0): void {
  const groups = new Map<string, SpecTest[]>()
  const entries = tests.flatMap((test): (() => void)[] => {
    const title = test.titles[depth] ?? ''
    if (depth >= test.titles.length - 1) return [() => add(test, title, vitest.getCurrentSuite())]
    const group = groups.get(title)
    if (group !== undefined) {
      group.push(test)
      return []
    }
    const inner = [test]
    groups.set(title, inner)
    return [() => describe(title, vitest, () => register(inner, vitest, depth + 1))]
  })
  for (const enter of entries) enter()
}

function describe(title: string, vitest: Vitest, body: () => void): void {
  vitest.describe(title, () => {
    const { suite } = vitest.getCurrentSuite()
    // Vitest takes it for a line of the module that stands in for the spec
    delete suite?.location
    body()
  })
}

function add(test: SpecTest, title: string, suite: Collector): void {
  const { state, location, always } = test
  const task = suite.task(title, { todo: state === 'todo', handler: (context) => settle(test, context) })
  if (location === undefined) delete task.location
  else task.location = { ...location }
  if (always) neverSkipped(task)
}

interface Context {
  readonly skip: (reason?: string) => unknown
  readonly expect: (value: unknown) => { readonly toBe: (other: unknown) => void }
}

function settle({ state, reason, error }: SpecTest, { skip, expect }: Context): void {
  if (state === 'skipped') skip(reason)
  if (error !== undefined) throw Object.assign(new Error(error.message), { name: error.name, stack: error.stack })
  // where expect.requireAssertions is set a test that expects nothing fails
  expect(state).toBe('passed')
}

/** That a host could not be reached, or there is none, is not to be filtered away with the names of checks. */
function neverSkipped(task: { mode: string }): void {
  let { mode } = task
  const set = (value: string) => {
    if (value !== 'skip') mode = value
  }
  Object.defineProperty(task, 'mode', { get: () => mode, set, enumerable: true, configurable: true })
}
