import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createGithubReporter } from '../../reporters/github.ts'
import { createJsonReporter } from '../../reporters/json.ts'
import { createJunitReporter } from '../../reporters/junit.ts'
import { report } from './arbitrary.ts'
import { print } from './print.ts'
import { sample } from './sample.ts'
import { parseXml } from './xml-parser.ts'

const HARMFUL = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u
const CI_COMMAND = /^\s*::|##\[|##vso\[|##teamcity\[/m
// oxlint-disable-next-line no-control-regex -- the sequences that are ours
const OURS = /\u001b\[(?:[\d;]*m|\?2026[hl]|2K|J|\d+A)|\r/g

describe('whatever a host, a spec or an inventory says', () => {
  it.each([{ evidence: 'short' as const }, { evidence: 'full' as const, verbose: true }, { quiet: true }])(
    'the console shows it and obeys nothing of it: %o',
    (options) => {
      fc.assert(
        fc.property(report, (run) => {
          const shown = print(run, options)
          expect(shown).not.toMatch(HARMFUL)
          expect(shown).not.toMatch(CI_COMMAND)
        }),
        { examples: [[sample]] },
      )
    },
  )

  it('a terminal gets no sequences but ours, and colours are closed', () => {
    fc.assert(
      fc.property(report, fc.integer({ min: 40, max: 120 }), (run, columns) => {
        const shown = print(run, { isTerminal: true, color: true, columns })
        expect(shown.replace(OURS, '')).not.toMatch(HARMFUL)
      }),
      { examples: [[sample, 80]] },
    )
  })

  it('JUnit is well formed, its suites are not empty and its cases have names of their own', () => {
    const runs = fc.sample(report, 300)
    // files that differ by what XML forbids alone
    const problems = ['a\u0001', 'a\u0002'].map(
      (file) => ({ kind: 'spec', message: 'm', location: { file, line: 1, column: 1 } }) as const,
    )
    const alike = { ...sample, problems }
    const documents = [sample, alike, ...runs].map((run) => createJunitReporter().onEnd(run) ?? '')
    for (const root of parseXml(documents)) {
      for (const suite of root.children) {
        const cases = suite.children.filter(({ name }) => name === 'testcase')
        const names = cases.map(({ attributes }) => `${attributes['classname']}\0${attributes['name']}`)
        expect(new Set(names).size).toBe(cases.length)
        expect(cases.length).toBeGreaterThan(0)
      }
    }
  })

  it('JSON is one document that says the same, and is safe to print', () => {
    fc.assert(
      fc.property(report, (run) => {
        const document = createJsonReporter().onEnd(run) ?? ''
        expect(document).not.toMatch(HARMFUL)
        expect(JSON.parse(document)).toEqual(JSON.parse(JSON.stringify(run)))
      }),
    )
  })

  it('GitHub gets one command a line', () => {
    fc.assert(
      fc.property(report, (run) => {
        const lines = (createGithubReporter().onEnd(run) ?? '').split('\n')
        expect(lines.pop()).toBe('')
        for (const line of lines) {
          expect(line).toMatch(/^::(?:error|warning) (?:file=[^,:]*,line=\d+,col=\d+,)?title=[^,:]*::/)
          expect(line).not.toMatch(HARMFUL)
        }
      }),
    )
  })
})
