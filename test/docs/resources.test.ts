import { expect, it } from 'vitest'

import { loadProofs } from '../end-to-end/situations.ts'
import { resourceDocs } from './resource-docs.ts'
import { resourcesPage } from './resources-page.ts'

const docs = resourceDocs()

it('docs/resources.md is what the source says (npm run docs writes it)', async () => {
  await expect(resourcesPage(docs, await loadProofs())).toMatchFileSnapshot('../../docs/resources.md')
})

it.each(docs)('$name has an example, and says what each of its matchers means', ({ text, example, matchers }) => {
  expect(text).not.toBe('')
  expect(example).toBeDefined()
  expect(matchers.length).toBeGreaterThan(0)
  expect(matchers.filter(({ doc }) => doc === '')).toEqual([])
})
