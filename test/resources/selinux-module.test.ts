import { describe, expect, it } from 'vitest'
import { ConfigError } from '../../src/errors.ts'
import { Unknown } from '../../src/resources/define-resource.ts'
import { selinuxModule, type SelinuxModuleState } from '../../src/resources/selinux-module.ts'
import { semodule } from '../../src/resources/selinux/semodule.ts'
import { captures, parsed } from './support/captures.ts'
import { judged, verdict } from './support/matchers.ts'
import { answer, debian } from './support/shells.ts'

describe('what hosts answered', () => {
  it.each(captures('selinux-module/state'))('$host, $name', (capture) => {
    expect(parsed(semodule, capture)).toEqual(capture.expected)
  })
})

describe('modules', () => {
  const read = (stdout: string, more = {}) => semodule.parse(answer(`${stdout}=\n`, more), ['mine'], debian).get('mine')

  it('of one name count by their priority', () => {
    expect(read('100 mine pp\n400 mine cil disabled\n')).toMatchObject({ enabled: false, priority: 400 })
  })
  it.each([
    ['it is not there', '', { exitCode: 127, stderr: 'sh: 1: semodule: not found' }],
    ['there is no module at all', '', {}],
    ['it lists them the old way', 'mine\t1.2.0\n', {}],
  ])('cannot be told when %s', (_, stdout, more) => expect(read(stdout, more)).toBeInstanceOf(Unknown))

  const present: SelinuxModuleState = { exists: true, enabled: false, priority: 400, language: 'cil' }
  it.each<[string, object, readonly unknown[], string]>([
    ['toBeInstalled', present, [], 'true'],
    ['toBeInstalled', { exists: false }, [], 'false'],
    ['toBeEnabled', present, [], 'false'],
    ['toBeEnabled', { exists: false }, [], 'false'],
    ['toHavePriority', present, [400], 'true'],
    ['toHavePriority', present, [100], 'false'],
  ])('%s of %o with %o is %s', (matcher, state, args, expected) => {
    expect(judged(verdict(selinuxModule('mine'), matcher, state as SelinuxModuleState, ...args))).toBe(expected)
  })
  it.each(['', '-l', 'a b', '$(id)'])('refuses %j', (name) => {
    expect(() => selinuxModule(name).definition.key?.(name, undefined)).toThrow(ConfigError)
  })
})
