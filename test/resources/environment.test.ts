import { describe, expect, it } from 'vitest'
import { ConfigError } from '../../src/errors.ts'
import { Unknown } from '../../src/resources/define-resource.ts'
import { environment, type EnvironmentState } from '../../src/resources/environment.ts'
import { procEnviron } from '../../src/resources/subjects/environment.ts'
import type { SubjectOptions } from '../../src/resources/subjects/key.ts'
import { captures, parsed } from './support/captures.ts'
import { judged, verdict } from './support/matchers.ts'
import { answer, debian } from './support/shells.ts'

const keyOf = (name: string, options?: SubjectOptions) => environment(name).definition.key?.(name, options) ?? ''

describe('what hosts answered', () => {
  it.each(captures('environment/state'))('$host, $name', (capture) => {
    expect(parsed(procEnviron, capture)).toEqual(capture.expected)
  })
})

describe('an environment', () => {
  const key = keyOf('app')
  const read = (said: string) => {
    const body = Buffer.from(said).toString('base64')
    return procEnviron.parse(answer(`= user\n${body}\n= end\n`), [key], debian).get(key)
  }
  it('has lines, whatever a profile prints before it', () => {
    expect(read('hello\n\n=begin=\nA=1\n2\0A=3\0=x\0B=a=b\0\n0')).toEqual({
      exists: true,
      names: ['A', 'B'],
      variables: [{ A: '1\n2', B: 'a=b' }],
    })
  })
  it.each([
    ['su refuses', 'su: Authentication failure\n1'],
    ['it was cut', '\n=begin=\nA=1\0B\n0'],
    ['nothing came', ''],
    ['a title was written over it, as the master of nginx does', '\n=begin=\nn; master_process on;\0\0\0\0\n0'],
    ['a title was written before it, as the workers of nginx do', '\n=begin=\n\0\0\0\0\n0'],
    ['a part of it is left', '\n=begin=\nhd -D [listener] 0 of 10-100 startups\0\0\0LANG=C\0\n0'],
  ])('cannot be told when %s', (_, said) => expect(read(said)).toBeInstanceOf(Unknown))
  it('of several processes is that of each', () => {
    const process = keyOf('x', { of: 'process' })
    const part = (text: string) => `process\n${Buffer.from(`=begin=\n${text}\n0`).toString('base64')}\n`
    const stdout = `= process\n${part('A=1\0B=1\0')}process\ngone\n${part('A=2\0')}= end\n`
    const state = procEnviron.parse(answer(stdout), [process], debian).get(process)
    expect(state).toEqual({ exists: true, names: ['A'], variables: [{ A: '1', B: '1' }, { A: '2' }] })
  })

  const one: EnvironmentState = { exists: true, names: ['A'], variables: [{ A: 'xyz' }] }
  const two: EnvironmentState = { exists: true, names: ['A'], variables: [{ A: 'xyz' }, { A: 'x', B: '' }] }
  it.each<[EnvironmentState, readonly unknown[], string]>([
    [one, ['A'], 'true'],
    [one, ['A', 'xyz'], 'true'],
    [one, ['A', 'xy'], 'false'],
    [one, ['A', /^x/], 'true'],
    [one, ['toString'], 'false'],
    [one, ['B', 'xyz'], 'absent'],
    [one, ['B', /x/], 'absent'],
    [two, ['B', ''], 'unknown'],
    [two, ['A', /^x/], 'true'],
    [two, ['A', 'x'], 'unknown'],
    [two, ['B'], 'unknown'],
    [two, ['C'], 'false'],
    [{ exists: false }, ['A'], 'absent'],
  ])('%o toHaveVariable %o is %s', (state, args, expected) => {
    expect(judged(verdict(environment('app'), 'toHaveVariable', state, ...args))).toBe(expected)
  })
  it('refuses what is no name, and no value', () => {
    expect(() => verdict(environment('app'), 'toHaveVariable', one, undefined)).toThrow(ConfigError)
    expect(() => verdict(environment('app'), 'toHaveVariable', one, 'A', 1)).toThrow(ConfigError)
  })
  it('never shows its values', () => expect(environment('app').definition.sensitive).toEqual(['variables']))
})
