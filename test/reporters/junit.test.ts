import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { createJunitReporter } from '../../reporters/junit.ts'
import type { RunReport } from '../../src/run/report.ts'
import { check, failed, green, host, notRun, passed, sample, withChecks } from './sample.ts'
import { parseXml, type XmlElement } from './xml-parser.ts'

const junit = (report: RunReport) => createJunitReporter().onEnd(report) ?? ''
const all = (tree: XmlElement, name: string): XmlElement[] =>
  tree.children.flatMap((child) => [...(child.name === name ? [child] : []), ...all(child, name)])
const cases = (report: RunReport) => all(parseXml([junit(report)])[0]!, 'testcase')
const single = (outcomes: RunReport['checks'][number]['outcomes'], more: Partial<RunReport> = {}) =>
  withChecks([check('app', ['nginx', 'runs'], 'specs/app.spec.ts:7:3', outcomes)], {
    ...green,
    problems: [],
    ...more,
    checks: [check('app', ['nginx', 'runs'], 'specs/app.spec.ts:7:3', outcomes)],
  })

describe('the document', () => {
  it('of the sample', async () => {
    await expect(junit(sample)).toMatchFileSnapshot('snapshots/sample.junit.xml')
  })

  it('is well formed for libxml2 as well', ({ skip }) => {
    if (!hasXmllint()) skip('xmllint is not installed (libxml2-utils)')
    execFileSync('xmllint', ['--noout', '-'], { input: junit(sample), stdio: 'pipe' })
  })

  it('has the shape that readers agree on', () => {
    const root = parseXml([junit(sample)])[0]!
    expect(root.name).toBe('testsuites')
    const ids = root.children.map((suite) => suite.attributes['id'])
    expect(ids).toEqual(ids.map((_, index) => String(index)))
    for (const suite of root.children) checkSuite(suite)
    const sum = (name: string) => root.children.reduce((total, suite) => total + Number(suite.attributes[name]), 0)
    for (const name of ['tests', 'failures', 'errors', 'skipped']) expect(Number(root.attributes[name])).toBe(sum(name))
  })
})

function checkSuite({ name, attributes, children }: XmlElement): void {
  expect(name).toBe('testsuite')
  expect(attributes['timestamp']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/)
  expect(attributes['time']).toMatch(/^\d+\.\d{3}$/)
  expect(children[0]?.name).toBe('properties')
  const tests = children.slice(1)
  expect(tests.length).toBeGreaterThan(0)
  const count = (kind: string) => tests.filter((test) => test.children[0]?.name === kind).length
  const { tests: number, failures, errors, skipped } = attributes
  expect([number, failures, errors, skipped].map(Number)).toEqual([
    tests.length,
    count('failure'),
    count('error'),
    count('skipped'),
  ])
  for (const test of tests) {
    expect(test.name).toBe('testcase')
    expect(test.children.length).toBeLessThanOrEqual(1)
  }
  const keys = tests.map((test) => `${test.attributes['classname']} ${test.attributes['name']}`)
  expect(new Set(keys).size).toBe(keys.length)
}

describe('a case', () => {
  it('has role and host as its class, without dots in the host', () => {
    const report = single(
      { 'db.internal': passed() },
      {
        hosts: [host('db.internal', '10.0.0.4')],
        roles: [{ name: 'app', specs: [], hosts: ['db.internal'], atLeast: 1 }],
      },
    )
    expect(cases(report)[0]?.attributes).toEqual({
      classname: 'app.db_internal',
      name: 'nginx › runs',
      file: 'specs/app.spec.ts',
      line: '7',
      time: '0.012',
    })
  })

  it('keeps hosts apart whose names become the same', () => {
    const hosts = [host('a.b', '10.0.0.1'), host('a_b', '10.0.0.2')]
    const report = single(
      { 'a.b': passed(), a_b: failed('no') },
      { hosts, roles: [{ name: 'app', specs: [], hosts: ['a.b', 'a_b'], atLeast: 1 }] },
    )
    expect(cases(report).map((each) => each.attributes['classname'])).toEqual(['app.a_b', 'app.a_b (2)'])
  })

  it('is told from another of the same title', () => {
    const twice = [1, 2, 3].map((line) => check('app', ['runs'], `specs/app.spec.ts:${line}:1`, { 'web-1': passed() }))
    const names = cases(withChecks(twice, { ...green, checks: twice })).map((each) => each.attributes['name'])
    expect(names).toEqual(['runs', 'runs (2)', 'runs (3)'])
  })

  it('has names of its own in a role whose name holds a NUL', () => {
    const checks = ['a', 'b'].map((title) => check('x\0y', [title], 'specs/app.spec.ts:1:1', { 'web-1': passed() }))
    const roles = [{ ...green.roles[0]!, name: 'x\0y' }]
    const names = cases(withChecks(checks, { ...green, roles, problems: [], checks })).map(
      ({ attributes }) => attributes['name'],
    )
    expect(names).toEqual(['a', 'b'])
  })

  it('says the message again where its body begins, and then the host', () => {
    const body = cases(
      single({ 'web-1': failed('nginx is not running', { command: 'systemctl', exitCode: 3, stderr: 'x\ny\n' }) }),
    )[0]?.children[0]
    expect(body?.attributes).toEqual({ type: 'AssertionError', message: 'nginx is not running' })
    expect(body?.text).toBe(
      'nginx is not running\n  host: web-1 (10.0.3.7)\n  command: systemctl\n  exit code: 3\n  stderr:\n    x\n    y\n  at: specs/app.spec.ts:7',
    )
  })

  it('holds 8 KB of a long evidence: its beginning and its end', () => {
    const text = `first${'x'.repeat(100_000)}last`
    const body =
      cases(single({ 'web-1': failed('no', { evidence: [{ label: 'log', text }] }) }))[0]?.children[0]?.text ?? ''
    expect(body).toMatch(/log:\n +firstx/)
    expect(body).toContain('… 91817 bytes left out …')
    expect(body).toContain('xlast\n')
    expect(body.length).toBeLessThan(9000)
  })
})

describe('what was not checked', () => {
  it('is one error for an unreachable host, and its checks are skipped', () => {
    const report = single(
      { 'web-1': passed() },
      {
        hosts: [green.hosts[0]!, sample.hosts[2]!],
        roles: [{ name: 'app', specs: [], hosts: ['web-1', 'web-3'], atLeast: 1 }],
      },
    )
    const lost = cases(report).filter((each) => each.attributes['classname'] === 'app.web-3')
    expect(
      lost.map(({ attributes, children: [result] }) => [attributes['name'], result?.name, result?.attributes]),
    ).toEqual([
      [
        'is reachable',
        'error',
        { type: 'ConnectionError', message: 'Cannot connect to web-3 (10.0.3.9:22): connection refused' },
      ],
      ['nginx › runs', 'skipped', { message: 'not run: host unreachable' }],
    ])
  })

  it('is an error for a role without hosts, told or not', () => {
    const roles = [{ name: 'app', specs: [], hosts: [], atLeast: 1 }]
    const empty = { ...green, roles, hosts: [], checks: [] }
    const told = {
      ...empty,
      problems: [{ kind: 'too-few-hosts', message: 'Role app has no host', role: 'app' }] as const,
    }
    for (const report of [{ ...empty, exitCode: 4 }, told]) {
      const [only, ...more] = cases(report)
      expect(more).toEqual([])
      expect(only?.attributes).toMatchObject({ classname: 'infraspec.app', name: 'has at least one host' })
      expect(only?.children[0]).toMatchObject({ name: 'error', attributes: { type: 'TooFewHosts' } })
    }
  })

  it('is skipped for a role without hosts that may have none', () => {
    const roles = [{ name: 'app', specs: [], hosts: [], atLeast: 1 }]
    const [only] = cases({ ...green, roles, hosts: [], checks: [], exitCode: 0 })
    expect(only?.children[0]).toMatchObject({ name: 'skipped', attributes: { message: 'Role app has no hosts' } })
  })

  it('is skipped when interrupted, beside one error', () => {
    const report = single({ 'web-1': passed(), 'web-2': notRun('interrupted') }, { interrupted: true, exitCode: 130 })
    const results = cases(report).map(({ children: [result] }) => [result?.name, result?.attributes['message']])
    expect(results).toEqual([
      ['error', 'The run was interrupted'],
      [undefined, undefined],
      ['skipped', 'not run: interrupted'],
    ])
  })

  it('is an error for a spec that could not be read', () => {
    const [first] = cases(sample)
    expect(first?.attributes).toMatchObject({ classname: 'infraspec.db', file: 'specs/backup.spec.ts', line: '3' })
    expect(first?.children[0]?.attributes['type']).toBe('SpecError')
  })
})

function hasXmllint(): boolean {
  try {
    execFileSync('xmllint', ['--version'], { stdio: 'pipe' })
    return true
  } catch {
    return false
  }
}
