import { parseArgs } from 'node:util'

import { machine } from './machine.ts'
import { keepResults } from './results.ts'

// npm run bench [-- NAME …] [--rounds N]: from the repository's root; those that need test hosts need them up

/** What measures one side of the cost, and gives it in Markdown. */
export type Family = (options: { readonly rounds: number }) => Promise<string>

const FAMILIES: Readonly<Record<string, () => Promise<Family>>> = {
  peers: async () => (await import('./families/peers.ts')).peers,
  growth: async () => (await import('./families/growth.ts')).growth,
  fleet: async () => (await import('./families/fleet.ts')).fleet,
  sessions: async () => (await import('./families/sessions.ts')).sessions,
  start: async () => (await import('./families/start.ts')).start,
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string', default: '5' } },
})
const order = Object.keys(FAMILIES)
const unknown = positionals.filter((name) => !order.includes(name))
if (unknown.length > 0) throw new Error(`There is no family ${unknown.join(', ')}: there are ${order.join(', ')}`)

const rounds = Number(values.rounds)
const sections = new Map<string, string>()
for (const name of positionals.length > 0 ? positionals : order) {
  process.stderr.write(`== ${name}\n`)
  const measure = await FAMILIES[name]!()
  const text = `${machine()}\n\n${await measure({ rounds })}`
  process.stdout.write(`\n## ${name}\n\n${text}\n`)
  sections.set(name, text)
  // a median of fewer is for trying things out
  if (rounds >= 5) keepResults(sections, order)
}
