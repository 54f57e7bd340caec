import { describe, expect, it } from 'vitest'
import { ConfigError } from '../../src/errors.ts'
import { Unknown } from '../../src/resources/define-resource.ts'
import { limits, type LimitsState } from '../../src/resources/limits.ts'
import { procLimits } from '../../src/resources/subjects/limits.ts'
import type { SubjectOptions } from '../../src/resources/subjects/key.ts'
import { captures, parsed } from './support/captures.ts'
import { judged, verdict } from './support/matchers.ts'
import { answer, debian, look, root, shells } from './support/shells.ts'

const keyOf = (name: string, options?: SubjectOptions) => limits(name).definition.key?.(name, options) ?? ''

describe('what hosts answered', () => {
  it.each(captures('limits/state'))('$host, $name', (capture) => {
    expect(parsed(procLimits, capture)).toEqual(capture.expected)
  })
})

describe.each(shells)('limits, looked at by $name', (shell) => {
  const keys = [keyOf('node', { of: 'process' }), keyOf('no such', { of: 'process' }), keyOf('nosuch'), keyOf("it's")]
  const states = look(shell, procLimits, keys)

  it('are those of processes, or of what is not there', () => {
    expect(keys.slice(1).map((key) => states.get(key))).toEqual(keys.slice(1).map(() => ({ exists: false })))
  })
  const knows = shell.name !== 'busybox'
  if (knows)
    it.runIf(root)('are those of a user', () => {
      const key = keyOf('nobody')
      expect(look(shell, procLimits, [key]).get(key)).toMatchObject({ exists: true, processes: [{ nofile: {} }] })
    })
  it.runIf(root)('of another user are for root to tell', () => {
    const key = keyOf('root')
    expect(look(shell, procLimits, [key], { user: 'nobody' }).get(key)).toBeInstanceOf(Unknown)
  })
})

describe('limits', () => {
  const key = keyOf('app')
  const read = (said: string) => {
    const body = Buffer.from(said).toString('base64')
    return procLimits.parse(answer(`= user\n${body}\n= end\n`), [key], debian).get(key)
  }
  it.each([
    ['su refuses', 'su: Authentication failure\n1'],
    ['the time is over', '\n=begin=\n\n124'],
    ['some are missing', '\n=begin=\nMax open files  1024  1024 files\n0'],
    ['nothing came', ''],
  ])('cannot be told when %s', (_, said) => expect(read(said)).toBeInstanceOf(Unknown))

  const of = (soft: number | 'unlimited') => ({ nofile: { soft, hard: 4096 } }) as never
  const one: LimitsState = { exists: true, processes: [of(1024)] }
  const none: LimitsState = { exists: true, processes: [of('unlimited')] }
  const two: LimitsState = { exists: true, processes: [of(1024), of(2048)] }
  it.each<[string, LimitsState, readonly unknown[], string]>([
    ['toHaveSoftLimit', one, ['nofile', 1024], 'true'],
    ['toHaveSoftLimit', one, ['nofile', { atLeast: 1025 }], 'false'],
    ['toHaveSoftLimit', one, ['nofile', 'unlimited'], 'false'],
    ['toHaveSoftLimit', none, ['nofile', 'unlimited'], 'true'],
    ['toHaveSoftLimit', none, ['nofile', { atLeast: 1025 }], 'true'],
    ['toHaveSoftLimit', none, ['nofile', { atMost: 1025 }], 'false'],
    ['toHaveSoftLimit', two, ['nofile', { atLeast: 1024 }], 'true'],
    ['toHaveSoftLimit', two, ['nofile', { atLeast: 4096 }], 'false'],
    ['toHaveSoftLimit', two, ['nofile', 1024], 'unknown'],
    ['toHaveSoftLimit', { exists: false }, ['nofile', 1024], 'absent'],
    ['toHaveHardLimit', one, ['nofile', 4096], 'true'],
  ])('%s of %o with %o is %s', (matcher, state, args, expected) => {
    expect(judged(verdict(limits('app'), matcher, state, ...args))).toBe(expected)
  })
  it.each([
    ['files', 1],
    ['nofile', undefined],
    ['nofile', '1024'],
    ['nofile', {}],
  ])('refuses %j and %j', (name, limit) => {
    expect(() => verdict(limits('app'), 'toHaveSoftLimit', one, name, limit)).toThrow(ConfigError)
  })
  it.each<[string, object]>([
    ['1000', {}],
    ['', { of: 'process' }],
    ['a-name-that-is-too-long', { of: 'process' }],
    ['app', { of: 'service' }],
  ])('refuses %j with %o', (name, options) => {
    expect(() => keyOf(name, options as SubjectOptions)).toThrow(ConfigError)
  })
})
