import { describe, expect, it } from 'vitest'
import { ConfigError } from '../../src/errors.ts'
import { groupByFile, groupByGetent, primaryMembers } from '../../src/resources/accounts/group.ts'
import { Unknown } from '../../src/resources/define-resource.ts'
import { group, type GroupPresent, type GroupState } from '../../src/resources/group.ts'
import { captures, parsed } from './support/captures.ts'
import { judged, verdict } from './support/matchers.ts'
import { answer, busybox, debian } from './support/shells.ts'

describe('what hosts answered', () => {
  it.each(captures('group/state'))('$host, $name', (capture) => {
    const provider = capture.host.includes('busybox') ? groupByFile : groupByGetent
    expect(parsed(provider, capture)).toEqual(capture.expected)
  })
  it.each(captures('group/primary-members'))('primary members: $host, $name', (capture) => {
    expect(parsed(primaryMembers, capture)).toEqual(capture.expected)
  })
})

describe('a group', () => {
  const read = (stdout: string, stderr = '') =>
    groupByGetent.parse(answer(stdout, { stderr }), ['docker'], debian).get('docker')

  it('is looked for with getent where that is one', () => {
    expect(groupByGetent.on(debian)).toBe(true)
    expect(groupByGetent.on(busybox)).toBe(false)
  })

  it('has a gid and the members of its entry', () => {
    expect(read('docker:x:999:deploy,app\nroot:x:0:\n=\n')).toEqual({
      exists: true,
      gid: 999,
      members: ['deploy', 'app'],
    })
    expect(read('docker:x:999:\nroot:x:0:\n=\n')).toEqual({ exists: true, gid: 999, members: [] })
  })

  it('is not there when root is and it is not', () => {
    expect(read('root:x:0:\n=\n')).toEqual({ exists: false })
  })

  it.each([
    ['nothing was answered', '', 'sudo: a password is required'],
    ['the script ended early', 'docker:x:999:\nroot:x:0:\n', ''],
    ['not even root is there', '=\n', 'sh: 1: getent: not found'],
    ['it has no gid', 'docker:x::\nroot:x:0:\n=\n', ''],
    ['the host gives it another name', 'Docker:x:999:\nroot:x:0:\n=\n', ''],
  ])('cannot be told when %s', (_, stdout, stderr) => {
    expect(read(stdout, stderr)).toBeInstanceOf(Unknown)
  })

  it.each(['999', '-1', '', 'a:b', 'a\nb'])('has no name such as %j', (name) => {
    expect(() => group(name).definition.key?.(name, undefined)).toThrow(ConfigError)
  })
})

describe('primary members', () => {
  const read = (stdout: string) => primaryMembers.parse(answer(stdout), ['docker'], debian).get('docker')
  const entry = 'docker:x:999:\nroot:x:0:\n=\n'
  const users = 'root:x:0:0::/:/bin/sh\na:x:1:999::/:/bin/sh\nb:x:999:2::/:/bin/sh\n=\n'

  it('are those with its gid', () => {
    expect(read(`${entry}${entry}${users}`)).toEqual(['a'])
  })

  it('are those of other groups with its gid, of the same name or another', () => {
    const all = 'root:x:0:\ndocker:x:999:\ndocker:x:999:b,a\nbackdoor:x:999:c\nother:x:99:d\nodd:x::e\n=\n'
    expect(read(`${entry}${all}${users}`)).toEqual(['a', 'b', 'c'])
  })

  it('cannot be told without a list of users, or a gid', () => {
    expect(read(`${entry}${entry}=\n`)).toBeInstanceOf(Unknown)
    expect(read(`${entry}=\n${users}`)).toBeInstanceOf(Unknown)
    expect(read(`${entry}${users}`)).toBeInstanceOf(Unknown)
    expect(read(entry)).toBeInstanceOf(Unknown)
    expect(read(`root:x:0:\n=\n${entry}${users}`)).toBeInstanceOf(Unknown)
  })
})

describe('matchers', () => {
  const present: GroupPresent = { exists: true, gid: 999, members: ['deploy'] }
  const absent: GroupState = { exists: false }
  const resource = group('docker')

  it.each<[string, object, readonly unknown[], string]>([
    ['toExist', present, [], 'true'],
    ['toExist', absent, [], 'false'],
    ['toHaveGid', present, [999], 'true'],
    ['toHaveGid', present, [0], 'false'],
    ['toHaveGid', absent, [0], 'absent'],
    ['toHaveMember', { ...present, primaryMembers: [] }, ['deploy'], 'true'],
    ['toHaveMember', { ...present, primaryMembers: ['app'] }, ['app'], 'true'],
    ['toHaveMember', { ...present, primaryMembers: [] }, ['dep'], 'false'],
    ['toHaveMember', absent, ['deploy'], 'absent'],
    ['toBeSystemGroup', { ...present, highestSystemGid: 999 }, [], 'true'],
    ['toBeSystemGroup', { ...present, highestSystemGid: 998 }, [], 'false'],
    ['toBeSystemGroup', absent, [], 'absent'],
  ])('%s of %o with %o is %s', (matcher, state, args, expected) => {
    expect(judged(verdict(resource, matcher, state as GroupState, ...args))).toBe(expected)
  })
})
