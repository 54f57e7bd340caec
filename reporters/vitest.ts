import type { CheckReport, HostReport, RunReport } from '../src/run/report.ts'
import type { SpecTest } from '../src/run/reports/spec-test.ts'
import { explanation } from './console/failure.ts'
import { unverified, whichHosts } from './console/hosts.ts'
import { type Page, pageFor } from './console/page.ts'
import { escapeLine, escapeLines, withoutCommands } from './escape.ts'
import type { Case } from './junit/case.ts'
import { connectionCase, problemCases } from './junit/problem-cases.ts'
import { byId, hostsWith, notRun, reasonsOf, statusOf } from './outcomes.ts'

/** What tests are made with. */
export interface TestOptions {
  /** The project's root, absolute. */
  readonly root: string
  /** The spec that they are of, as locations name it. */
  readonly spec: string
  readonly evidence: 'none' | 'short' | 'full'
}

const NOT_GREEN = 'NotGreen'

/**
 * The report of one spec as tests of Vitest: one for each check, and one for each thing that is wrong beyond checks.
 *
 * There is a failing one among them whenever the report is not green, and there is at least one.
 */
export function testsOf(report: RunReport, options: TestOptions): SpecTest[] {
  const page = pageFor({ ...PLAIN, evidence: options.evidence })
  const tests = [
    ...problemCases(report).map((each) => problemTest(each, options)),
    ...report.hosts.filter(isLost).map((host) => problemTest(lostCase(host), options)),
    ...report.checks.map((check) => checkTest(check, report, options, page)),
  ]
  const isRed = tests.some(({ state }) => state === 'failed')
  if (isRed || (report.exitCode === 0 && tests.length > 0)) return tests
  const message = tests.length === 0 ? 'No check was found, and nothing says why' : `exit ${report.exitCode}`
  return [failed(['infraspec', 'is green'], { name: NOT_GREEN, message, stack: '' }), ...tests]
}

/** Which hosts a run was on and where they came from, and which of them nobody vouches for. */
export function introductionOf(report: RunReport): string {
  const page = pageFor({ ...PLAIN, evidence: 'none' })
  const lines = [...whichHosts(report, page), ...unverified(report, page)].filter((line) => line !== '')
  return withoutCommands(lines.join('\n'))
}

const PLAIN = { write: () => undefined, isTerminal: false, columns: 80, color: false, quiet: false, verbose: false }

function isLost({ status }: HostReport): boolean {
  return status !== 'checked' && status !== 'gone'
}

function lostCase(host: HostReport): Case {
  const { name, result } = connectionCase(host, '')
  return { classname: '', name: `${host.name} ${name}`, duration: 0, result }
}

function problemTest({ name, file, line, result }: Case, { root, spec }: TestOptions): SpecTest {
  const { type, body } = result as Extract<Case['result'], { kind: 'error' }>
  const place = file === undefined || line === undefined ? undefined : { file, line, column: 1 }
  const error = { name: type, message: escapeLines(body).join('\n'), stack: place ? frame(root, place) : '' }
  return {
    ...failed(['infraspec', escapeLine(name)], error),
    ...(place?.file === spec && { location: { line: place.line, column: 1 } }),
  }
}

/** No filter of checks leaves it out. */
function failed(titles: readonly string[], error: NonNullable<SpecTest['error']>): SpecTest {
  return { titles, state: 'failed', error: withStack(error), always: true }
}

function checkTest(check: CheckReport, report: RunReport, options: TestOptions, page: Page): SpecTest {
  const { role, titles, location } = check
  const test = {
    titles: (report.roles.length > 1 ? [role, ...titles] : titles).map(escapeLine),
    ...(location.file === options.spec && { location: { line: location.line, column: location.column } }),
  }
  const status = statusOf(check)
  if (status === 'passed') return { ...test, state: 'passed' }
  const reason = escapeLine(reasonsOf(check, hostsWith(check, 'skipped')))
  if (status === 'skipped') return { ...test, state: reason === 'to be written' ? 'todo' : 'skipped', reason }
  const missed = hostsWith(check, 'not-run')
  const names = byId(report.hosts)
  const lines = [
    ...explanation(check, report, page),
    ...missed.map((id) => `  · ${escapeLine(`${names.get(id)?.name ?? id}: ${notRun(reasonsOf(check, [id]))}`)}`),
  ]
  const error = { name: NAMES[status], message: lines.join('\n'), stack: stackOf(check, options) }
  return { ...test, state: 'failed', error: withStack(error) }
}

const NAMES = { failed: 'CheckFailed', errored: 'CouldNotTell', 'not-run': 'NotRun' } as const

function stackOf({ outcomes, location }: CheckReport, { root }: TestOptions): string {
  const stacks = Object.values(outcomes).map((outcome) => ('failure' in outcome ? outcome.failure.stack : undefined))
  const own = stacks.find((stack) => stack !== undefined)
  return own === undefined ? frame(root, location) : own.split('\n').map(escapeLine).join('\n')
}

function frame(root: string, { file, line, column }: CheckReport['location']): string {
  return `    at ${escapeLine(`${root}/${file}`)}:${line}:${column}`
}

// as Vitest reads it
function withStack({ name, message: said, stack }: NonNullable<SpecTest['error']>): NonNullable<SpecTest['error']> {
  const message = withoutCommands(said)
  return { name, message, stack: `${name}: ${message}\n${withoutCommands(stack)}` }
}
