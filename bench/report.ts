import { readFileSync } from 'node:fs'
import { availableParallelism, loadavg } from 'node:os'
import { join } from 'node:path'

import type { ContestantName } from './contestants.ts'
import { GOALS } from './goals.ts'
import { median } from './measure.ts'
import { version } from './packages.ts'

/** The times of one contestant at one round trip, in milliseconds, in the order of the rounds. */
export interface Series {
  readonly name: ContestantName
  readonly roundTrip: number
  readonly times: readonly number[]
}

const BUSY = loadavg()[0]!

/** The whole report, in Markdown, which a terminal shows well enough. */
export function writeReport(all: readonly Series[], notes: readonly string[]): string {
  const sections = [
    '# What a run costs, side by side',
    machine(),
    'Each time is that of a whole process, from its start to its end. The rounds are interleaved: one of each, then again.',
    times(all),
    `${goals(all)}\n\nA ratio is the median of the ratios of each round.`,
    ...notes,
  ]
  return `${sections.join('\n\n')}\n`
}

function machine(): string {
  const [{ version: infraspec }, { version: ssh2 }] = ['package.json', 'node_modules/ssh2/package.json'].map(
    (file) => JSON.parse(readFileSync(file, 'utf8')) as { version: string },
  ) as [{ version: string }, { version: string }]
  const peers = { Serverspec: version('ruby-serverspec'), Testinfra: version('python3-testinfra') }
  const named = Object.entries(peers).flatMap(([name, number]) => (number === undefined ? [] : `${name} ${number}`))
  const own = [`Node ${process.versions.node}`, `infraspec ${infraspec}`, `ssh2 ${ssh2}`, ...named]
  const cores = `${availableParallelism()} cores, on which the host runs too`
  // what needs two cores at once loses more by other work than what waits for the network
  const load = `load ${BUSY.toFixed(1)} before it began${BUSY > 0.5 ? ', so the machine was busy with other work' : ''}`
  return `${cores} (${load}); ${own.join(', ')}.`
}

function times(all: readonly Series[]): string {
  const rows = all.map(({ name, roundTrip, times: [...values] }) => {
    const [least, most] = [Math.min(...values), Math.max(...values)]
    return [
      name,
      `${roundTrip} ms`,
      seconds(median(values)),
      `${seconds(least)} – ${seconds(most)}`,
      String(values.length),
    ]
  })
  return table(['', 'round trip', 'median', 'from – to', 'runs'], rows)
}

function goals(all: readonly Series[]): string {
  const rows = GOALS.flatMap(({ roundTrip, of, against, atMost }) => {
    const ratio = ratioOf(find(all, of, roundTrip), find(all, against, roundTrip))
    if (ratio === undefined) return []
    const met = ratio <= atMost ? 'met' : 'MISSED'
    return [[`${of} / ${against}`, `${roundTrip} ms`, ratio.toFixed(2), `≤ ${atMost.toFixed(2)}`, met]]
  })
  return table(['ratio', 'round trip', 'measured', 'goal', ''], rows)
}

function find(all: readonly Series[], name: ContestantName, roundTrip: number): Series | undefined {
  return all.find((series) => series.name === name && series.roundTrip === roundTrip)
}

// within a round the machine is about equally busy for both
function ratioOf(of: Series | undefined, against: Series | undefined): number | undefined {
  if (of === undefined || against === undefined) return undefined
  return median(
    of.times.flatMap((time, round) => (against.times[round] === undefined ? [] : time / against.times[round])),
  )
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(2)} s`
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, column) =>
    Math.max(3, ...[title, ...rows.map((row) => row[column]!)].map(({ length }) => length)),
  )
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`
  return [line(head), `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`, ...rows.map(line)].join('\n')
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
