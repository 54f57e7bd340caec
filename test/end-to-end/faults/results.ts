import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { vi } from 'vitest'
import type { TestHostName } from '../../hosts/hosts.ts'
import { ROOT } from '../infraspec.ts'
import { marked } from './runs.ts'

/** Where the suites leave what they counted, for docs/reliability.md. */
export const RESULTS = join(ROOT, 'node_modules/.cache/infraspec-reliability')

/** Leaves what a suite counted, and prints it. */
export function leave(name: string, result: object): void {
  mkdirSync(RESULTS, { recursive: true })
  writeFileSync(join(RESULTS, `${name}.json`), `${JSON.stringify(result, undefined, 2)}\n`)
  const figures = Object.entries(result).filter(([, value]) => typeof value === 'number')
  process.stdout.write(`reliability: ${name}: ${figures.map(([key, value]) => `${key} ${value}`).join(', ')}\n`)
}

/** How long what is being ended on a host may take, in seconds: the machine may be busy. */
export const LEFT_WITHIN = 10

/** What of ours still runs on these hosts. */
export async function left(...names: readonly TestHostName[]): Promise<string[]> {
  const find = () => names.flatMap((name) => marked(name))
  await vi
    .waitFor(() => {
      if (find().length > 0) throw new Error('still running')
    }, LEFT_WITHIN * 1000)
    .catch(() => {})
  return find()
}
