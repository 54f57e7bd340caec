import { describe, expect, it } from 'vitest'
import { ConfigError } from '../../src/errors.ts'
import { auditctl, type AuditState } from '../../src/resources/audit/auditctl.ts'
import { auditSystem } from '../../src/resources/audit-system.ts'
import { Unknown } from '../../src/resources/define-resource.ts'
import { captures, parsed } from './support/captures.ts'
import { judged, verdict } from './support/matchers.ts'
import { answer, debian } from './support/shells.ts'

describe('what hosts answered', () => {
  it.each(captures('audit-system/state'))('$host, $name', (capture) => {
    expect(parsed(auditctl, capture)).toEqual(capture.expected)
  })
})

describe('the audit system', () => {
  const read = (stdout: string, more = {}) => auditctl.parse(answer(stdout, more), ['audit'], debian).get('audit')

  it('is read as old versions print it', () => {
    const stdout = 'AUDIT_STATUS: enabled=2 flag=1 pid=411 rate_limit=0\n=\nNo rules\n=\n'
    expect(read(stdout)).toEqual({ exists: true, enabled: true, locked: true, pid: 411, rules: [] })
  })
  it.each([
    ['it is not there', '', { exitCode: 127, stderr: 'sh: 1: auditctl: not found' }],
    [
      'the kernel does not answer',
      '',
      { exitCode: 255, stderr: 'Error sending status request (Operation not permitted)' },
    ],
    ['the rules are missing', 'enabled 1\npid 4\n=\n', {}],
    ['there is no status', '\n=\nNo rules\n=\n', {}],
    ['a rule is none', 'enabled 1\npid 4\n=\nAucune règle\n=\n', {}],
  ])('cannot be told when %s', (_, stdout, more) => expect(read(stdout, more)).toBeInstanceOf(Unknown))

  const rules = [
    '-w /etc/passwd -p wa -k identity',
    '-a always,exit -F arch=b64 -S execve,openat -F auid!=-1 -F key=exec',
  ]
  const on: AuditState = { exists: true, enabled: true, locked: true, pid: 4, rules }
  const off: AuditState = { exists: true, enabled: false, locked: false, pid: undefined, rules: [] }
  it.each<[string, AuditState, readonly unknown[], string]>([
    ['toBeEnabled', on, [], 'true'],
    ['toBeEnabled', off, [], 'false'],
    ['toBeRunning', on, [], 'true'],
    ['toBeRunning', off, [], 'false'],
    ['toBeLocked', on, [], 'true'],
    ['toBeLocked', off, [], 'false'],
    ['toHaveNoRules', on, [], 'false'],
    ['toHaveNoRules', off, [], 'true'],
    ['toHaveRule', on, ['-w /etc/passwd -p aw -k identity'], 'true'],
    ['toHaveRule', on, ['-w /etc/passwd -p w -k identity'], 'false'],
    ['toHaveRule', on, ['-w /etc/pass -p wa -k identity'], 'false'],
    ['toHaveRule', on, ['-a exit,always -S openat -S execve -F auid!=unset -F arch=b64 -k exec'], 'true'],
    ['toHaveRule', on, ['-a exit,always -S openat -F auid!=unset -F arch=b64 -k exec'], 'false'],
    ['toHaveRule', on, [/passwd/], 'true'],
    ['toHaveRule', off, [/passwd/], 'false'],
    ['toHaveRule', { ...on, rules: ['-w'] }, ['-w /etc/passwd -p wa'], 'unknown'],
  ])('%s of %o with %o is %s', (matcher, state, args, expected) => {
    expect(judged(verdict(auditSystem(), matcher, state, ...args))).toBe(expected)
  })
  it.each([[''], ['/etc/passwd'], ['-D'], ['-e 2'], [undefined]])('refuses %j as a rule', (rule) => {
    expect(() => verdict(auditSystem(), 'toHaveRule', on, rule)).toThrow(ConfigError)
  })
})
