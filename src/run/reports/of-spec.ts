import { relative } from 'node:path'

import { introductionOf, testsOf } from '../../../reporters/vitest.ts'
import { InfraspecError, toErrorData } from '../../errors.ts'
import { VERSION } from '../../version.ts'
import type { RunOptions } from '../options/options.ts'
import { projectPath } from '../project/source-line.ts'
import type { RunReport } from '../report.ts'
import { exitCode } from '../verdict/exit-code.ts'
import { totalsOf } from './parts.ts'
import { redacted } from './redacted.ts'
import type { SpecTest } from './spec-test.ts'

/** The tests of Vitest for one spec of a run, with every secret taken out. */
export function testsOfSpec(report: RunReport, spec: string, { root, evidence }: RunOptions): SpecTest[] {
  const name = nameOf(spec, root)
  return testsOf(redacted(ofSpec(report, spec, root)), { root, spec: name, evidence })
}

/** What a report says of one spec: what is wrong with no spec alone, such as a lost host, is wrong with each. */
export function ofSpec(report: RunReport, spec: string, root: string): RunReport {
  const name = nameOf(spec, root)
  const roles = report.roles.filter(({ specs }) => specs.includes(projectPath(spec, root)))
  const members = new Set(roles.flatMap((role) => role.hosts))
  const others = new Set(report.roles.flatMap(({ specs }) => specs))
  const known = new Set(roles.map((role) => role.name))
  const hosts = report.hosts.filter(({ id }) => members.has(id))
  // a check that stands in a helper is still of the spec that its id names
  const checks = report.checks.filter(({ id, role }) => known.has(role) && id.startsWith(`${role} › ${name} › `))
  const problems = report.problems.filter(({ role, location }) => {
    const isOthers = location !== undefined && location.file !== name && others.has(location.file)
    return !isOthers && (role === undefined || known.has(role))
  })
  const { interrupted } = report
  const own = { roles: roles.map((role) => ({ ...role, specs: [name] })), hosts, checks, problems }
  return { ...report, ...own, exitCode: exitCode({ ...own, interrupted }), totals: totalsOf(checks) }
}

/** A spec as its checks and locations name it. */
function nameOf(spec: string, root: string): string {
  return relative(root, spec).replaceAll('\\', '/')
}

/** One failing test for what kept a round from being begun. */
export function testsOfError(error: unknown, root: string): SpecTest[] {
  const { name, message, hint, stack } = toErrorData(error)
  const isOurs = error instanceof InfraspecError
  const problem = {
    kind: 'usage',
    message: isOurs ? message : `${name}: ${message}`,
    hint,
    stack: isOurs ? undefined : stack,
  } as const
  return testsOf(redacted({ ...NOTHING, problems: [problem] }), { root, spec: '', evidence: 'none' })
}

const NOTHING: RunReport = {
  schema: 1,
  id: '',
  infraspec: VERSION,
  startedAt: '',
  duration: 0,
  exitCode: 2,
  interrupted: false,
  roles: [],
  hosts: [],
  checks: [],
  problems: [],
  totals: totalsOf([]),
}

/** Which hosts a run was on and where they came from, and which of them nobody vouches for. */
export function introduction(report: RunReport): string {
  return introductionOf(redacted(report))
}
