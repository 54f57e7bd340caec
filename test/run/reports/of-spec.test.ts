import { describe, expect, it } from 'vitest'

import { ConfigError } from '../../../src/errors.ts'
import type { RunReport } from '../../../src/run/report.ts'
import { ofSpec, testsOfError } from '../../../src/run/reports/of-spec.ts'
import { check, failed, host, passed, withChecks } from '../../reporters/sample.ts'

const ROOT = '/project'
const of = (
  spec: string,
  titles: readonly string[],
  at: string,
  outcomes: Parameters<typeof check>[3],
  role = 'app',
) => ({
  ...check(role, titles, at, outcomes),
  id: [role, spec, ...titles].join(' › '),
})
const run: RunReport = withChecks(
  [
    of('specs/app.spec.ts', ['a'], 'specs/app.spec.ts:1', { h1: passed() }),
    // it stands in a helper
    of('specs/app.spec.ts', ['b'], 'lib/shared.ts:1', { h1: passed() }),
    of('specs/base.spec.ts', ['b'], 'lib/shared.ts:1', { h1: failed('no') }),
    of('specs/db.spec.ts', ['c'], 'specs/db.spec.ts:1', { h2: passed() }, 'db'),
  ],
  {
    exitCode: 2,
    interrupted: false,
    roles: [
      { name: 'app', specs: ['specs/app.spec.ts', 'specs/base.spec.ts'], hosts: ['h1'], atLeast: 1 },
      { name: 'db', specs: ['specs/db.spec.ts'], hosts: ['h2'], atLeast: 1 },
    ],
    hosts: [host('h1', '1'), host('h2', '2', { status: 'unreachable' })],
    problems: [{ kind: 'spec', message: 'broken', location: { file: 'specs/base.spec.ts', line: 1, column: 1 } }],
  },
)
const part = (name: string, report = run) => ofSpec(report, `${ROOT}/${name}`, ROOT)
const titles = ({ checks }: RunReport) => checks.map((each) => each.titles[0])

describe('the part of a report that is about one spec', () => {
  it('has its checks, wherever they stand, its roles and their hosts', () => {
    expect(titles(part('specs/app.spec.ts'))).toEqual(['a', 'b'])
    expect(part('specs/app.spec.ts')).toMatchObject({ exitCode: 0, hosts: [{ id: 'h1' }], roles: [{ name: 'app' }] })
    expect(part('specs/base.spec.ts')).toMatchObject({ exitCode: 2, problems: [{ message: 'broken' }] })
    expect(part('specs/db.spec.ts')).toMatchObject({ exitCode: 3, hosts: [{ id: 'h2' }], problems: [] })
  })

  it('has what is wrong with no spec alone', () => {
    const wrong = (problem: Partial<RunReport['problems'][number]>) => {
      const problems = [{ kind: 'nothing-checked', message: 'm', ...problem } as const]
      return ['app', 'db'].map((name) => part(`specs/${name}.spec.ts`, { ...run, problems }).problems.length)
    }
    expect(wrong({})).toEqual([1, 1])
    expect(wrong({ role: 'app' })).toEqual([1, 0])
    expect(wrong({ location: { file: 'lib/shared.ts', line: 1, column: 1 } })).toEqual([1, 1])
    expect(wrong({ location: { file: 'specs/base.spec.ts', line: 1, column: 1 } })).toEqual([0, 0])
  })
})

it('is one failed test where a round could not begin', () => {
  const wrong = new ConfigError('unknown-role', 'There is no role "x".', { hint: 'do this' })
  expect(testsOfError(wrong, ROOT)).toMatchObject([
    { state: 'failed', always: true, error: { name: 'ConfigError', message: 'There is no role "x".\n  try: do this' } },
  ])
  expect(testsOfError(new TypeError('oops'), ROOT)[0]?.error?.message).toContain('TypeError: oops')
})
