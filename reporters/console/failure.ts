import type { CheckReport, Failure, HostReport, RunReport } from '../../src/run/report.ts'
import { evidenceOf, field, labelled, remote } from './evidence.ts'
import { escapeLine, escapeLines } from '../escape.ts'
import { type Alike, alike, byId, hostsWith, statusOf, withoutPlace } from '../outcomes.ts'
import { hanging, mark, type Page, titleOf } from './page.ts'
import { stateText } from '../state-text.ts'
import { list, width } from '../text.ts'

/** All checks that failed or could not be told, each with what explains it. */
export function failures(report: RunReport, page: Page): string[] {
  const hosts = byId(report.hosts)
  const sizes = new Map(report.roles.map((role) => [role.name, role.hosts.length]))
  return report.checks.flatMap((check) => {
    const isBad = ['failed', 'errored'].includes(statusOf(check))
    return isBad ? ['', ...failedCheck(check, hosts, sizes.get(check.role) ?? 0, page)] : []
  })
}

/** What explains one check, below a title of somebody else's: on how many hosts it holds, and each way in which it does not. */
export function explanation(check: CheckReport, report: RunReport, page: Page): string[] {
  const size = report.roles.find(({ name }) => name === check.role)?.hosts.length ?? 0
  const hosts = byId(report.hosts)
  const groups = alike(check, hosts).map((group) => explained(group, hosts, page))
  return [`${escapeLine(check.role)}: ${holdsOn(check, size)}`, ...groups.flatMap((lines) => ['', ...lines])]
}

function failedCheck(check: CheckReport, hosts: ReadonlyMap<string, HostReport>, size: number, page: Page): string[] {
  const { colors } = page
  const failed = statusOf(check) === 'failed'
  const badge = failed ? colors.inverse(colors.red(' FAIL ')) : colors.inverse(colors.yellow(' ERROR '))
  const groups = alike(check, hosts)
  return [
    ...titled(badge, check, page),
    ...where(check, size, page),
    ...groups.flatMap((group) => ['', ...explained(group, hosts, page)]),
  ]
}

function titled(badge: string, check: CheckReport, page: Page): string[] {
  const title = [check.role, ...check.titles].map(escapeLine).join(' › ')
  if (width(title) + 8 > page.columns) return hanging(`${badge} `, title, page)
  return [`${badge} ${page.colors.bold(escapeLine(check.role))} › ${titleOf(check, page)}`]
}

function where(check: CheckReport, size: number, page: Page): string[] {
  const { colors } = page
  const { file, line, column } = check.location
  const holds = holdsOn(check, size)
  const place = `${escapeLine(file)}:${line}:${column}`
  if (width(`       ${place}  ${holds}`) <= page.columns) return [`       ${colors.cyan(place)}  ${colors.dim(holds)}`]
  return [...hanging('       ', place, page, colors.cyan), ...hanging('       ', holds, page, colors.dim)]
}

function holdsOn(check: CheckReport, size: number): string {
  const exists = Object.keys(check.outcomes).length
  const missed = hostsWith(check, 'not-run').length
  const notRun = missed === 0 ? '' : `, not run on ${missed}`
  const only = exists < size ? `, exists on ${exists} of ${size}` : ''
  return `holds on ${hostsWith(check, 'passed').length} of ${exists} ${exists === 1 ? 'host' : 'hosts'}${notRun}${only}`
}

function explained(group: Alike, hosts: ReadonlyMap<string, HostReport>, page: Page): string[] {
  const names = group.hosts.map((id) => escapeLine(hosts.get(id)?.name ?? id))
  const [first = '', ...more] = escapeLines(withoutPlace(group.failure.message, hosts.get(group.hosts[0] ?? '')))
  const who = list(names, page.verbose || page.evidence === 'full') + addressOf(group, hosts)
  const on = names.length > 1 ? names[0] : undefined
  return [
    ...hanging(`  ${mark(group.status, page)} `, `${who}: ${first}`, page, inBold(`${who}:`, page)),
    ...more.flatMap((line) => said(line, page)),
    ...details(group.failure, on, page),
  ]
}

/** A further line of a message: with a label as a field, and what has none behind a bar. */
function said(line: string, page: Page): string[] {
  const { label, text } = labelled(line)
  return label === undefined ? remote([line], page) : field(label, text, page)
}

function inBold(who: string, { colors }: Page): (line: string) => string {
  return (line) => (line.startsWith(who) ? colors.bold(who) + line.slice(who.length) : line)
}

function addressOf(group: Alike, hosts: ReadonlyMap<string, HostReport>): string {
  const host = group.hosts.length === 1 ? hosts.get(group.hosts[0] ?? '') : undefined
  return host && host.address !== host.name && host.address !== '' ? ` (${escapeLine(host.address)})` : ''
}

function details(failure: Failure, on: string | undefined, page: Page): string[] {
  const { expected, actual, state, command, exitCode, attempts, also, diff } = failure
  return [
    ...(diff === undefined ? [...field('expected', expected, page), ...field('actual', actual, page)] : []),
    ...(also ?? []).flatMap((other) => field('also', other, page)),
    ...field('state', state && stateText(state), page),
    ...field('attempts', attempts, page),
    ...field('command', command, page),
    ...field('exit code', tells(failure) ? exitCode : undefined, page),
    ...evidenceOf(failure, on, page),
  ]
}

// That a probe went well is no news; of a `command` it is what the check is about.
function tells({ exitCode, state }: Failure): boolean {
  return exitCode !== 0 || state?.['exitCode'] !== undefined
}
