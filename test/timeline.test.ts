import { expect, it } from 'vitest'

import { dateOf, keepMarks, mark, marks, moment } from '../src/timeline.ts'

it('keeps nothing before it is asked to, and then everything in order', () => {
  mark('hosts')
  expect(marks()).toEqual([])
  keepMarks()
  mark('connecting', 'web-1')
  mark('loaded', undefined, 5)
  keepMarks()
  expect(marks()).toEqual([
    { name: 'connecting', host: 'web-1', at: expect.any(Number) },
    { name: 'loaded', host: undefined, at: 5 },
  ])
})

it('knows the date of a moment', () => {
  const before = Date.now()
  const then = dateOf(moment() - 60_000).getTime()
  expect(Math.abs(then - (before - 60_000))).toBeLessThan(5_000)
})
