import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

import { inShort, withBlock } from '../../bench/in-short.ts'
import { cells, judged } from '../../bench/tables.ts'

describe('README.md', () => {
  const readme = readFileSync('README.md', 'utf8')
  const results = readFileSync('bench/results.md', 'utf8')
  const verdicts = cells(results).filter((row) => /^(?:met|MISSED|NOT MEASURED)$/.test(row.at(-1)!))

  it('shows what bench/results.md says (npm run bench writes both)', () => {
    expect(readme).toBe(withBlock(readme, inShort(results)))
  })

  it('and every goal that is not met', () => {
    const missed = verdicts.filter((row) => row.at(-1) !== 'met')
    for (const [what, measured] of missed) expect(readme).toContain(`: ${what}: ${measured}, goal `)
    expect(readme).toContain(`\nGoals met: ${verdicts.length - missed.length} of ${verdicts.length}.`)
  })
})

describe('a figure beside its goal', () => {
  const verdictOf = (measured: number | undefined, goal: { atMost: number } | { atLeast: number }) =>
    cells(judged([{ what: 'it', measured, goal, why: 'For a reason.' }]))
      .at(-1)!
      .at(-1)

  it('is met up to it, or from it', () => {
    expect([1.9, 2, 2.001].map((measured) => verdictOf(measured, { atMost: 2 }))).toEqual(['met', 'met', 'MISSED'])
    expect([14.999, 15, 16].map((measured) => verdictOf(measured, { atLeast: 15 }))).toEqual(['MISSED', 'met', 'met'])
  })

  it('is not met where there is none', () => {
    expect(verdictOf(undefined, { atMost: 2 })).toBe('NOT MEASURED')
    expect(verdictOf(Number.NaN, { atMost: 2 })).toBe('MISSED')
  })

  it('has its reason only where it is missed', () => {
    const why = (measured: number) => judged([{ what: 'it', measured, goal: { atMost: 2 }, why: 'For a reason.' }])
    expect(why(3)).toContain('- MISSED: it. For a reason.')
    expect(why(1)).not.toContain('reason')
  })
})
