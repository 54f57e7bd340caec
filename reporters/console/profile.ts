import type { HostPart, HostProfile, PartProfile, ProfileReport, RunReport } from '../../src/run/report.ts'
import { escapeLine } from '../escape.ts'
import { byId } from '../outcomes.ts'
import { count, cut, duration } from '../text.ts'
import type { Page } from './page.ts'
import { aligned, type Cell, left, right } from './table.ts'

const SLOWEST = 5
const EXCHANGES = 8

/** The parts of a run, as people say them. */
export const PARTS: Readonly<Record<PartProfile['part'], string>> = {
  node: 'start of Node',
  loading: 'loading infraspec',
  threads: 'starting threads',
  'command-line': 'command line',
  configuration: 'configuration',
  roles: 'roles and specs',
  hosts: 'hosts',
  keys: 'keys',
  checking: 'connecting and checking',
  closing: 'closing',
  specs: 'reading specs',
}

/** The parts of a host's time in the order in which they come, put together as they are shown. */
const COLUMNS: readonly (readonly [title: string, parts: readonly HostPart[]])[] = [
  ['queued', ['queued']],
  ['pauses', ['pause']],
  ['name', ['resolving']],
  ['connect', ['connecting', 'banner', 'kex', 'authentication']],
  ['shell', ['shell']],
  ['preamble', ['preamble']],
  ['boot', ['boot']],
  ['specs', ['waiting']],
  ['scripts', ['scripts']],
  ['commands', ['commands']],
  ['checks', ['evaluation']],
]

/** Where the time of a run went: its start, its hosts, and what was asked of the slowest of them. */
export function profile(report: RunReport, page: Page): string[] {
  const { profile: told } = report
  if (told === undefined) return []
  const hosts = told.hosts.toSorted((one, other) => other.duration - one.duration)
  const asked = hosts.filter(({ scripts, commands }) => scripts.length + commands.length > 0)
  const names = byId(report.hosts)
  const nameOf = (id: string) => escapeLine(names.get(id)?.name ?? id)
  return [
    '',
    page.colors.bold('Where the time went'),
    ...runTable(told, page),
    ...hostTable(hosts, nameOf, page),
    ...asked.slice(0, page.verbose ? asked.length : 1).flatMap((host) => exchanges(host, nameOf(host.host), page)),
  ]
}

function runTable({ parts, duration: whole }: ProfileReport, page: Page): string[] {
  const rows = parts.map(({ thread, part, begin, duration: took }) => {
    const name = thread === 'main' ? PARTS[part] : `  beside it: ${threadPart(thread, part)}`
    return [left(name), right(duration(took)), right(`from ${duration(begin)}`, page.colors.dim)]
  })
  return ['', ...aligned([...rows, [left('in all'), right(duration(whole))]], page)]
}

function threadPart(thread: 'sessions' | 'evaluation', part: PartProfile['part']): string {
  if (part !== 'loading') return PARTS[part]
  return thread === 'sessions' ? 'loading what connects' : 'loading what evaluates'
}

function hostTable(hosts: readonly HostProfile[], nameOf: (id: string) => string, page: Page): string[] {
  if (hosts.length === 0) return []
  const columns = COLUMNS.filter(([, parts]) => hosts.some((host) => sumOf(host, parts) >= 0.5))
  const many = !page.verbose && hosts.length > SLOWEST
  const row = (name: string, took: number, times: readonly number[]): Cell[] => [
    left(name),
    right(String(Math.round(took))),
    ...times.map((time) => right(time < 0.5 ? '' : String(Math.round(time)))),
  ]
  const rows = hosts.slice(0, many ? SLOWEST : hosts.length).map((host) =>
    row(
      nameOf(host.host),
      host.duration,
      columns.map(([, parts]) => sumOf(host, parts)),
    ),
  )
  const answered = hosts.filter(({ parts }) => parts.scripts !== undefined)
  const median = row(
    'median',
    medianOf(answered.map((host) => host.duration)),
    columns.map(([, parts]) => medianOf(answered.map((host) => sumOf(host, parts)))),
  )
  const head = [many ? `ms, slowest ${SLOWEST} of ${hosts.length}` : 'ms', 'in all', ...columns.map(([title]) => title)]
  const heads = head.map((title, index) => (index === 0 ? left : right)(title, page.colors.dim))
  return ['', ...aligned([heads, ...rows, ...(answered.length > 1 ? [median] : [])], page)]
}

function sumOf({ parts }: HostProfile, names: readonly HostPart[]): number {
  return names.reduce((sum, name) => sum + (parts[name] ?? 0), 0)
}

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other)
  const middle = sorted.length / 2
  return ((sorted[Math.ceil(middle) - 1] ?? 0) + (sorted[Math.floor(middle)] ?? 0)) / 2
}

/** Everything that was asked of a host, in order; of much of it, what took longest. */
function exchanges({ scripts, commands }: HostProfile, name: string, page: Page): string[] {
  const all = [
    ...scripts.map((script) => ({ ...script, what: probesOf(script.probes), out: script.bytesSent })),
    ...commands.map((command) => ({ ...command, what: escapeLine(command.command), out: undefined })),
  ]
  const shown = page.verbose ? all : all.toSorted((one, other) => other.duration - one.duration).slice(0, EXCHANGES)
  const rows = shown
    .toSorted((one, other) => one.begin - other.begin)
    .map(({ what, as, begin, duration: took, out, bytesReceived }) => [
      left(cut(`${what}${as === undefined ? '' : ` as ${escapeLine(as)}`}`, 40)),
      right(duration(took)),
      right(`from ${duration(begin)}`, page.colors.dim),
      right(out === undefined ? '' : `${bytes(out)} out`),
      right(`${bytes(bytesReceived)} back`),
    ])
  const hidden = all.length - shown.length
  const rest = hidden === 0 ? '' : `, the slowest ${shown.length} of ${all.length} (--verbose shows all)`
  return ['', page.colors.dim(`  asked of ${name}${rest}`), ...aligned(rows, page)]
}

function probesOf(probes: number): string {
  return probes === 0 ? 'a shell' : `script of ${count(probes, 'probe')}`
}

function bytes(size: number): string {
  return size < 1000 ? `${size} B` : `${(size / 1000).toFixed(1)} kB`
}
