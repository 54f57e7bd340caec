import { rmSync } from 'node:fs'

import { measureProgram, type Usage } from '../client.ts'
import { startSimulation, type Simulation } from '../fleet/simulation.ts'
import { makeProject } from '../project.ts'
import { judged, median, seconds, table } from '../tables.ts'
import { loadTarget } from '../target.ts'

const COUNTS = [1, 100, 200, 1000] as const

type Who = 'infraspec' | 'bare'
type Measured = ReadonlyMap<string, readonly Usage[]>

/** Many hosts, which are simulated: what the client's own side of a fleet costs. */
export async function fleet({ rounds }: { readonly rounds: number }): Promise<string> {
  const { login, identity } = loadTarget()
  const root = makeProject()
  const simulation = await startSimulation(root, login, identity)
  try {
    // what is asked is recorded here, and everything is read once
    await measureProgram(simulation.infraspec(1))
    return report(await measure(simulation, rounds), simulation.checks)
  } finally {
    simulation.close()
    rmSync(root, { recursive: true })
  }
}

async function measure(simulation: Simulation, rounds: number): Promise<Measured> {
  const measured = new Map<string, Usage[]>()
  for (let round = 1; round <= rounds; round += 1) {
    process.stderr.write(`round ${round} of ${rounds}\n`)
    for (const count of COUNTS) {
      for (const who of ['bare', 'infraspec'] as const) {
        const usage = await measureProgram(simulation[who](count))
        const name = key(who, count)
        measured.set(name, [...(measured.get(name) ?? []), usage])
      }
    }
  }
  return measured
}

function key(who: Who, count: number): string {
  return `${who} ${count}`
}

function report(measured: Measured, checks: number): string {
  const of = (who: Who, count: number, what: keyof Usage): number =>
    median(measured.get(key(who, count))!.map((usage) => usage[what]))
  const rows = COUNTS.flatMap((count) =>
    (['bare', 'infraspec'] as const).map((who) => [
      who === 'bare' ? 'bare ssh2' : `infraspec, ${checks} checks`,
      String(count),
      seconds(of(who, count, 'time')),
      seconds(of(who, count, 'cpu')),
      `${of(who, count, 'memory').toFixed(0)} MB`,
    ]),
  )
  const perHost = (who: Who, what: keyof Usage, from: number, to: number): number =>
    (of(who, to, what) - of(who, from, what)) / (to - from)
  const goals = judged([
    {
      what: 'CPU for each host beyond the first hundred, infraspec / bare ssh2',
      measured: perHost('infraspec', 'cpu', 100, 1000) / perHost('bare', 'cpu', 100, 1000),
      goal: { atMost: 1.5 },
    },
    {
      what: 'memory for each host beyond the first hundred',
      measured: perHost('infraspec', 'memory', 100, 1000),
      goal: { atMost: 0.5 },
      unit: ' MB',
    },
    {
      what: '200 hosts, infraspec / bare ssh2, on the clock',
      measured: of('infraspec', 200, 'time') / of('bare', 200, 'time'),
      goal: { atMost: 1.3 },
    },
    {
      what: 'CPU for each host from 200 to 1000, / from 1 to 200 (more than 1 is worse than linear)',
      measured: perHost('infraspec', 'cpu', 200, 1000) / perHost('infraspec', 'cpu', 1, 200),
      goal: { atMost: 1.1 },
    },
  ])
  return [
    'SSH servers in one process of their own answer from a recording of a real host; only the client is counted.',
    table(['', 'hosts', 'time', 'CPU', 'memory'], rows),
    goals,
  ].join('\n\n')
}
