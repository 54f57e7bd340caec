import { expect, it } from 'vitest'

import { loadProofs } from '../end-to-end/situations.ts'
import { mechanismsOf } from './mechanisms.ts'
import { resourceDocs } from './resource-docs.ts'
import { resourcesPage } from './resources-page.ts'

const docs = resourceDocs()
const proofs = await loadProofs()

it('docs/resources.md is what the source says (npm run docs writes it)', async () => {
  await expect(resourcesPage(docs, proofs)).toMatchFileSnapshot('../../docs/resources.md')
})

it.each(docs)('$name has an example, and says what each of its matchers means', ({ text, example, matchers }) => {
  expect(text).not.toBe('')
  expect(example).toBeDefined()
  expect(matchers.length).toBeGreaterThan(0)
  expect(matchers.filter(({ doc }) => doc === '')).toEqual([])
})

it.each(docs)('$name is tried on a real host by every mechanism, or it is said why not', ({ name, file }) => {
  const silent = mechanismsOf(name, proofs.get(file)).filter(
    ({ machines, parsedOnly }) => machines.length === 0 && parsedOnly === undefined,
  )
  expect(silent).toEqual([])
})

it.each(docs)('$name is tried in four situations, or it is said which it cannot be in', ({ file }) => {
  const { situations = [], without = {}, parsedOnly = {} } = proofs.get(file) ?? {}
  const missing = (['holds', 'fails', 'absent', 'untold'] as const).filter(
    (kind) => without[kind] === undefined && situations.every((situation) => situation[kind].length === 0),
  )
  if (situations.length > 0 || Object.keys(parsedOnly).length === 0) expect(missing).toEqual([])
})
