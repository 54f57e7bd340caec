import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type fc from 'fast-check'
import { afterAll } from 'vitest'

const RESULTS = fileURLToPath(new URL('../../node_modules/.cache/infraspec-reliability/', import.meta.url))

/** The seed of this process: FUZZ_SEED repeats a run. CI, which is a gate, tries the same each time. */
export const SEED = Number(process.env['FUZZ_SEED'] ?? (process.env['CI'] ? 20_261_125 : Date.now() % 2 ** 31))

let tried = 0

/** Counts a hostile input. */
export function trying(): void {
  tried += 1
}

/** fast-check's parameters: this seed, and so many inputs. */
export function runs(numRuns: number): fc.Parameters<unknown> {
  return { seed: SEED, numRuns, interruptAfterTimeLimit: 3000 }
}

/** Prints what a file of tests tried, and leaves it for docs/reliability.md. */
export function reportTried(name: string): void {
  afterAll(() => {
    mkdirSync(RESULTS, { recursive: true })
    writeFileSync(join(RESULTS, `fuzz-${name}.json`), `${JSON.stringify({ tried })}\n`)
    process.stdout.write(`reliability: fuzz ${name}: ${tried} hostile inputs, FUZZ_SEED=${SEED}\n`)
  })
}
