import { describe, expect, it } from 'vitest'
import { ConfigError } from '../../src/errors.ts'
import { Unknown } from '../../src/resources/define-resource.ts'
import { sudoers, type SudoersState } from '../../src/resources/sudoers.ts'
import { sudoList } from '../../src/resources/sudo/listing.ts'
import { captures, parsed } from './support/captures.ts'
import { judged, verdict } from './support/matchers.ts'
import { answer, debian, run, shells } from './support/shells.ts'

describe('what hosts answered', () => {
  it.each(captures('sudoers/state'))('$host, $name', (capture) => {
    expect(parsed(sudoList, capture)).toEqual(capture.expected)
  })
})

describe('the rules of a user', () => {
  const read = (stdout: string, more = {}) => sudoList.parse(answer(stdout, more), ['u'], debian).get('u')
  const entry = (options = '') => `Sudoers entry:\n    RunAsUsers: root\n${options}    Commands:\n\t/bin/a`
  const indented = (text: string) => text.replaceAll(/^/gm, ' ')
  const listing = (defaults: string, entries: string) =>
    `user 0\n${indented(`Matching Defaults entries for u on h:\n    ${defaults}\n\nUser u may run the following commands on h:\n\n${entries}`)}\n`

  it.each([
    ['env_reset', '', true],
    ['env_reset, !authenticate', '', false],
    ['!authenticate', '    Options: authenticate\n', true],
    ['!authenticate, authenticate', '', true],
    ['authenticate, use_pty, !authenticate', '', false],
    ['exempt_group=admin', '', undefined],
    ['exempt_group=admin', '    Options: authenticate\n', true],
    ['env_reset\n\nRunas and Command-specific defaults for app:\n    Defaults!/bin/ls !authenticate', '', undefined],
    ['env_reset\n\nRunas and Command-specific defaults for app:\n    Defaults!/bin/ls !use_pty', '', true],
    ['env_reset', '    Options: setenv, !authenticate\n', false],
  ])('ask for a password or not: defaults %j and options %j', (defaults, options, password) => {
    expect(read(listing(defaults, entry(options)))).toMatchObject({ rules: [{ command: '/bin/a', password }] })
  })
  it('may come from a directory', () => {
    const text = listing('x', entry().replace('Sudoers entry:', 'LDAP Role: admins'))
    expect(read(text)).toMatchObject({ rules: [{ command: '/bin/a' }] })
  })
  it.each([
    ['sudo is not there', 'user 127\n sh: 1: sudo: not found\n', {}],
    ['sudo wants a password', 'user 1\n sudo: a password is required\n', {}],
    ['sudoers has an error', 'user 1\n /etc/sudoers.d/x:1:9: syntax error\n', {}],
    ['it speaks another language', "user 0\n L'utilisateur u peut utiliser les commandes suivantes sur h :\n", {}],
    ['the commands are missing', listing('x', 'Sudoers entry:\n    RunAsUsers: root'), {}],
    ['another user was answered for', 'user 0\n User x is not allowed to run sudo on h.\n', {}],
    ['nothing came', '', { exitCode: 1 }],
  ])('cannot be told when %s', (_, stdout, more) => expect(read(stdout, more)).toBeInstanceOf(Unknown))
  it.each(shells)('are asked of $name with names of all kinds', (shell) => {
    const names = ["it's", '$(id)', '-U', 'a b']
    const found = sudoList.parse(run(shell, sudoList.ask(names, debian).text), names, debian)
    expect([...found.values()]).toEqual(names.map(() => ({ exists: false })))
  })
})

describe('sudoers()', () => {
  const rule = { command: '/bin/systemctl restart app', runAs: ['root'], runAsGroups: [], password: false }
  const present: SudoersState = { exists: true, rules: [rule] }
  const undecided: SudoersState = { exists: true, rules: [{ ...rule, password: undefined }] }
  const only = (command: string) => ({ ...present, rules: [{ ...rule, command }] })
  it.each<[string, object, readonly unknown[], string]>([
    ['toHaveRule', present, [{ command: '/bin/systemctl restart app', runAs: 'root', password: false }], 'true'],
    ['toHaveRule', present, [{ command: '/bin/systemctl restart ap' }], 'false'],
    ['toHaveRule', present, [{ command: /restart/ }], 'true'],
    ['toHaveRule', present, [{ runAs: 'ALL' }], 'false'],
    ['toHaveRule', present, [{ password: true }], 'false'],
    ['toHaveRule', undecided, [{ password: true }], 'unknown'],
    ['toHaveRule', undecided, [{ command: rule.command, password: false }], 'unknown'],
    ['toHaveRule', undecided, [{ command: '/bin/x', password: false }], 'false'],
    ['toHaveRule', undecided, [{ command: rule.command }], 'true'],
    ['toHaveRule', { exists: false }, [{ password: true }], 'absent'],
    ['toHaveRule', only('ALL'), [{ command: '/bin/su' }], 'unknown'],
    ['toHaveRule', only('ALL'), [{ command: /apt/ }], 'unknown'],
    ['toHaveRule', only('ALL'), [{ command: '/bin/su', password: true }], 'false'],
    ['toHaveRule', only('!ALL'), [{ command: '/bin/su' }], 'false'],
    ['toHaveRule', only('/bin/'), [{ command: '/bin/su' }], 'unknown'],
    ['toHaveRule', only('/bin/su'), [{ command: '/bin/su -' }], 'unknown'],
    ['toHaveRule', only('/bin/su -'), [{ command: '/bin/su' }], 'false'],
    ['toHaveRule', only('/bin/s*'), [{ command: '/bin/su' }], 'unknown'],
    ['toHaveRule', only('/bin/s*'), [{ command: '/sbin/su' }], 'false'],
    ['toHaveRule', { ...present, rules: [{ ...rule, runAs: ['ALL'] }] }, [{ runAs: 'postgres' }], 'unknown'],
    ['toHaveRule', { ...present, rules: [{ ...rule, runAs: ['%dba'] }] }, [{ runAs: 'postgres' }], 'unknown'],
    ['toHaveNoRules', present, [], 'false'],
    ['toHaveNoRules', { exists: true, rules: [] }, [], 'true'],
    ['toHaveNoRules', { exists: false }, [], 'absent'],
  ])('%s of %o with %o is %s', (matcher, state, args, expected) => {
    expect(judged(verdict(sudoers('u'), matcher, state as SudoersState, ...args))).toBe(expected)
  })
  it.each([[{}], [{ cmd: 'x' }], [{ password: 'no' }], [undefined]])('refuses %o as a rule', (wanted) => {
    expect(() => verdict(sudoers('u'), 'toHaveRule', present, wanted)).toThrow(ConfigError)
  })
  it.each(['', '1000', 'a:b'])('refuses %j', (name) => {
    expect(() => sudoers(name).definition.key?.(name, undefined)).toThrow(ConfigError)
  })
})
