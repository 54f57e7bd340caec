import { expect, it } from 'vitest'
import type { CollectedCheck } from '../../../src/spec/collect/collect.ts'
import { Registry } from '../../../src/spec/collect/registry.ts'
import { newGroup } from '../../../src/spec/tree.ts'

const file = newGroup({ title: '/p/specs/app.spec.ts', mode: 'run', conditions: [], options: {}, location: undefined })

function check(title: string): CollectedCheck {
  const node = { title, mode: 'run', conditions: [], options: {}, location: undefined } as const
  const entry = { ...node, type: 'body', body: () => undefined } as const
  return { entry, groups: [file], file, titles: [title], tags: [], skip: undefined, only: false }
}

function idsOf(registry: Registry, titles: readonly string[]): string[] {
  return registry.add('app', titles.map(check)).checks.map(({ id }) => id.replace('app › specs/app.spec.ts › ', ''))
}

it('numbers titles that come again, alike on every host', () => {
  const registry = new Registry({ root: '/p' })
  const ids = ['a', 'b', 'a (2)', 'a (3)']
  expect(idsOf(registry, ['a', 'b', 'a', 'a'])).toEqual(ids)
  expect(idsOf(registry, ['a', 'b', 'a', 'a'])).toEqual(ids)
  expect(registry.inOrder()).toHaveLength(4)
})

it.each([[['a', 'a', 'a (2)']], [['a (2)', 'a', 'a']], [['a', 'a (2)', 'a', 'a (2)', 'a', 'a (2) (2)']]])(
  'takes no two checks of a host for one: %j',
  (titles) => {
    expect(new Set(idsOf(new Registry({ root: '/p' }), titles)).size).toBe(titles.length)
  },
)
