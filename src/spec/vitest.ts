import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

import type { createExpect } from 'vitest'

type Vitest = { readonly createExpect: typeof createExpect }

let loaded: Vitest | undefined

/**
 * Vitest, for the `expect` of plain values.
 *
 * It is loaded when a spec first has such a one: its forty modules take longer than the checks of a host.
 */
export function vitest(): Vitest {
  pretendWorker()
  // by its path, since Vitest refuses to be required by its name
  loaded ??= createRequire(import.meta.url)(vitestEntry()) as Vitest
  return loaded
}

/** The file that `vitest` is, for everybody in a run. */
export function vitestEntry(): string {
  return join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'dist/index.js')
}

const WORKER = '__vitest_worker__'
// Vitest's own defaults
const CONFIG = { fakeTimers: { loopLimit: 10_000, shouldClearNativeTimers: true } }

/** What Vitest looks at in the thread that it is loaded in, where that is not one of its own. */
export function pretendWorker(): void {
  const global = globalThis as { [WORKER]?: unknown }
  global[WORKER] ??= { config: CONFIG, environment: { name: 'node' }, filepath: '', ctx: {} }
}
