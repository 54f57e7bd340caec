import { describe, expect, it } from 'vitest'
import { exitCode } from '../../../src/run/verdict/exit-code.ts'
import { depletedRoles, markGone, withoutGone } from '../../../src/run/hosts/gone.ts'
import type { Platform } from '../../../src/host/platform/platform.ts'
import type { CheckReport, HostReport, Outcome } from '../../../src/run/report.ts'
import { hostAt } from '../host-at.ts'

const outcome = (status: Outcome['status']) => ({ status, duration: 1 }) as Outcome
const check = (outcomes: Record<string, Outcome['status']>) =>
  ({
    outcomes: Object.fromEntries(Object.entries(outcomes).map(([host, status]) => [host, outcome(status)])),
  }) as unknown as CheckReport
const host = (id: string, status: HostReport['status']) => ({ id, name: id, status }) as unknown as HostReport

function optionsOf(ids: readonly string[], atLeast: number) {
  const role = { name: 'app', file: '/p/roles/app.ts', specs: [], hosts: ids, atLeast, vars: {} }
  return { root: '/p', roles: [role], hosts: ids.map((id) => hostAt({ id })) }
}

/** The exit code of a run on `a`, and on `b` that was lost, with these outcomes. */
function exit(b: Record<string, Outcome['status']>, gone: readonly string[], atLeast = 1): number {
  const ids = new Set(gone)
  const checks = withoutGone([check({ a: 'passed', ...b })], ids)
  const hosts = markGone([host('a', 'checked'), host('b', 'unreachable')], ids)
  const problems = depletedRoles(optionsOf(['a', 'b'], atLeast), hosts, ids)
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
  expect(depletedRoles(optionsOf(['a'], 2), [], new Set(['b']))).toEqual([])
})

describe('one machine by several names', () => {
  const said = (id: string, identity: Partial<Platform['identity']>) =>
    ({ ...host(id, 'checked'), platform: { identity } }) as unknown as HostReport
  const same = { hostname: 'web-1', machineId: 'abc', bootId: '1-2' }

  it('counts once, as soon as it is known to be one', () => {
    const found = (other: Partial<Platform['identity']>) =>
      depletedRoles(optionsOf(['a', 'b'], 2), [said('a', same), said('b', other)], new Set())
    expect(found(same)).toMatchObject([
      {
        kind: 'too-few-hosts',
        role: 'app',
        message: expect.stringContaining('has 1 host (by 2 names) and asks for 2'),
      },
    ])
    // a clone of it that was not given a name, and a container on it
    expect(found({ ...same, bootId: '3-4' })).toEqual([])
    expect(found({ ...same, hostname: 'c0ffee' })).toEqual([])
  })

  it('does not stand in for another one that is gone', () => {
    const options = optionsOf(['a', 'b', 'c'], 2)
    const aliases = options.hosts.map((one) => (one.id === 'b' ? { ...one, address: 'a' } : one))
    expect(depletedRoles({ ...options, hosts: aliases }, [], new Set(['c']))).toMatchObject([
      { kind: 'too-few-hosts', message: 'Role app has 1 host left and asks for 2: the others are gone' },
    ])
  })

  it('whose boot nobody may know, or a container, is what it is reached by', () => {
    const hidden = { ...same, bootId: '' }
    expect(depletedRoles(optionsOf(['a', 'b'], 2), [said('a', hidden), said('b', hidden)], new Set())).toEqual([])
    const options = optionsOf(['a', 'b'], 2)
    const containers = options.hosts.map((one) => ({ ...one, transport: 'kubectl' as const }))
    const reports = [said('a', same), said('b', same)]
    expect(depletedRoles({ ...options, hosts: containers }, reports, new Set())).toEqual([])
  })
})
