import { rmSync } from 'node:fs'
import { cpus } from 'node:os'

import { measureProgram, type Usage } from '../client.ts'
import { startSimulation, type Simulation } from '../fleet/simulation.ts'
import type { Bench } from '../main.ts'
import { whereCpuGoes } from '../where-cpu-goes.ts'
import { makeProject } from '../project.ts'
import { type Entry, inRounds, type Measured } from '../rounds.ts'
import { judged, median, seconds, table } from '../tables.ts'
import { loadTarget } from '../target.ts'
import { cpuByThread, type ThreadCpu } from '../thread-cpu.ts'

const COUNTS = [1, 100, 200, 1000] as const
const [MANY, MOST] = [100, 1000] as const

const NAMES = { bare: 'plain ssh2', infraspec: 'infraspec, 50 checks' } as const
type Who = keyof typeof NAMES

const SAID: Readonly<Record<keyof Usage, string>> = { time: 'time', cpu: 'CPU', memory: 'memory' }

/** What one run of each tells of itself. */
interface Inside extends Readonly<Record<Who, ThreadCpu>> {
  readonly profile: string
}

interface Visit extends Entry<Usage> {
  readonly who: Who
  readonly count: number
}

/** Many hosts, which are simulated: what the client's own side of a fleet costs. */
export async function fleet({ rounds, keep }: Bench): Promise<void> {
  const { login, identity } = loadTarget()
  const root = makeProject()
  const simulation = await startSimulation(root, login, identity)
  try {
    // what is asked is recorded here
    await measureProgram(simulation.infraspec(1))
    const inside = {
      profile: await whereCpuGoes(simulation.infraspec(MOST)),
      infraspec: await threadsPerHost(simulation.infraspec),
      bare: await threadsPerHost(simulation.bare),
    }
    await inRounds(visits(simulation), rounds, (measured, done) => keep(report(measured, inside), done))
  } finally {
    simulation.close()
    rmSync(root, { recursive: true })
  }
}

function visits(simulation: Simulation): Visit[] {
  return COUNTS.flatMap((count) =>
    (['bare', 'infraspec'] as const).map((who) => ({
      who,
      count,
      title: `${NAMES[who]}, ${count} simulated hosts`,
      measure: () => measureProgram(simulation[who](count)),
    })),
  )
}

/** Milliseconds of CPU of each thread for each host beyond the first hundred. */
async function threadsPerHost(program: Simulation[Who]): Promise<ThreadCpu> {
  const [many, most] = [await cpuByThread(program(MANY)), await cpuByThread(program(MOST))]
  const each = (thread: keyof ThreadCpu) => (most[thread] - many[thread]) / (MOST - MANY)
  return { main: each('main'), sessions: each('sessions'), evaluation: each('evaluation'), helpers: each('helpers') }
}

function report(measured: readonly Measured<Visit>[], inside: Inside): string {
  const of = (who: Who, count: number, what: keyof Usage): number =>
    median(measured.find((visit) => visit.who === who && visit.count === count)!.values.map((usage) => usage[what]))
  const rows = measured.map(({ who, count }) => [
    NAMES[who],
    String(count),
    seconds(of(who, count, 'time')),
    seconds(of(who, count, 'cpu')),
    `${of(who, count, 'memory').toFixed(0)} MB`,
  ])
  const perHost = (who: Who, what: keyof Usage, from: number, to: number): number =>
    (of(who, to, what) - of(who, from, what)) / (to - from)
  return [
    'SSH servers in one process of their own answer from a recording of a real host; only the client is counted. Plain ssh2 starts the ' +
      'same shell on each, writes the same scripts, takes the same bytes and looks at none of them.',
    table(['', 'hosts', 'time', 'CPU', 'memory'], rows),
    judged([
      {
        what: 'CPU for each host beyond the first hundred, infraspec / plain ssh2',
        measured: perHost('infraspec', 'cpu', MANY, MOST) / perHost('bare', 'cpu', MANY, MOST),
        goal: { atMost: 1.5 },
        why: whyMoreCpu(inside),
      },
      {
        what: 'memory for each host beyond the first hundred',
        measured: perHost('infraspec', 'memory', MANY, MOST),
        goal: { atMost: 0.5 },
        unit: ' MB',
      },
      {
        what: '200 simulated hosts, infraspec / plain ssh2, on the clock',
        measured: of('infraspec', 200, 'time') / of('bare', 200, 'time'),
        goal: { atMost: 1.3 },
        why: `With one host it is ${seconds(of('infraspec', 1, 'time'))} / ${seconds(of('bare', 1, 'time'))}, which is the start of a run; the other 199 take infraspec ${(perHost('infraspec', 'time', 1, 200) / perHost('bare', 'time', 1, 200)).toFixed(2)} ×
  as long as plain ssh2. The process that is all of their servers runs on the same ${cpus().length} cores.`,
      },
      ...(['time', 'cpu', 'memory'] as const).map((what) => ({
        what: `${SAID[what]} for each host from 200 to 1000, / from 1 to 200 (more than 1 is worse than linear)`,
        measured: perHost('infraspec', what, 200, 1000) / perHost('infraspec', what, 1, 200),
        goal: { atMost: 1.1 },
      })),
    ]),
    `Where the CPU goes, of ${MOST} hosts:`,
    inside.profile,
  ].join('\n\n')
}

function whyMoreCpu({ infraspec, bare }: Inside): string {
  const ms = (time: number) => `${time.toFixed(2)} ms`
  return `By the kernel's count, of one run of each: the thread that talks to the hosts takes ${ms(infraspec.sessions)} a host, which is ${(infraspec.sessions / bare.main).toFixed(2)} ×
  the one thread of plain ssh2 (${ms(bare.main)}, nearly all of it the handshake). Beside it the evaluation of fifty checks takes ${ms(infraspec.evaluation)} and the
  main thread ${ms(infraspec.main)}, and V8's own threads, which compile and collect the garbage of all three, take ${ms(infraspec.helpers)} (of plain ssh2 ${ms(bare.helpers)}).`
}
