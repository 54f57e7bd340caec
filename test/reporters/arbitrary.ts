import fc from 'fast-check'
import type { Evidence, Failure, Outcome, Problem, RunReport } from '../../src/run/report.ts'
import { check, host, HOSTILE, sample, withChecks } from './sample.ts'

/** Any text: printable, binary with lone surrogates, or made to do harm. */
export const text: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 12 }).map((codes) => String.fromCharCode(...codes)),
  fc
    .array(fc.constantFrom(...HOSTILE, '::error::', '\n', ']]>', '<', '&', '"', '\u001b[31m', '##[', '%0A'), {
      maxLength: 20,
    })
    .map((parts) => parts.join('')),
)

const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined })
const evidence: fc.Arbitrary<Evidence> = fc.record({ label: text, text })

const failure: fc.Arbitrary<Failure> = fc.record({
  message: text,
  expected: maybe(text),
  actual: maybe(text),
  state: maybe(fc.dictionary(text, fc.oneof(text, fc.integer(), fc.array(text)))),
  command: maybe(text),
  exitCode: maybe(fc.nat()),
  stderr: maybe(text),
  evidence: fc.array(evidence, { maxLength: 2 }),
  attempts: maybe(fc.nat()),
  also: maybe(fc.array(text, { maxLength: 2 })),
  diff: maybe(text),
  stack: maybe(text),
})

const duration = fc.nat(60_000)
const outcome: fc.Arbitrary<Outcome> = fc.oneof(
  fc.record({ status: fc.constant('passed' as const), duration }),
  fc.record({ status: fc.constantFrom('failed' as const, 'errored' as const), duration, failure }),
  fc.record({ status: fc.constantFrom('skipped' as const, 'not-run' as const), duration, reason: text }),
)

const problem: fc.Arbitrary<Problem> = fc.record({
  kind: fc.constantFrom(
    'usage',
    'spec',
    'nothing-checked',
    'too-few-hosts',
    'interrupted',
    'deadline',
    'command-failed',
    'command-not-run',
    'not-idempotent',
    'idempotence-unknown',
    'access-not-closed',
  ),
  message: text,
  hint: maybe(text),
  role: maybe(text),
  location: maybe(fc.record({ file: text, line: fc.nat(), column: fc.nat() })),
  stack: maybe(text),
})

const shown = fc.record({ name: text, address: text, source: text, message: text, hint: maybe(text), key: text })

/** A run of two hosts, one of which may be lost, in which every text is any text. */
export const report: fc.Arbitrary<RunReport> = fc
  .record({
    hosts: fc.tuple(shown, shown),
    lost: fc.boolean(),
    role: text,
    checks: fc.array(
      fc.record({ titles: fc.array(text, { maxLength: 3 }), file: text, outcomes: fc.tuple(outcome, outcome) }),
      {
        maxLength: 3,
      },
    ),
    problems: fc.array(problem, { maxLength: 2 }),
    exitCode: fc.constantFrom(0, 1, 2, 3, 4, 130),
  })
  .map(({ hosts, lost, role, checks, problems, exitCode }) => {
    const made = hosts.map(({ name, address, source, message, hint, key }, index) => {
      const error = { name: 'ConnectError', code: 'refused', message, hint }
      const state = lost && index === 1 ? ({ status: 'unreachable', error } as const) : {}
      return host(name, address, { id: `h${index}`, source, hostKey: { fingerprint: key, verified: false }, ...state })
    })
    const these = checks.map(({ titles, file, outcomes: [first, second] }) => ({
      ...check(role, titles, 'x:1:1', { h0: first, h1: second }),
      location: { file, line: 1, column: 1 },
    }))
    const roles = [{ ...sample.roles[0]!, name: role, hosts: ['h0', 'h1'] }]
    return withChecks(these, { roles, hosts: made, problems, exitCode })
  })
