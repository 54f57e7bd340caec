import { expect, it } from 'vitest'
import { createGithubReporter } from '../../reporters/github.ts'
import { createJunitReporter } from '../../reporters/junit.ts'
import type { HostReport, Outcome, Problem, RunReport } from '../../src/run/report.ts'
import { totalsOf } from '../../src/run/reports/parts.ts'
import { exitCode } from '../../src/run/verdict/exit-code.ts'
import { check, errored, failed, green, host, notRun, passed, skipped } from './sample.ts'

const STATUSES: readonly HostReport['status'][] = ['checked', 'unreachable', 'gone', 'not-run']
const OUTCOMES: readonly Outcome[] = [passed(), failed('no'), errored('?'), skipped('why'), notRun('why')]
const PROBLEMS: readonly (Problem['kind'] | undefined)[] = [
  ...([undefined, 'usage', 'spec', 'nothing-checked', 'too-few-hosts', 'interrupted', 'deadline'] as const),
  ...(['command-failed', 'not-idempotent', 'idempotence-unknown', 'access-not-closed'] as const),
]

/** Every report of two hosts with one check each of these outcomes, and one problem or none. */
function* reports(): Generator<RunReport> {
  const roles = [{ name: 'app', specs: ['specs/app.spec.ts'], hosts: ['a', 'b'], atLeast: 1 }]
  for (const status of STATUSES) {
    for (const outcome of OUTCOMES) {
      for (const kind of PROBLEMS) {
        const hosts = [host('a', '10.0.0.1'), host('b', '10.0.0.2', { status })]
        const checks = [check('app', ['it'], 'specs/app.spec.ts:1:1', { a: passed(), b: outcome })]
        const problems = kind === undefined ? [] : [{ kind, message: 'what is wrong' }]
        const found = { hosts, checks, problems, interrupted: kind === 'interrupted' }
        yield { ...green, roles, ...found, totals: totalsOf(checks), exitCode: exitCode(found) }
      }
    }
  }
}

it('no report is redder or greener than the exit code', () => {
  for (const report of reports()) {
    const { hosts, checks, problems } = report
    const what = JSON.stringify([hosts[1]?.status, checks[0]?.outcomes['b']?.status, problems[0]?.kind])
    const isRed = report.exitCode !== 0
    expect(/<(?:error|failure) /.test(createJunitReporter().onEnd(report) as string), `JUnit of ${what}`).toBe(isRed)
    expect((createGithubReporter().onEnd(report) as string).includes('::error'), `GitHub of ${what}`).toBe(isRed)
  }
})
