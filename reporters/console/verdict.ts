import type { Problem, RunReport } from '../../src/run/report.ts'
import { statusOf, type Status, tallied, worst } from '../outcomes.ts'
import { escapeLine } from '../escape.ts'
import { hanging, type Page, paint } from './page.ts'
import { count, duration } from '../text.ts'

const MEANINGS: Readonly<Record<number, string>> = {
  1: 'a check failed',
  2: 'usage, configuration or inventory is wrong',
  3: 'could not tell',
  4: 'nothing was checked somewhere, or too few hosts',
  5: 'the command failed',
  130: 'interrupted',
}

const WORDS: Readonly<Record<Status, string>> = {
  failed: 'failed',
  errored: 'errored',
  passed: 'passed',
  skipped: 'skipped',
  'not-run': 'not run',
}

/** Totals by host and by check, and what the run cost. */
export function totals(report: RunReport, page: Page): string[] {
  const { colors } = page
  const sum = (value: (counters: RunReport['hosts'][number]['counters']) => number) =>
    report.hosts.reduce((total, host) => total + value(host.counters), 0)
  const commands = sum((counters) => counters.commands)
  const cost = [
    count(
      sum((counters) => counters.scripts),
      'round trip',
    ),
    ...(commands > 0 ? [count(commands, 'command')] : []),
    count(
      sum((counters) => counters.connections),
      'connection',
    ),
  ]
  return [
    '',
    `  ${colors.dim('hosts ')}  ${tally(Object.values(hostStatuses(report)), page)}`,
    `  ${colors.dim('checks')}  ${tally(report.checks.map(tallied), page)}`,
    ...(report.gate === undefined ? [] : [`  ${colors.dim('ran   ')}  ${ran(report.gate)}`]),
    `  ${colors.dim('took  ')}  ${duration(report.duration)} ${colors.dim(`(${cost.join(', ')})`)}`,
  ]
}

function ran({ command, status, exitCode, signal, duration: took }: NonNullable<RunReport['gate']>): string {
  if (status === 'not-run') return `${escapeLine(command)}: not run`
  return `${escapeLine(command)}: ${signal === undefined ? `exit ${exitCode}` : `ended by ${signal}`} after ${duration(took)}`
}

function tally(statuses: readonly (Status | 'unreachable' | 'partly')[], page: Page): string {
  const words = { unreachable: 'unreachable', partly: 'partly run', ...WORDS } as const
  const order = ['failed', 'errored', 'unreachable', 'passed', 'partly', 'skipped', 'not-run'] as const
  const parts = order.flatMap((status) => {
    const number = statuses.filter((each) => each === status).length
    const color = paint(status === 'unreachable' ? 'errored' : status === 'partly' ? 'not-run' : status, page.colors)
    return number === 0 ? [] : [color(`${number} ${words[status]}`)]
  })
  return parts.length === 0 ? 'none' : `${parts.join(page.colors.dim(', '))} ${page.colors.dim(`(${statuses.length})`)}`
}

/** What each host gave: the worst of its outcomes. */
function hostStatuses(report: RunReport): Record<string, Status | 'unreachable'> {
  const byHost = new Map<string, Set<Status>>()
  for (const check of report.checks) {
    for (const [host, { status }] of Object.entries(check.outcomes)) {
      byHost.set(host, (byHost.get(host) ?? new Set()).add(status))
    }
  }
  return Object.fromEntries(
    report.hosts.map(({ id, status }) => [
      id,
      status === 'unreachable' ? 'unreachable' : worst([...(byHost.get(id) ?? [])]),
    ]),
  )
}

/** Whether the pipeline may go on, and why not: one line. */
export function verdict(report: RunReport, page: Page): string[] {
  const { colors } = page
  const green = report.exitCode === 0
  const paintIt = green ? colors.green : report.exitCode === 1 ? colors.red : colors.yellow
  const meaning = meaningOf(report)
  const code = `(exit ${report.exitCode}${green || meaning === undefined ? '' : `: ${meaning}`})`
  const { shard } = report
  const part = shard === undefined ? '' : `, shard ${shard.index} of ${shard.total}`
  const reasons = green ? [held(report)] : [...whyNot(report)]
  const said = reasons.length === 0 ? 'not green' : reasons.join(', ')
  return hanging(paintIt(green ? '✓ ' : '✗ '), `${said}${part} ${code}`, page, (line) => paintIt(colors.bold(line)))
}

function meaningOf({ exitCode, problems }: RunReport): string | undefined {
  const onlySpecs = problems.every(({ kind }) => kind !== 'usage') && problems.some(({ kind }) => kind === 'spec')
  return exitCode === 2 && onlySpecs ? 'a spec is wrong' : MEANINGS[exitCode]
}

function held(report: RunReport): string {
  const statuses = report.checks.map(statusOf)
  const passed = statuses.filter((status) => status === 'passed').length
  const skipped = statuses.filter((status) => status === 'skipped').length
  const gone = report.hosts.filter(({ status }) => status === 'gone').length
  const where = `on ${count(report.hosts.length - gone, 'host')}${gone === 0 ? '' : `, ${count(gone, 'host')} gone`}`
  return `${count(passed, 'check')} passed ${where}${skipped === 0 ? '' : `, ${skipped} skipped`}`
}

function* whyNot(report: RunReport): Generator<string> {
  if (report.bailed) yield 'ended at the first failure (--bail)'
  for (const kind of ['interrupted', 'deadline', 'usage', 'spec', ...OF_A_GATE] as const) yield* problem(report, kind)
  yield* outcome(report, 'failed', 'failed')
  yield* outcome(report, 'errored', 'could not tell')
  yield* outcome(withoutLost(report), 'not-run', 'not run')
  const lost = report.hosts.filter(({ status }) => status === 'unreachable').length
  if (lost > 0) yield `${count(lost, 'host')} unreachable`
  for (const kind of ['too-few-hosts', 'nothing-checked'] as const) yield* problem(report, kind)
}

// What did not run on a host that was never reached goes without saying.
function withoutLost(report: RunReport): RunReport {
  const lost = new Set(report.hosts.filter(({ status }) => status === 'unreachable').map(({ id }) => id))
  const checks = report.checks.map((check) => {
    return { ...check, outcomes: Object.fromEntries(Object.entries(check.outcomes).filter(([id]) => !lost.has(id))) }
  })
  return { ...report, checks }
}

const OF_A_GATE = [
  'command-failed',
  'command-not-run',
  'not-idempotent',
  'idempotence-unknown',
  'access-not-closed',
] as const

const PHRASES: Readonly<Record<Problem['kind'], (number: number) => string>> = {
  interrupted: () => 'interrupted',
  deadline: () => 'out of time',
  usage: () => 'the run could not start',
  spec: (number) => `${count(number, 'problem')} in specs`,
  'too-few-hosts': () => 'too few hosts',
  'nothing-checked': () => 'nothing was checked somewhere',
  'command-failed': () => 'the command failed',
  'command-not-run': () => 'the command was not run',
  'not-idempotent': () => 'the command is not idempotent',
  'access-not-closed': () => 'SSH was not closed again',
  'idempotence-unknown': () => 'whether the command is idempotent could not be told',
}

function problem(report: RunReport, kind: Problem['kind']): string[] {
  const number = report.problems.filter((each) => each.kind === kind).length
  return number === 0 ? [] : [PHRASES[kind](number)]
}

function outcome(report: RunReport, status: Status, word: string): string[] {
  const checks = report.checks.filter(({ outcomes }) => Object.values(outcomes).some((each) => each.status === status))
  if (checks.length === 0) return []
  const hosts = new Set(
    checks.flatMap(({ outcomes }) => Object.keys(outcomes).filter((id) => outcomes[id]?.status === status)),
  )
  return [`${count(checks.length, 'check')} ${word} on ${hosts.size} of ${count(report.hosts.length, 'host')}`]
}
