import { describe, expect, it } from 'vitest'
import { inspect as inspectInSpec, expect as demand, it as check, sh } from '../../src/index.ts'
import { defineList, listed, lookedUp, type Lister } from '../../src/resources/define-list.ts'
import { couldNotTell, Unknown } from '../../src/resources/define-resource.ts'
import { runSpec } from '../spec/harness.ts'
import { anAnswer, aPlatform } from './live/ask.ts'
import { judged, verdict } from './support/matchers.ts'

const lines: Lister<string> = {
  on: () => true,
  ask: () => sh`ls`,
  parse: ({ stdout, exitCode }) => (exitCode === 0 ? stdout.split('\n') : couldNotTell('permission denied')),
}
const files = defineList({ title: 'the files', providers: { lines: listed(lines) } })
const state = (items: readonly string[]) => ({ exists: true as const, list: true as const, items })

describe('a list', () => {
  it('is an array to inspect, and the same script however often it is wanted', async () => {
    const { outcomes, scripts } = await runSpec(() => {
      check(files()).toHaveCount(1)
      check('body', async () => {
        const all = await inspectInSpec(files())
        all satisfies readonly string[]
        demand(all).toEqual(['about ls'])
        await demand(files()).toHaveCount(1)
      })
    })
    expect(Object.values(outcomes).map(({ status }) => status)).toEqual(['passed', 'passed'])
    expect(scripts).toEqual(['ls'])
  })

  it('has a count', () => {
    expect(judged(verdict(files(), 'toHaveCount', state(['a', 'b']), 2))).toBe('true')
    expect(judged(verdict(files(), 'toHaveCount', state(['a', 'b']), { atLeast: 3 }))).toBe('false')
    expect(() => verdict(files(), 'toHaveCount', state([]), {})).toThrow(/a range needs/)
  })

  it('could not be told where it could not be read, and neither could anything in it', () => {
    const refused = anAnswer({ exitCode: 1 })
    expect(listed(lines).parse(refused, ['x'], aPlatform()).get('x')).toBeInstanceOf(Unknown)
    const one = lookedUp(lines, (items, key) => items.includes(key))
    expect(one.parse(refused, ['a', 'b'], aPlatform()).get('b')).toBeInstanceOf(Unknown)
    const told = one.parse(anAnswer({ stdout: 'a\nc' }), ['a', 'b'], aPlatform())
    expect([...told]).toEqual([
      ['a', true],
      ['b', false],
    ])
  })
})
