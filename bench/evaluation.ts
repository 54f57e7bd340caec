import { fileURLToPath } from 'node:url'

import { measureProgram } from './client.ts'
import type { Grown } from './growth/grown.ts'

/** What the evaluation of a thousand hosts by itself takes, as a process. */
export function evaluation(): Grown {
  const args = [fileURLToPath(new URL('fleet/evaluate.js', import.meta.url))]
  return {
    count: 1000,
    title: 'the evaluation of 1,000 hosts × 100 checks',
    measure: () => measureProgram({ args, cwd: process.cwd(), passed: /^100000 passed/m }),
  }
}
