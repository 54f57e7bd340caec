import { expect, it } from 'vitest'
import { didYouMean, nearest } from '../src/nearest.ts'

const WORDS = ['role', 'reporter', 'retry-for', 'sudo', 'host', 'hosts']

it.each([
  ['rol', 'role'],
  ['Role', 'role'],
  ['reporer', 'reporter'],
  ['sduo', 'sudo'],
  ['retryFor', 'retry-for'],
  ['hots', 'host'],
  ['hostss', 'hosts'],
])('takes %s for %s', (word, meant) => {
  expect(nearest(word, WORDS)).toBe(meant)
  expect(didYouMean(word, WORDS)).toBe(` Did you mean "${meant}"?`)
})

it.each(['', 'x', 'watch', 'inventory', 'completely-different'])('takes %j for nothing', (word) => {
  expect(nearest(word, WORDS)).toBeUndefined()
  expect(didYouMean(word, WORDS)).toBe('')
})

it('takes a word of one letter for another at one letter only', () => {
  expect(nearest('a', ['b'])).toBe('b')
  expect(nearest('a', ['bc'])).toBeUndefined()
})
