import { parseArgs } from 'node:util'

import { machine } from './machine.ts'
import { keepResults } from './results.ts'

// npm run bench [-- NAME …] [--rounds N]: from the repository's root; those that need test hosts need them up

/** How a family is to measure. */
export interface Bench {
  readonly rounds: number
  /** Takes what has been measured, in Markdown, after each round: what came before is replaced. */
  readonly keep: (text: string, done: number) => void
}

/** What measures one side of the cost. */
export type Family = (bench: Bench) => Promise<void>

const FAMILIES: Readonly<Record<string, () => Promise<Family>>> = {
  peers: async () => (await import('./families/peers.ts')).peers,
  growth: async () => (await import('./families/growth.ts')).growth,
  fleet: async () => (await import('./families/fleet.ts')).fleet,
  sessions: async () => (await import('./families/sessions.ts')).sessions,
  start: async () => (await import('./families/start.ts')).start,
}

/** A median of fewer is for trying things out, and is not written. */
const LEAST_ROUNDS = 5

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string', default: String(LEAST_ROUNDS) } },
})
const order = Object.keys(FAMILIES)
const unknown = positionals.filter((name) => !order.includes(name))
if (unknown.length > 0) throw new Error(`There is no family ${unknown.join(', ')}: there are ${order.join(', ')}`)

const rounds = Number(values.rounds)
for (const name of positionals.length > 0 ? positionals : order) {
  const began = performance.now()
  process.stderr.write(`== ${name}\n`)
  const measure = await FAMILIES[name]!()
  const on = machine()
  let text = ''
  await measure({
    rounds,
    keep: (told, done) => {
      const ended = done < rounds ? `; ${rounds} were wanted` : ''
      text = `${on}\n\n${done === 1 ? '1 round' : `Medians of ${done} rounds`}${ended}.\n\n${told}`
      if (rounds >= LEAST_ROUNDS) keepResults(name, text, order)
    },
  })
  process.stderr.write(`== ${name} took ${((performance.now() - began) / 60_000).toFixed(1)} min\n`)
  process.stdout.write(`\n## ${name}\n\n${text}\n`)
}
