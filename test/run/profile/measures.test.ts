import { describe, expect, it } from 'vitest'

import { covered, groupBy } from '../../../src/run/profile/measures.ts'

const at = (begin: number, end: number) => ({ begin, end })

describe('covered', () => {
  it.each([
    ['nothing', [], 0],
    ['one', [at(2, 5)], 3],
    ['two apart, in any order', [at(7, 8), at(2, 5)], 4],
    ['two that overlap', [at(2, 5), at(4, 8)], 6],
    ['one within another', [at(2, 8), at(4, 5)], 6],
    ['what is outside', [at(-9, -1), at(11, 12)], 0],
    ['what goes beyond', [at(-9, 1), at(9, 12)], 2],
  ])('counts %s', (_, intervals, expected) => {
    expect(covered(intervals, at(0, 10))).toBe(expected)
  })
})

it('groupBy keeps the order in which keys and values came', () => {
  expect([...groupBy([3, 1, 4, 6], (value) => value % 2 === 0)]).toEqual([
    [false, [3, 1]],
    [true, [4, 6]],
  ])
})
