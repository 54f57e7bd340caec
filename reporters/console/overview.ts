import type { CheckReport, HostReport, RoleReport, RunReport } from '../../src/run/report.ts'
import { escapeLine } from '../escape.ts'
import {
  byId,
  checksByFile,
  hostsWith,
  notRun,
  reasonsOf,
  slowest,
  statusOf,
  tallied,
  withoutCheck,
  worst,
} from '../outcomes.ts'
import { hanging, mark, type Page, titleOf } from './page.ts'
import { count, cut, duration, list, width } from '../text.ts'

const SHOWN = 5

/** By role and file: on how many hosts each check holds, and the names of the hosts that differ. */
export function overview(report: RunReport, page: Page): string[] {
  const hosts = byId(report.hosts)
  return report.roles.flatMap((role) => {
    const files = [...checksByFile(report, role)]
    const rows = files.flatMap(([file, checks]) => fileRows(file, checks, { role, hosts, page }))
    return ['', `${page.colors.bold(escapeLine(role.name))}  ${page.colors.dim(hostsOf(role, hosts))}`, ...rows]
  })
}

interface Context {
  readonly role: RoleReport
  readonly hosts: ReadonlyMap<string, HostReport>
  readonly page: Page
}

function hostsOf(role: RoleReport, hosts: Context['hosts']): string {
  const lost = role.hosts.filter((id) => hosts.get(id)?.status === 'unreachable').length
  return count(role.hosts.length, 'host') + (lost === 0 ? '' : `, ${lost} unreachable`)
}

function fileRows(file: string, checks: readonly CheckReport[], context: Context): string[] {
  const { page } = context
  const status = worst(checks.map(statusOf))
  const fewer = checks.filter((check) => statusOf(check) === 'passed' && isOnFewer(check, context))
  const unfinished = checks.filter((check) => unfinishedOn(check, context).length > 0)
  const listed = checks.filter((check) => isListed(check, page))
  const shown = new Set([...listed, ...fewer.slice(0, SHOWN), ...unfinished.slice(0, SHOWN)])
  const more = (what: readonly CheckReport[], which: string) => {
    const hidden = what.filter((check) => !shown.has(check)).length
    return hidden === 0 ? [] : [page.colors.dim(`      and ${hidden} more ${which} (--verbose)`)]
  }
  return [
    ...hanging(
      `  ${mark(status, page)} ${ratio(filesHosts(checks), context)}  ${escapeLine(file)}  `,
      tally(checks),
      page,
      page.colors.dim,
    ),
    ...checks.filter((check) => shown.has(check)).map((check) => checkRow(check, context)),
    ...more(unfinished, 'not run'),
    ...more(fewer, 'on fewer hosts than the role has'),
  ]
}

function isListed(check: CheckReport, page: Page): boolean {
  const status = statusOf(check)
  if (page.verbose || status === 'failed' || status === 'errored') return true
  return hostsWith(check, 'skipped').length > 0
}

function isOnFewer(check: CheckReport, { role, hosts }: Context): boolean {
  return withoutCheck(check, role, hosts).length > 0
}

/** Hosts that were reached, and on which the run ended before a check did. */
function unfinishedOn(check: CheckReport, { hosts }: Context): string[] {
  return hostsWith(check, 'not-run').filter((id) => hosts.get(id)?.status === 'checked')
}

interface Ratio {
  readonly holds: number
  readonly of: number
}

function ratioOf(check: CheckReport): Ratio {
  return { holds: hostsWith(check, 'passed').length, of: Object.keys(check.outcomes).length }
}

/** On how many hosts all checks of a file hold; what is skipped does not count against it. */
function filesHosts(checks: readonly CheckReport[]): Ratio {
  const good = new Map<string, boolean>()
  for (const check of checks) {
    for (const [host, { status }] of Object.entries(check.outcomes)) {
      good.set(host, (good.get(host) ?? true) && (status === 'passed' || status === 'skipped'))
    }
  }
  return { holds: [...good.values()].filter(Boolean).length, of: good.size }
}

function ratio({ holds, of }: Ratio, { role }: Context): string {
  const digits = String(role.hosts.length).length
  return `${holds}/${of}`.padStart(2 * digits + 1)
}

function blank(context: Context): string {
  return ratio({ holds: 0, of: 0 }, context).replace(/./g, ' ')
}

function tally(checks: readonly CheckReport[]): string {
  const words = {
    failed: 'failed',
    errored: 'errored',
    skipped: 'skipped',
    'not-run': 'not run',
    partly: 'partly run',
  } as const
  const statuses = checks.map(tallied)
  const parts = Object.entries(words).map(([status, word]) => {
    const number = statuses.filter((each) => each === status).length
    return number === 0 ? '' : `${number} ${word}`
  })
  return [count(checks.length, 'check'), ...parts.filter((part) => part !== '')].join(', ')
}

function checkRow(check: CheckReport, context: Context): string {
  const { page } = context
  const status = statusOf(check)
  const start = `      ${mark(status, page)} ${status === 'skipped' ? blank(context) : ratio(ratioOf(check), context)}  `
  const note = escapeLine(noteOf(check, context))
  const room = page.columns - 14 - String(context.role.hosts.length).length * 2
  const noteShown = cut(note, Math.floor(room * 0.6))
  const title = titleOf(check, page, room - width(noteShown))
  return `${start}${title}${noteShown === '' ? '' : `  ${page.colors.dim(noteShown)}`}`
}

/** What a row says of the hosts that differ. */
function noteOf(check: CheckReport, context: Context): string {
  const differ = hostsWith(check, 'failed').concat(hostsWith(check, 'errored'))
  const skipped = hostsWith(check, 'skipped')
  const told = differ.length > 0 || skipped.length > 0
  const missed = told ? [] : context.page.verbose ? hostsWith(check, 'not-run') : unfinishedOn(check, context)
  const notes = [
    names(differ, context),
    skipped.length === 0 ? '' : `skipped${on(skipped, check, context)}: ${reasonsOf(check, skipped)}`,
    missed.length === 0
      ? ''
      : notRun(reasonsOf(check, missed)).replace('not run', `not run${on(missed, check, context)}`),
    isOnFewer(check, context) ? `on ${Object.keys(check.outcomes).length} of ${context.role.hosts.length} hosts` : '',
    context.page.verbose && statusOf(check) === 'passed' ? duration(slowest(check)) : '',
  ]
  return notes.filter((note) => note !== '').join(' · ')
}

function names(ids: readonly string[], { hosts, role, page }: Context): string {
  if (ids.length > 1 && ids.length === role.hosts.length) return 'all hosts'
  return list(
    ids.map((id) => hosts.get(id)?.name ?? id),
    page.verbose,
  )
}

function on(ids: readonly string[], check: CheckReport, context: Context): string {
  return ids.length === Object.keys(check.outcomes).length ? '' : ` on ${names(ids, context)}`
}
