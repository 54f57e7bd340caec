import { expect, it } from 'vitest'

import type { RunOptions } from '../../../src/run/options/options.ts'
import { onlySpecs } from '../../../src/run/watch/only-specs.ts'

it('leaves out roles that have none of the specs, and hosts of which no role is left', () => {
  const roles = [
    { name: 'app', specs: ['/a', '/base'], hosts: ['web-1', 'both'] },
    { name: 'db', specs: ['/db', '/base'], hosts: ['db-1', 'both'] },
  ]
  const hosts = ['web-1', 'both', 'db-1'].map((id) => ({ id }))
  const only = (...specs: string[]) => {
    const found = onlySpecs({ roles, hosts, root: '/' } as unknown as RunOptions, new Set(specs))
    return [found.roles.map(({ name, specs: left }) => [name, left]), found.hosts.map(({ id }) => id)]
  }
  expect(only('/db')).toEqual([[['db', ['/db']]], ['both', 'db-1']])
  expect(only('/base')).toEqual([
    [
      ['app', ['/base']],
      ['db', ['/base']],
    ],
    ['web-1', 'both', 'db-1'],
  ])
})
