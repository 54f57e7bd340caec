import { describe, expect, it } from 'vitest'
import type { RunReport } from '../../src/run/report.ts'
import { print } from './print.ts'
import { check, errored, failed, green, host, notRun, passed, sample, skipped, withChecks } from './sample.ts'

const last = (text: string) => text.trimEnd().split('\n').at(-1)

describe('the whole report', () => {
  it.each<[string, RunReport, Parameters<typeof print>[1]]>([
    ['sample', sample, {}],
    ['sample-terminal-80', sample, { isTerminal: true }],
    ['sample-full', sample, { evidence: 'full' }],
    ['sample-none', sample, { evidence: 'none' }],
    ['sample-quiet', sample, { quiet: true }],
    ['sample-verbose', sample, { verbose: true }],
    ['green', green, {}],
    ['green-verbose', green, { verbose: true }],
  ])('%s', async (name, report, options) => {
    await expect(print(report, options)).toMatchFileSnapshot(`snapshots/${name}.txt`)
  })

  it('of a green run is quiet when asked to be', () => {
    expect(print(green, { quiet: true })).toBe('✓ 3 checks passed on 3 hosts (exit 0)\n')
  })
})

describe('hosts that fail alike', () => {
  const many = Array.from({ length: 12 }, (_, index) => `web-${index + 1}`)
  const hosts = many.map((name, index) => host(name, `10.0.0.${index + 1}`))
  const roles = [{ name: 'app', specs: ['app'], hosts: many, atLeast: 1 }]
  const run = (outcome: (name: string, index: number) => ReturnType<typeof passed>) => {
    const outcomes = Object.fromEntries(many.map((name, index) => [name, outcome(name, index)]))
    const checks = [check('app', ['port 80 is listening'], 'specs/app.spec.ts:3:3', outcomes)]
    return withChecks(checks, { hosts, roles, problems: [], exitCode: 1 })
  }

  it('are one group, with a few names and the rest counted', () => {
    const text = print(run((_, index) => (index < 3 ? passed() : failed('port 80 is not listening'))))
    expect(text).toContain('holds on 3 of 12 hosts')
    expect(text).toContain('✗ web-4, web-5 and 7 more: port 80 is not listening')
    expect(text).toMatch(/✗ {2}3\/12 {2}port 80 is listening {2}web-4, web-5 and 7 more$/m)
  })

  it('are alike when only their own names differ, as in the words of a connection', () => {
    const text = print(
      run((name, index) => errored(`Cannot inspect port 80 on ${name} (10.0.0.${index + 1}): timeout`)),
    )
    expect(text).toContain('! web-1, web-2 and 10 more: Cannot inspect port 80: timeout')
  })

  it('are apart when what they have differs', () => {
    const text = print(
      run((_, index) => failed('has another mode', { expected: '0644', actual: index < 6 ? '0600' : '0666' })),
    )
    expect(text).toContain('✗ web-1, web-2 and 4 more: has another mode')
    expect(text).toContain('✗ web-7, web-8 and 4 more: has another mode')
  })

  it('are apart when a number differs that is also the name of a host', () => {
    const text = print({
      ...run((_, index) => failed(index === 0 ? 'found 10 files' : 'found 20 files')),
      hosts: hosts.map((each, index) => ({ ...each, name: String(index + 1) })),
    })
    expect(text).toContain(': found 10 files')
    expect(text).toContain(': found 20 files')
  })

  it('are all named when asked for', () => {
    expect(
      print(
        run(() => failed('no')),
        { verbose: true },
      ),
    ).toContain(`✗ ${many.join(', ')}: no`)
  })
})

it('names outliers apart, and not what is wrong with the role', () => {
  const outliers = [{ role: 'app', host: 'web-2', checks: ['a', 'b'] }]
  const text = print({ ...green, outliers, exitCode: 1 })
  expect(text).toContain('\n OUTLIER  app › web-2 (2 checks): fails what 2 other hosts of the role pass\n')
  expect(print({ ...green, outliers: [], exitCode: 1 })).not.toContain('OUTLIER')
})

it('comes to an end where a name is wider than the terminal', () => {
  const role = 'r'.repeat(90)
  const problems = [{ kind: 'too-few-hosts', role, message: 'Role has no host' }] as const
  const text = print({ ...green, problems, exitCode: 4 }, { isTerminal: true, columns: 40 })
  expect(text).toContain(` TOO FEW HOSTS  ${role} › Role has no host\n`)
})

describe('a check that held on some hosts and was not run on others', () => {
  const checks = [check('app', ['x'], 'specs/app.spec.ts:1:1', { 'web-1': passed(), 'web-2': notRun('gone') })]
  const text = print(withChecks(checks, { ...green, checks, exitCode: 3 }))

  it('is not said to have passed, and neither is its host', () => {
    expect(text).not.toContain('✓')
    expect(text).toContain('· 1/2  specs/app.spec.ts  1 check, 1 partly run')
    expect(text).toContain('checks  1 partly run (1)')
    expect(text).toContain('hosts   1 passed, 2 not run (3)')
  })
})

it('says of a probe that it went well only where that is what was asked', () => {
  const of = (more: object) => {
    const outcome = failed('no', { command: 'true', ...more })
    const checks = [check('app', ['x'], 'specs/app.spec.ts:1:1', { 'web-1': outcome })]
    return print(withChecks(checks, { ...green, checks, exitCode: 1 }))
  }
  expect(of({ exitCode: 0 })).not.toContain('exit code')
  expect(of({ exitCode: 1 })).toContain('exit code  1')
  expect(of({ exitCode: 0, state: { exitCode: 0 } })).toContain('exit code  0')
  expect(of({ exitCode: 1, stderr: 'a   \nb' })).toMatch(/command +true\n/)
  expect(of({ exitCode: 1, evidence: [{ label: 'log', text: 'a   \nb' }] })).toContain('│ a\n')
})

it('has what a host said when it refused sudo below what we say of it', () => {
  const message = 'sudo is refused on web-1: it asks for a password\n  stderr   sudo: a password is required'
  const error = { name: 'ConnectError', code: 'sudo-refused', message }
  const text = print({ ...green, hosts: [host('web-1', 'web-1', { status: 'unreachable', error })], exitCode: 3 })
  expect(text).toContain('       sudo is refused on web-1: it asks for a password\n       stderr  sudo: a password is')
})

it('has the same below a check that could not be told, and what to do in full on its lines', () => {
  const hint = `give it what it needs ${'and more '.repeat(40)}--ask-sudo-pass`
  const outcome = errored('Cannot tell it: no\n  stderr   sudo: a password is required\nand more', {
    evidence: [{ label: 'try', text: hint }],
  })
  const checks = [check('app', ['x'], 'specs/app.spec.ts:1:1', { 'web-1': outcome })]
  const text = print(withChecks(checks, { ...green, checks, exitCode: 3 }))
  expect(text).toContain('      stderr     sudo: a password is required\n      │ and more\n')
  expect(text).toContain(`      try        ${hint}\n`)
})

it('says once what is wrong with a spec, at the check if there is one', () => {
  const message = 'Cannot tell whether it has mode "1204": 644 is not a mode'
  const checks = [check('app', ['x'], 'specs/app.spec.ts:1:1', { 'web-1': errored(message) })]
  const problems = [
    { kind: 'spec', message },
    { kind: 'spec', message: 'another' },
  ] as const
  const text = print(withChecks(checks, { ...green, checks, problems, exitCode: 2 })).split('\n ERROR ')[1] ?? ''
  expect(text.split(message)).toHaveLength(2)
  expect(text).toContain(' SPEC  another\n')
  expect(text).toContain('✗ 2 problems in specs')
})

it('shows evidence that is the same once, unless all is wanted', () => {
  const evidence = [{ label: 'what is in /etc', text: 'a\nb\nc\nd' }]
  const checks = ['x', 'y'].map((title) =>
    check('app', [title], 'specs/app.spec.ts:1:1', { 'web-1': failed('no', { evidence }) }),
  )
  const report = withChecks(checks, { ...green, checks, problems: [], exitCode: 1 })
  expect(print(report).match(/│ d/g)).toHaveLength(1)
  expect(print(report)).toContain('      what is in /etc: as above\n')
  expect(print(report, { evidence: 'full' }).match(/│ d/g)).toHaveLength(2)
})

it('keeps to a narrow terminal, all but what may be pasted', () => {
  const title = 'a title that is a good deal longer than a line of such a terminal'
  const evidence = [{ label: `what was found where ${title} is`, text: 'a' }]
  const bad = { 'web-1': failed('no', { evidence, command: 'x'.repeat(70) }), 'web-2': passed(), 'web-3': passed() }
  const checks = [check('app', [title, title], 'specs/a-spec-with-a-name.spec.ts:100:30', bad)]
  const text = print(withChecks(checks, { ...green, checks, exitCode: 1 }), { isTerminal: true, columns: 60 })
  // oxlint-disable-next-line no-control-regex -- what moves the cursor is no text
  const lines = text.replace(/\u001b\[[?\d;]*[A-Za-z]|\r/g, '').split('\n')
  expect(lines.filter((line) => line.length > 60)).toEqual([`      command    ${'x'.repeat(70)}`])
})

it('names the checks that a run did not come to, and of many the first', () => {
  const late = [1, 2, 3, 4, 5, 6, 7].map((number) =>
    check('app', [`late ${number}`], 'specs/app.spec.ts:1:1', { 'web-1': notRun('not run: the deadline was over') }),
  )
  const text = print(withChecks(late, { ...green, checks: late, problems: [], exitCode: 3 }))
  expect(text).toContain('· 0/1  late 5  not run: the deadline was over')
  expect(text).not.toContain('· 0/1  late 6')
  expect(text).toContain('and 2 more not run (--verbose)')
})

describe('the verdict', () => {
  const one = (outcome: ReturnType<typeof passed>, more: Partial<RunReport>) => {
    const checks = [check('app', ['x'], 'specs/app.spec.ts:1:1', { 'web-1': outcome })]
    return last(print(withChecks(checks, { ...green, checks, problems: [], ...more })))
  }

  it.each([
    ['a failure', one(failed('no'), { exitCode: 1 }), '✗ 1 check failed on 1 of 3 hosts (exit 1: a check failed)'],
    [
      'an error',
      one(errored('?'), { exitCode: 3 }),
      '✗ 1 check could not tell on 1 of 3 hosts (exit 3: could not tell)',
    ],
    ['a skip', one(skipped('why'), { exitCode: 0 }), '✓ 0 checks passed on 3 hosts, 1 skipped (exit 0)'],
    [
      'an interruption',
      one(notRun('interrupted'), { exitCode: 130, problems: [{ kind: 'interrupted', message: 'SIGINT' }] }),
      '✗ interrupted, 1 check not run on 1 of 3 hosts (exit 130: interrupted)',
    ],
    [
      'too few hosts',
      one(passed(), { exitCode: 4, problems: [{ kind: 'too-few-hosts', message: 'x' }] }),
      '✗ too few hosts (exit 4: nothing was checked somewhere, or too few hosts)',
    ],
    [
      '--bail',
      one(failed('no'), { exitCode: 1, bailed: true }),
      '✗ ended at the first failure (--bail), 1 check failed on 1 of 3 hosts (exit 1: a check failed)',
    ],
    ['a code without a reason', one(passed(), { exitCode: 7 }), '✗ not green (exit 7)'],
  ])('of %s', (_, line, expected) => {
    expect(line).toBe(expected)
  })
})
