import { describe, expect, it } from 'vitest'
import { exitCode } from '../../../src/run/verdict/exit-code.ts'
import { depletedRoles, markGone, withoutGone } from '../../../src/run/hosts/gone.ts'
import type { CheckReport, HostReport, Outcome } from '../../../src/run/report.ts'

const outcome = (status: Outcome['status']) => ({ status, duration: 1 }) as Outcome
const check = (outcomes: Record<string, Outcome['status']>) =>
  ({
    outcomes: Object.fromEntries(Object.entries(outcomes).map(([host, status]) => [host, outcome(status)])),
  }) as unknown as CheckReport
const host = (id: string, status: HostReport['status']) => ({ id, name: id, status }) as unknown as HostReport

/** The exit code of a run on `a`, and on `b` that was lost, with these outcomes. */
function exit(b: Record<string, Outcome['status']>, gone: readonly string[], atLeast = 1): number {
  const ids = new Set(gone)
  const checks = withoutGone([check({ a: 'passed', ...b })], ids)
  const hosts = markGone([host('a', 'checked'), host('b', 'unreachable')], ids)
  const problems = depletedRoles([{ name: 'app', specs: [], hosts: ['a', 'b'], atLeast }], ids)
  return exitCode({ problems, checks, hosts, interrupted: false })
}

describe('a host that was lost', () => {
  it('makes 3 while its source lists it', () => {
    expect(exit({ b: 'not-run' }, [])).toBe(3)
  })

  it.each(['not-run', 'errored', 'passed'] as const)('is no error when it is gone, after %s', (status) => {
    expect(exit({ b: status }, ['b'])).toBe(0)
  })

  it('makes 1 although it is gone when it had answered no', () => {
    expect(exit({ b: 'failed' }, ['b'])).toBe(1)
  })

  it('makes 4 when too few are left', () => {
    expect(exit({ b: 'not-run' }, ['b'], 2)).toBe(4)
    expect(exit({ b: 'not-run' }, ['a', 'b'])).toBe(4)
  })

  it('does not hide that another one was lost', () => {
    const hosts = markGone([host('a', 'unreachable'), host('b', 'unreachable')], new Set(['b']))
    expect(exitCode({ problems: [], checks: [], hosts, interrupted: false })).toBe(3)
  })
})

it('a check that only hosts have had which are gone is not told of', () => {
  expect(withoutGone([check({ b: 'not-run' })], new Set(['b']))).toEqual([])
})

it('roles that are not touched are not judged again', () => {
  expect(depletedRoles([{ name: 'app', specs: [], hosts: ['a'], atLeast: 2 }], new Set(['b']))).toEqual([])
})
