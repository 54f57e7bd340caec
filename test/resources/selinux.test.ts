import { describe, expect, it } from 'vitest'
import { ConfigError } from '../../src/errors.ts'
import { Unknown } from '../../src/resources/define-resource.ts'
import { selinux, type SelinuxState } from '../../src/resources/selinux.ts'
import { selinuxfs } from '../../src/resources/selinux/selinuxfs.ts'
import { captures, parsed } from './support/captures.ts'
import { judged, verdict } from './support/matchers.ts'
import { answer, debian, look, shells } from './support/shells.ts'

describe('what hosts answered', () => {
  it.each(captures('selinux/state'))('$host, $name', (capture) => {
    expect(parsed(selinuxfs, capture)).toEqual(capture.expected)
  })
})

describe('SELinux', () => {
  const read = (stdout: string, more = {}) => selinuxfs.parse(answer(stdout, more), ['selinux'], debian).get('selinux')

  // What the kernel's selinuxfs gives, by its documentation: no machine here has one.
  it.each([
    ['enforcing', '1\nsystem_u:system_r:init_t:s0\n=\n1\n=\nboot\n'],
    ['permissive', '1\nunconfined_u:unconfined_r:unconfined_t:s0\n=\n0\n=\nboot\nenforcing=0\n'],
    ['disabled', '1\nkernel\n=\n\n=\nboot\n'],
    ['disabled', '0\nunconfined\n=\n\n=\nboot\n'],
  ])('is %s', (mode, stdout) => expect(read(stdout)).toMatchObject({ mode, configured: undefined }))
  it('is configured by the last words of its file', () => {
    const config = '# SELINUX= can take\nSELINUX=enforcing # now\n SELINUXTYPE=targeted\n\n=\n'
    expect(read(`1\nx\n=\n1\n=\n${config}boot\nselinux=1\n`)).toMatchObject({
      configured: { mode: 'enforcing', policy: 'targeted' },
      boot: ['selinux=1'],
    })
  })
  it.each([
    ['its file system is not mounted', '1\nunconfined_u:x:y:s0\n=\n\n=\nboot\n', {}],
    ['it does not say how it was booted', '1\nx\n=\n1\n=\n', {}],
    ['/proc is not there', '', { exitCode: 2, stderr: 'grep: /proc/filesystems: No such file or directory' }],
    ['its configuration cannot be read', '1\nx\n=\n1\n=\n', { exitCode: 1, stderr: 'cat: Permission denied' }],
    ['nothing was answered', '', {}],
  ])('cannot be told when %s', (_, stdout, more) => expect(read(stdout, more)).toBeInstanceOf(Unknown))
  it.each(shells)('is asked by $name', (shell) => {
    expect(look(shell, selinuxfs, ['selinux']).get('selinux')).toMatchObject({ exists: true })
  })

  const on: SelinuxState = {
    exists: true,
    mode: 'enforcing',
    configured: { mode: 'permissive', policy: 'targeted' },
    boot: [],
  }
  const off: SelinuxState = { exists: true, mode: 'disabled', configured: undefined, boot: [] }
  it.each<[string, SelinuxState, readonly unknown[], string]>([
    ['toBeEnforcing', on, [], 'true'],
    ['toBeEnforcing', off, [], 'false'],
    ['toBePermissive', on, [], 'false'],
    ['toBeDisabled', on, [], 'false'],
    ['toBeDisabled', off, [], 'true'],
    ['toHavePersistedMode', on, ['permissive'], 'true'],
    ['toHavePersistedMode', on, ['enforcing'], 'false'],
    ['toHavePersistedMode', off, ['disabled'], 'unknown'],
    ['toHavePersistedMode', { ...on, boot: ['selinux=0'] }, ['permissive'], 'unknown'],
    ['toHavePersistedMode', { ...on, boot: ['selinux=0', 'selinux=1'] }, ['permissive'], 'true'],
    ['toHavePersistedMode', { ...on, boot: ['enforcing=1'] }, ['permissive'], 'unknown'],
    ['toHavePersistedMode', { ...on, boot: ['enforcing=0'] }, ['permissive'], 'true'],
    ['toHavePolicy', on, ['targeted'], 'true'],
    ['toHavePolicy', on, ['mls'], 'false'],
    ['toHavePolicy', off, ['mls'], 'unknown'],
  ])('%s of %o with %o is %s', (matcher, state, args, expected) => {
    expect(judged(verdict(selinux(), matcher, state, ...args))).toBe(expected)
  })
  it('refuses a mode that there is not', () => {
    expect(() => verdict(selinux(), 'toHavePersistedMode', on, 'on')).toThrow(ConfigError)
  })
})
