import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { introductionOf, testsOf } from '../../reporters/vitest.ts'
import type { RunReport } from '../../src/run/report.ts'
import { exitCode } from '../../src/run/verdict/exit-code.ts'
import { report } from './arbitrary.ts'
import { check, errored, failed, green, host, notRun, passed, sample, skipped, withChecks } from './sample.ts'

const OPTIONS = { root: '/project', spec: 'specs/app.spec.ts', evidence: 'short' } as const
const AT = 'specs/app.spec.ts:8:3'
const role = { ...sample.roles[0]!, hosts: ['web-1', 'web-2'] }
const hosts = [host('web-1', '10.0.3.7'), host('web-2', '10.0.3.8')]
const only = (outcomes: Parameters<typeof check>[3], at = AT) =>
  withChecks([check('app', ['nginx', 'is up'], at, outcomes)], { roles: [role], hosts, problems: [], exitCode: 0 })
const one = (run: RunReport) => testsOf(run, OPTIONS).find(({ titles }) => titles.includes('is up'))

describe('a check', () => {
  it('passes only where it passed on all hosts that have it', () => {
    expect(one(only({ 'web-1': passed(), 'web-2': passed() }))).toEqual({
      titles: ['nginx', 'is up'],
      state: 'passed',
      location: { line: 8, column: 3 },
    })
    expect(one(only({ 'web-1': passed(), 'web-2': skipped('no') }))?.state).toBe('passed')
    for (const bad of [failed('no'), errored('who knows'), notRun('lost')]) {
      expect(one(only({ 'web-1': passed(), 'web-2': bad }))?.state).toBe('failed')
    }
    expect(one(only({}))?.state).toBe('failed')
  })

  it('is skipped with its reasons, or to do', () => {
    expect(one(only({ 'web-1': skipped('old'), 'web-2': skipped('new') }))).toMatchObject({
      state: 'skipped',
      reason: 'old; new',
    })
    expect(one(only({ 'web-1': skipped('to be written'), 'web-2': notRun('lost') }))?.state).toBe('todo')
  })

  it('says why it failed, for hosts that fail alike together, and where', () => {
    const down = (name: string) => failed(`service "x" is not running on ${name}`, { expected: 'up', actual: 'down' })
    const { error } = one(only({ 'web-1': down('web-1'), 'web-2': down('web-2') })) ?? {}
    expect(error?.name).toBe('CheckFailed')
    expect(error?.message).toBe(
      'app: holds on 0 of 2 hosts\n\n  ✗ web-1, web-2: service "x" is not running\n      expected   up\n      actual     down',
    )
    expect(error?.stack).toBe(`CheckFailed: ${error?.message}\n    at /project/specs/app.spec.ts:8:3`)
    expect(one(only({ 'web-1': errored('permission denied'), 'web-2': passed() }))?.error?.name).toBe('CouldNotTell')
  })

  it('has no line where it stands in another file, and the role before it where there are several', () => {
    expect(one(only({ 'web-1': passed() }, 'lib/shared.ts:1:1'))).not.toHaveProperty('location')
    const run = only({ 'web-1': passed() })
    const both = { ...run, roles: [role, { ...role, name: 'db' }] }
    expect(one(both)?.titles).toEqual(['app', 'nginx', 'is up'])
  })
})

describe('what is wrong beyond checks', () => {
  it('is a failed test that no filter leaves out', () => {
    const lost = { ...hosts[1]!, status: 'unreachable', error: { name: 'E', code: 'c', message: 'refused' } } as const
    const [first] = testsOf({ ...green, hosts: [hosts[0]!, lost], exitCode: 3 }, OPTIONS)
    expect(first).toMatchObject({ titles: ['infraspec', 'web-2 is reachable'], state: 'failed', always: true })
    const problems = [{ kind: 'too-few-hosts', role: 'app', message: 'Role app has no host' }] as const
    const empty = { ...withChecks([], { roles: [{ ...role, hosts: [] }], hosts: [], problems, exitCode: 4 }) }
    expect(testsOf(empty, OPTIONS)).toMatchObject([{ titles: ['infraspec', 'has at least one host'], always: true }])
  })

  it('is told also where nothing else says it', () => {
    const nothing = withChecks([], { roles: [role], hosts, problems: [], exitCode: 0 })
    expect(testsOf(nothing, OPTIONS)).toMatchObject([{ state: 'failed', always: true }])
    expect(testsOf({ ...green, exitCode: 3 }, OPTIONS)[0]).toMatchObject({ state: 'failed', always: true })
  })

  it('is never green, whatever the report is, and nothing of it is obeyed', () => {
    const HARMFUL = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u
    fc.assert(
      fc.property(report, (run) => {
        const code = Math.max(run.exitCode, exitCode(run))
        const tests = testsOf({ ...run, exitCode: code }, OPTIONS)
        if (code !== 0) expect(tests.some(({ state }) => state === 'failed')).toBe(true)
        expect(tests.length).toBeGreaterThan(0)
        const texts = tests.flatMap(({ titles, reason = '', error }) => [...titles, reason, error?.stack ?? ''])
        for (const text of [...texts, introductionOf(run)]) {
          expect(text).not.toMatch(HARMFUL)
          expect(text).not.toMatch(/\n\s*::|##\[/)
        }
      }),
      { examples: [[sample], [green]] },
    )
  })
})

it('says which hosts a run is on, and who vouches for none of them', () => {
  const unknown = host('web-2', '10.0.3.8', { hostKey: { fingerprint: 'SHA256:x', verified: false } })
  expect(introductionOf({ ...green, roles: [role], hosts: [hosts[0]!, unknown] })).toBe(
    'app  2 hosts from ec2:Role=app: web-1, web-2\nUNVERIFIED host key of web-2: SHA256:x',
  )
})
