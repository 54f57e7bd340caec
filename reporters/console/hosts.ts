import type { ErrorData } from '../../src/errors.ts'
import type { HostReport, Problem, RoleReport, RunEvent, RunReport } from '../../src/run/report.ts'
import { labelled, remote } from './evidence.ts'
import { escapeLine, escapeLines } from '../escape.ts'
import { byId, withoutNames } from '../outcomes.ts'
import { hanging, type Page } from './page.ts'
import { count, list, width } from '../text.ts'

// as wide as `stderr`, where `try` stands below it
const LABEL = 6

/** Which hosts each role has, and where they came from: one line a role. */
export function whichHosts(
  { roles, hosts }: Pick<Extract<RunEvent, { type: 'start' }>, 'roles' | 'hosts'>,
  page: Page,
) {
  const { colors } = page
  const known = byId(hosts)
  const widest = Math.max(0, ...roles.map((role) => width(escapeLine(role.name))))
  return roles.flatMap((role) => {
    const members = role.hosts.map((id) => known.get(id) ?? { id, name: id, source: '' })
    const names = members.map(({ name }) => escapeLine(name))
    const sources = [...new Set(members.map(({ source }) => escapeLine(source)))].filter((source) => source !== '')
    const from = sources.length === 0 ? '' : ` from ${list(sources)}`
    const who = names.length === 0 ? '' : `: ${list(names, page.verbose)}`
    const label = escapeLine(role.name)
    const fill = ' '.repeat(widest - width(label))
    return hanging(`${colors.bold(label)}${fill}  `, `${membership(role)}${from}${who}`, page)
  })
}

function membership(role: RoleReport): string {
  return role.hosts.length === 0 ? 'no hosts' : count(role.hosts.length, 'host')
}

/** Hosts that could not be reached, those with the same error together. */
export function unreachable(report: RunReport, page: Page): string[] {
  const { colors } = page
  const badge = colors.inverse(colors.yellow(' UNREACHABLE '))
  return [...sameError(report.hosts).values()].flatMap((hosts) => {
    const names = hosts.map(({ name }) => escapeLine(name))
    const total = hosts.length > 3 ? ` (${count(hosts.length, 'host')})` : ''
    const error = hosts[0]?.error
    return ['', `${badge} ${colors.bold(list(names, page.verbose))}${total}`, ...saying(error, page)]
  })
}

function sameError(hosts: readonly HostReport[]): Map<string, HostReport[]> {
  const groups = new Map<string, HostReport[]>()
  for (const host of hosts) {
    if (host.status !== 'unreachable') continue
    const { code = '', message = '' } = host.error ?? {}
    const key = `${code}\0${withoutNames(message, host)}`
    groups.set(key, [...(groups.get(key) ?? []), host])
  }
  return groups
}

function saying(error: Pick<ErrorData, 'message' | 'hint'> | undefined, page: Page): string[] {
  const [first = 'no reason was given', ...more] = escapeLines(error?.message ?? '')
  return [
    ...hanging('       ', first, page),
    ...more.flatMap((line) => said(line, page)),
    ...hintOf(error?.hint, page, more.length > 0 ? LABEL : 0),
  ]
}

/** A further line of an error: `  stderr   sudo: …` under the first, and what is no label behind a bar. */
function said(line: string, page: Page): string[] {
  const { label, text } = labelled(line)
  if (label === undefined) return remote([line], page)
  return hanging(`       ${page.colors.dim(label.padEnd(LABEL))}  `, text, page)
}

function hintOf(hint: string | undefined, page: Page, width = 0): string[] {
  const { colors } = page
  return hint === undefined
    ? []
    : hanging(`       ${colors.dim('try'.padEnd(width))}  `, escapeLine(hint), page, colors.cyan)
}

/** What is wrong with the run itself, but for what a check says, too: that stands there, with its place. */
export function problems(report: RunReport, page: Page): string[] {
  const outcomes = report.checks.flatMap((check) => Object.values(check.outcomes))
  const said = new Set(outcomes.flatMap((outcome) => ('failure' in outcome ? [outcome.failure.message] : [])))
  return report.problems.flatMap((problem) => {
    const isSaid = problem.kind === 'spec' && problem.location === undefined && said.has(problem.message)
    return isSaid ? [] : ['', ...problemLines(problem, page)]
  })
}

function problemLines(problem: Problem, page: Page): string[] {
  const { colors } = page
  const badge = colors.inverse(colors.red(` ${problem.kind.replaceAll('-', ' ').toUpperCase()} `))
  const [first = '', ...more] = escapeLines(problem.message)
  const { location } = problem
  const role = problem.role === undefined ? '' : `${colors.bold(escapeLine(problem.role))} › `
  return [
    ...hanging(`${badge} ${role}`, first, page),
    ...(location ? [`       ${colors.cyan(`${escapeLine(location.file)}:${location.line}:${location.column}`)}`] : []),
    ...remote(more, page),
    ...hintOf(problem.hint, page),
    ...(problem.stack === undefined ? [] : remote(escapeLines(problem.stack), page, colors.dim)),
  ]
}

/** Hosts whose key nobody vouched for. */
export function unverified(report: RunReport, page: Page): string[] {
  const { colors } = page
  const hosts = report.hosts.filter((host) => host.hostKey?.verified === false)
  const shown = page.verbose ? hosts : hosts.slice(0, 5)
  const more = hosts.length - shown.length
  return [
    ...(hosts.length === 0 ? [] : ['']),
    ...shown.map((host) => {
      const key = escapeLine(host.hostKey?.fingerprint ?? '')
      return `${colors.yellow('UNVERIFIED')} host key of ${escapeLine(host.name)}: ${key}`
    }),
    ...(more > 0
      ? [`${colors.yellow('UNVERIFIED')} host keys of ${count(more, 'more host')} (--verbose lists them)`]
      : []),
  ]
}
