import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

import { ENDINGS, FAULTS } from '../end-to-end/faults/catalogue.ts'

const page = readFileSync('docs/reliability.md', 'utf8')
const section = (title: string): string => page.split(`\n## ${title}\n`)[1]?.split('\n## ')[0] ?? ''

it('docs/reliability.md names every fault that is injected, and no other (npm run reliability writes it)', () => {
  const rows = section('Faults').matchAll(/^\| (.*?) \| .*\|$/gm)
  const [, ...named] = [...rows].map(([, fault]) => fault)
  expect(named.filter((fault) => !/^-+/.test(fault ?? ''))).toEqual(Object.values(FAULTS))
})

it('and every way for a run to end', () => {
  const named = [...section('Endings').matchAll(/^- (.*)$/gm)].map(([, ending]) => ending)
  expect(named).toEqual(Object.values(ENDINGS))
})

it('and no wrong green, and no process that was left', () => {
  expect(page).toMatch(/^\| wrong greens.* \| 0 \| 0 \| met \|$/m)
  expect(page).toMatch(/^\| processes left .* \| 0 \| 0 \| met \|$/m)
})
