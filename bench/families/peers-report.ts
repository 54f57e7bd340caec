import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { LTS } from '../node-versions.ts'
import { judged, type Judged, median, seconds, table } from '../tables.ts'

/** The times of one contestant at one round trip, in milliseconds, in the order of the rounds. */
export interface Series {
  readonly name: string
  /** The Node that it ran on; empty for what needs none. */
  readonly node: string
  readonly checks: number
  readonly roundTrip: number
  readonly values: readonly number[]
}

type Who = Partial<Omit<Series, 'values'>>

interface Goal extends Pick<Judged, 'goal' | 'why'> {
  readonly of: Who
  readonly against: Who
}

const OLD = `Node ${process.versions.node.split('.')[0]}`
const NEW = `Node ${LTS}`
const GOALS: readonly Goal[] = [
  ...[
    { node: OLD, roundTrip: 0, atMost: 2 },
    { node: OLD, roundTrip: 50, atMost: 1.35 },
    { node: NEW, roundTrip: 0, atMost: 1.3 },
    { node: NEW, roundTrip: 50, atMost: 1.1 },
  ].map(({ node, roundTrip, atMost }) => ({
    of: { name: 'infraspec', checks: 56, node, roundTrip },
    against: { name: 'script', checks: 56, node, roundTrip },
    goal: { atMost },
    why: 'The script loads ssh2 and nothing else, and asks with one exec; what infraspec does before and besides is in the profile under *start*.',
  })),
  {
    of: { name: 'infraspec', checks: 200, node: OLD, roundTrip: 50 },
    against: { name: 'infraspec', checks: 56, node: OLD, roundTrip: 50 },
    goal: { atMost: 1.15 },
  },
  ...[
    { name: 'Serverspec', atLeast: 20 },
    { name: 'Testinfra, ControlPersist', atLeast: 15 },
  ].map(({ name, atLeast }) => ({
    of: { name, checks: 200, roundTrip: 50 },
    against: { name: 'infraspec', checks: 200, node: OLD, roundTrip: 50 },
    goal: { atLeast },
  })),
]

/** All times, and every goal beside what was measured. */
export function seriesReport(all: readonly Series[]): string {
  return [
    `Each time is that of a whole process, from its start to its end. The rounds are interleaved: one of each, then again. Where
no goal hangs on a peer it was run once.`,
    times(all),
    judged(
      GOALS.map(({ of, against, ...goal }) => ({
        what: `${say(of)} / ${say(against)}`,
        measured: ratio(all, of, against),
        ...goal,
      })),
    ),
    'A ratio is the median of the ratios of each round.',
  ].join('\n\n')
}

function say({ name, checks, node, roundTrip }: Who): string {
  return [name, `${checks} checks`, `${roundTrip} ms`, ...(node ? [node] : [])].join(', ')
}

function times(all: readonly Series[]): string {
  const rows = all.map(({ name, node, checks, roundTrip, values }) => {
    const range = `${seconds(Math.min(...values))} – ${seconds(Math.max(...values))}`
    return [name, node, String(checks), `${roundTrip} ms`, seconds(median(values)), range, String(values.length)]
  })
  return table(['', '', 'checks', 'round trip', 'median', 'from – to', 'runs'], rows)
}

// within a round the machine is about equally busy for both
function ratio(all: readonly Series[], of: Who, against: Who): number | undefined {
  const [left, right] = [find(all, of), find(all, against)]
  if (left === undefined || right === undefined) return undefined
  const ratios = left.values.flatMap((time, round) => {
    const other = right.values[round]
    return other === undefined ? [] : time / other
  })
  return median(ratios)
}

function find(all: readonly Series[], who: Who): Series | undefined {
  return all.find((series) => Object.entries(who).every(([name, value]) => series[name as keyof Series] === value))
}

/** What a run of infraspec needed, as its own report counts it. */
export function needed(root: string): string {
  return ['app', 'wide']
    .map((role) => {
      const { hosts, totals } = JSON.parse(readFileSync(join(root, `${role}.json`), 'utf8')) as RunReport
      const { connections, scripts, commands, bytesSent, bytesReceived } = hosts[0].counters
      const counts = `${connections} connection, ${scripts} scripts, ${commands} command`
      return `infraspec, ${totals.passed} checks: ${counts}, ${bytesSent} bytes sent, ${bytesReceived} received.`
    })
    .join('\n')
}

interface RunReport {
  readonly totals: { readonly passed: number }
  readonly hosts: readonly [{ readonly counters: Readonly<Record<Counter, number>> }]
}

type Counter = 'connections' | 'scripts' | 'commands' | 'bytesSent' | 'bytesReceived'
