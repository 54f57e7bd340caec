import { currentGroup } from './scope.ts'
import type { Hook, Hooks } from './tree.ts'

/** Runs once on each host before the checks of its `describe`. If it throws, those checks are errored. */
export function beforeAll(hook: Hook): void {
  add('beforeAll', hook)
}

/** Runs on each host before each check of its `describe`. If it throws, the check is errored. */
export function beforeEach(hook: Hook): void {
  add('beforeEach', hook)
}

/** Runs on each host after each check of its `describe`. If it throws, the check is errored. */
export function afterEach(hook: Hook): void {
  add('afterEach', hook)
}

/** Runs once on each host after the checks of its `describe`. If it throws, the spec is at fault. */
export function afterAll(hook: Hook): void {
  add('afterAll', hook)
}

function add(kind: keyof Hooks, hook: Hook): void {
  currentGroup(`${kind}()`).group.hooks[kind].push(hook)
}
