import { expect, it } from 'vitest'

import { interrupted } from '../../../src/run/stops.ts'
import { type Wish, Wishes } from '../../../src/run/watch/wishes.ts'

const changed = (...files: string[]): Wish => ({ type: 'changed', files: new Set(files) })
const stopped: Wish = { type: 'stopped', stop: interrupted('by hand') }

it.each<[string, readonly Wish[], Wish]>([
  ['files add up', [changed('a'), changed('b', 'a')], changed('a', 'b')],
  ['an end stands over a change', [changed('a'), { type: 'quit' }], { type: 'quit' }],
  ['a change does not stand over an end', [{ type: 'quit' }, changed('a')], { type: 'quit' }],
  ['a signal stands over all', [{ type: 'quit' }, stopped, { type: 'all' }], stopped],
  ['all is more than what failed', [{ type: 'failed' }, { type: 'all' }], { type: 'all' }],
  ['what is changed may be another role, so it stands over all', [{ type: 'all' }, changed('a')], changed('a')],
])('%s', async (_, made, expected) => {
  const wishes = new Wishes()
  for (const wish of made) wishes.add(wish)
  await wishes.made
  expect(wishes.first).toEqual(expected)
  expect(await wishes.next()).toEqual(expected)
  expect(wishes.first).toBeUndefined()
})

it('waits for the next one after each', async () => {
  const wishes = new Wishes()
  const first = wishes.next()
  wishes.add({ type: 'all' })
  expect(await first).toEqual({ type: 'all' })
  let made = false
  void wishes.made.then(() => (made = true))
  await new Promise((resolve) => setImmediate(resolve))
  expect(made).toBe(false)
  wishes.add({ type: 'failed' })
  expect(await wishes.next()).toEqual({ type: 'failed' })
})
