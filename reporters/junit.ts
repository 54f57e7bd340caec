import type { CheckReport, HostReport, Outcome, Reporter, RoleReport, RunReport } from '../src/run/report.ts'
import { type Case, caseElement, resultOf, seconds } from './junit/case.ts'
import { connectionCase, problemCases } from './junit/problem-cases.ts'
import { byId, checksByFile } from './outcomes.ts'
import { clean, element } from './junit/xml.ts'

/** The report for CI systems, as JUnit XML: a suite for each role, host and file, a case for each check in it. */
export function createJunitReporter(): Reporter {
  return { onEnd: junitDocument }
}

interface Suite {
  readonly name: string
  readonly hostname?: string
  readonly properties: Readonly<Record<string, string>>
  readonly cases: readonly Case[]
}

function junitDocument(report: RunReport): string {
  const suites = [...runSuite(report), ...report.roles.flatMap((role) => roleSuites(role, report))]
  const cases = suites.flatMap((suite) => suite.cases)
  const attributes = { name: 'infraspec', ...counts(cases), time: seconds(report.duration) }
  const children = suites.map((suite, id) => suiteElement(suite, id, report))
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element('testsuites', attributes, children)}\n`
}

function runSuite(report: RunReport): Suite[] {
  const cases = unique(problemCases(report))
  return cases.length === 0 ? [] : [{ name: 'infraspec', properties: { 'infraspec.run': report.id }, cases }]
}

function roleSuites(role: RoleReport, report: RunReport): Suite[] {
  const hosts = byId(report.hosts)
  const members = role.hosts.map((id) => hosts.get(id)).filter((host) => host !== undefined)
  const labels = labelsOf(members)
  const files = checksByFile(report, role)
  return members.flatMap((host) => hostSuites({ role, host, label: labels.get(host.id) ?? host.id, files, report }))
}

interface HostSuites {
  readonly role: RoleReport
  readonly host: HostReport
  /** The host's name without dots, which no other host of the role has. */
  readonly label: string
  readonly files: ReadonlyMap<string, readonly CheckReport[]>
  readonly report: RunReport
}

function hostSuites(parts: HostSuites): Suite[] {
  const { role, host, label, files, report } = parts
  const classname = `${role.name}.${label}`
  const properties = propertiesOf(role, host, report)
  const suite = (name: string, cases: readonly Case[]): Suite => ({
    name: [role.name, host.name, name].filter((part) => part !== '').join(' / '),
    hostname: host.name,
    properties,
    cases,
  })
  const lost = host.status === 'unreachable' ? [suite('', [connectionCase(host, classname)])] : []
  const told = [...files].map(([file, checks]) => suite(file, unique(casesOf(checks, parts, classname))))
  return [...lost, ...told.filter(({ cases }) => cases.length > 0)]
}

function casesOf(
  checks: readonly CheckReport[],
  { host, report: { interrupted } }: HostSuites,
  classname: string,
): Case[] {
  return checks.flatMap((check) => {
    const outcome = check.outcomes[host.id] ?? missing(host, interrupted)
    if (!outcome) return []
    const { file, line } = check.location
    const result = resultOf(outcome, check, host)
    return [{ classname, name: check.titles.join(' › '), file, line, duration: outcome.duration, result }]
  })
}

// A host that was never asked might have had the check: it is not passed over in silence.
function missing(host: HostReport, interrupted: boolean): Outcome | undefined {
  if (host.status === 'checked') return undefined
  if (host.status === 'gone') return { status: 'not-run', duration: 0, reason: 'host gone' }
  const reason = host.status === 'unreachable' ? 'host unreachable' : interrupted ? 'interrupted' : 'host not checked'
  return { status: 'not-run', duration: 0, reason }
}

function propertiesOf(role: RoleReport, host: HostReport, report: RunReport): Record<string, string> {
  return {
    'infraspec.role': role.name,
    'infraspec.host': host.name,
    'infraspec.id': host.id,
    'infraspec.address': host.address,
    'infraspec.run': report.id,
  }
}

// Jenkins splits a class name at its last dot: the role is the package and the host the class.
function labelsOf(hosts: readonly HostReport[]): Map<string, string> {
  const labels = numbered(hosts.map(({ name }) => clean(name).replaceAll('.', '_')))
  return new Map(hosts.map(({ id }, index) => [id, labels[index] ?? id]))
}

/** The same cases with names of their own, compared as they are written: what XML forbids looks alike there. */
function unique(cases: readonly Case[]): Case[] {
  const written = cases.map((each) => ({ ...each, classname: clean(each.classname), name: clean(each.name) }))
  const names = numbered(written.map(({ classname, name }) => `${classname}\0${name}`))
  return written.map((each, index) => ({ ...each, name: names[index]?.slice(each.classname.length + 1) ?? each.name }))
}

/** The same texts, those that came before with ` (2)`, ` (3)` behind. */
function numbered(texts: readonly string[]): string[] {
  const taken = new Set<string>()
  return texts.map((text) => {
    let candidate = text
    for (let number = 2; taken.has(candidate); number += 1) candidate = `${text} (${number})`
    taken.add(candidate)
    return candidate
  })
}

function suiteElement({ name, hostname, properties, cases }: Suite, id: number, report: RunReport): string {
  const time = seconds(cases.reduce((total, { duration }) => total + duration, 0))
  const timestamp = report.startedAt.slice(0, 19)
  const list = Object.entries(properties).map(([key, value]) => element('property', { name: key, value }))
  const children = [element('properties', {}, list), ...cases.map(caseElement)]
  return element('testsuite', { id, name, hostname, timestamp, ...counts(cases), time }, children)
}

function counts(cases: readonly Case[]): Record<'tests' | 'failures' | 'errors' | 'skipped', number> {
  const number = (kind: Case['result']['kind']) => cases.filter(({ result }) => result.kind === kind).length
  return { tests: cases.length, failures: number('failure'), errors: number('error'), skipped: number('skipped') }
}
