import { fileURLToPath } from 'node:url'

import { measureProgram, type Usage } from './client.ts'
import { median } from './tables.ts'

/** What the evaluation of a thousand hosts by itself takes, as a process. */
export async function measureEvaluation(rounds: number): Promise<Usage> {
  const args = [fileURLToPath(new URL('fleet/evaluate.js', import.meta.url))]
  const all: Usage[] = []
  for (let round = 1; round <= rounds; round += 1) {
    all.push(await measureProgram({ args, cwd: process.cwd(), passed: /^100000 passed/m }))
  }
  const of = (what: keyof Usage): number => median(all.map((usage) => usage[what]))
  return { time: of('time'), cpu: of('cpu'), memory: of('memory') }
}
