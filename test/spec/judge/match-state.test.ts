import { describe, expect, it } from 'vitest'

import { ConfigError } from '../../../src/errors.ts'
import type { Existence } from '../../../src/resources/define-resource.ts'
import { failureOf } from '../../../src/spec/judge/explain.ts'
import type { Look } from '../../../src/spec/judge/judge.ts'
import { matchState } from '../../../src/spec/judge/match-state.ts'
import type { Target } from '../../../src/spec/scope.ts'
import { lamp } from '../harness.ts'

const state = {
  exists: true,
  colour: 'red',
  colours: ['red'],
  owner: undefined,
  socket: { volts: undefined, plug: 'F' },
  fuse: null,
} as Existence

describe('a pattern of a state', () => {
  it.each<[object, boolean]>([
    [{ colour: 'red' }, true],
    [{ colour: 'blue' }, false],
    [{ colour: expect.stringMatching(/^r/) }, true],
    [{ colour: expect.stringMatching(/^b/) }, false],
    [{ colours: ['red'] }, true],
    [{ colours: [] }, false],
    [{ owner: undefined }, true],
    [{ owner: expect.anything() }, false],
    [{ socket: { plug: 'F' } }, true],
    [{ socket: { plug: 'G' } }, false],
    [{ fuse: null }, true],
    [{ fuse: 'x' }, false],
  ])('%j: %s', (pattern, pass) => {
    const verdict = matchState(lamp('a'), state, pattern)
    expect(verdict).toMatchObject({ pass })
    expect(verdict).not.toHaveProperty('comparable')
  })

  it.each<[string, object]>([
    ['a RegExp, which Vitest holds for true of everything', { colour: /blue/ }],
    ['a RegExp in a list', { colours: [/blue/] }],
    ['an empty object in a list', { colours: [{}] }],
    ['an object of a class that has no properties', { colour: new URL('http://localhost') }],
    ['a text for a list', { colours: 'red' }],
    ['a list for a text', { colour: ['red'] }],
    ['an object for a text', { colour: { length: 3 } }],
    ['a number for a text', { colour: 1 }],
    ['a property that there is not', { watts: 1 }],
  ])('may not hold %s', (_, pattern) => {
    expect(() => matchState(lamp('a'), state, pattern)).toThrow(ConfigError)
  })

  it.each<[object, string]>([
    [{ owner: 'ops' }, 'owner'],
    [{ colour: 'red', owner: { name: 'ops' } }, 'owner'],
    [{ socket: { plug: 'F', volts: 230 } }, 'socket.volts'],
  ])('%j has nothing to be compared with, in both polarities', async (pattern, name) => {
    const verdict = matchState(lamp('a'), state, pattern)
    expect(verdict).toMatchObject({ comparable: false, actual: `it has no ${name}` })
    const link = { matcher: 'toMatchState', args: [pattern], negated: true, timing: undefined }
    const look = { resource: lamp('a'), link, state, verdict, name: 'a', key: 'a' } as unknown as Look
    const { message } = await failureOf({} as Target, look, false)
    expect(message).toMatch(/^lamp "a" does not match state .*, but there is nothing to compare$/)
  })
})
