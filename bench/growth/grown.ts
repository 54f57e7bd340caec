import { readFileSync } from 'node:fs'

import type { Usage } from '../client.ts'
import type { Entry, Measured } from '../rounds.ts'
import { median, seconds, table } from '../tables.ts'

/** What is measured for one count of what grows. */
export interface Grown extends Entry<Usage> {
  readonly count: number
  /** How many scripts the most that a host was asked are, the preamble included; where there are any. */
  readonly scripts?: () => number
}

/** What the medians for one count are. */
export function usageOf(measured: readonly Measured<Grown>[], count: number, what: keyof Usage): number {
  return median(measured.find((grown) => grown.count === count)!.values.map((usage) => usage[what]))
}

/** The figures for each count of what grows, such as `hosts`, and what one more costs. */
export function grownTable(measured: readonly Measured<Grown>[], what: 'checks' | 'hosts'): string {
  const of = (count: number, figure: keyof Usage) => usageOf(measured, count, figure)
  const rows = measured.map(({ count, scripts }) => [
    String(count),
    seconds(of(count, 'time')),
    seconds(of(count, 'cpu')),
    `${of(count, 'memory').toFixed(0)} MB`,
    scripts === undefined ? '–' : String(scripts()),
  ])
  const counts = measured.map(({ count }) => count)
  const [least, most] = [Math.min(...counts), Math.max(...counts)]
  const slope = (figure: keyof Usage) => (of(most, figure) - of(least, figure)) / (most - least)
  const more = `${slope('time').toFixed(2)} ms, ${slope('cpu').toFixed(2)} ms of CPU and ${(slope('memory') * 1024).toFixed(0)} KB`
  return [
    table([what, 'time', 'CPU', 'memory', 'scripts per host'], rows),
    `From ${least} to ${most} ${what}, each more costs ${more}.`,
  ].join('\n\n')
}

/** The most scripts that a host of a run was asked, by the run's own report. */
export function scriptsOf(report: string): number {
  const { hosts } = JSON.parse(readFileSync(report, 'utf8')) as {
    readonly hosts: readonly { readonly counters: { readonly scripts: number } }[]
  }
  return Math.max(...hosts.map(({ counters }) => counters.scripts))
}
