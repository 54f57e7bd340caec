import { describe, expect, it } from 'vitest'

import { depletedRoles } from '../../../src/run/hosts/gone.ts'
import type { RunOptions } from '../../../src/run/options/options.ts'
import { parseShard, takeShard } from '../../../src/run/options/shard.ts'
import { hostAt } from '../host-at.ts'

const SPECS = ['base', 'app', 'logs', 'time', 'users'].map((name) => `/specs/${name}.spec.ts`)
const HOSTS = Array.from({ length: 12 }, (_, index) => `web-${index + 1}`)

function optionsFor(hosts: readonly string[], { atLeast = 1, specs = SPECS } = {}): RunOptions {
  const role = { name: 'app', file: '/roles/app.ts', specs, hosts, atLeast, vars: {} }
  return { roles: [role], hosts: hosts.map((id) => ({ id })) } as unknown as RunOptions
}

/** `host spec` of everything that a shard checks. */
function pairs(options: RunOptions, index: number, total: number): string[] {
  return takeShard(options, { index, total }).roles.flatMap(({ hosts, specsOf }) =>
    hosts.flatMap((host) => (specsOf?.get(host) ?? []).map((spec) => `${host} ${spec}`)),
  )
}

describe('the shards of a run', () => {
  it.each([1, 2, 3, 4, 7, 100])('are together the whole of it, each pair once (%s)', (total) => {
    const all = Array.from({ length: total }, (_, index) => pairs(optionsFor(HOSTS), index + 1, total)).flat()
    expect(all.toSorted()).toEqual(HOSTS.flatMap((host) => SPECS.map((spec) => `${host} ${spec}`)).toSorted())
  })

  it('are about as large as each other', () => {
    const sizes = [1, 2, 3, 4].map((index) => pairs(optionsFor(HOSTS), index, 4).length)
    expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(6)
  })

  it('leave nothing out when another node sees other hosts', () => {
    const seen = [1, 2, 3].map((index) => pairs(optionsFor(index === 2 ? ['new', ...HOSTS] : HOSTS), index, 3))
    for (const host of HOSTS) for (const spec of SPECS) expect(seen.flat()).toContain(`${host} ${spec}`)
  })

  it('leave nothing out when another node calls an instance otherwise', () => {
    const named = (...names: string[]): RunOptions => {
      const hosts = names.map((id, index) => hostAt({ id, instance: `i-${index}` }))
      return { ...optionsFor(names), hosts }
    }
    for (const total of [2, 3, 5]) {
      const seen = Array.from({ length: total }, (_, index) =>
        pairs(index === 0 ? named('web') : named('web-i-0', 'web-i-1'), index + 1, total),
      )
      const specs = seen
        .flat()
        .filter((pair) => /^web(-i-0)? /.test(pair))
        .map((pair) => String(pair.split(' ')[1]))
      expect(specs.toSorted()).toEqual(SPECS.toSorted())
    }
  })

  it('visit only the hosts of which they check something', () => {
    const { hosts, roles } = takeShard(optionsFor(HOSTS, { specs: SPECS.slice(0, 1) }), { index: 1, total: 4 })
    expect(hosts.map(({ id }) => id)).toEqual(roles[0]?.hosts)
    expect(hosts.length).toBeLessThan(HOSTS.length)
  })

  it('all say that a role has too few hosts', () => {
    for (const index of [1, 2]) {
      const { roles } = takeShard(optionsFor(['web-1'], { atLeast: 2 }), { index, total: 2 })
      expect(roles).toMatchObject([{ hosts: ['web-1'], atLeast: 2 }])
    }
  })

  it('do not say so of the hosts that another one checks, and notice when one of their own has gone', () => {
    for (const specs of [SPECS, SPECS.slice(0, 1)]) {
      const parts = [1, 2, 3].flatMap(
        (index) => takeShard(optionsFor(HOSTS, { atLeast: 11, specs }), { index, total: 3 }).roles,
      )
      expect(parts).toHaveLength(3)
      for (const role of parts) {
        const depleted = (gone: number) => {
          const options = { root: '/', roles: [role], hosts: role.hosts.map((id) => hostAt({ id })) }
          return depletedRoles(options, [], new Set(role.hosts.slice(0, gone)))
        }
        expect(depleted(1)).toEqual([])
        expect(depleted(2)).toMatchObject([{ kind: 'too-few-hosts' }])
      }
    }
  })
})

describe('a shard', () => {
  it('is named by its number, or by the node of CircleCI', () => {
    expect(parseShard('2/4', '--shard', {})).toEqual({ index: 2, total: 4 })
    const node = { CIRCLE_NODE_INDEX: '0', CIRCLE_NODE_TOTAL: '3' }
    expect(parseShard('auto', '--shard', node)).toEqual({ index: 1, total: 3 })
  })

  it.each(['0/4', '5/4', '1', '1/0', 'a/b', '-1/4', '1/4x', ''])('is not named by %j', (text) => {
    expect(() => parseShard(text, '--shard', {})).toThrow('--shard says')
  })

  it('is no node of CircleCI elsewhere', () => {
    expect(() => parseShard('auto', '--shard', {})).toThrow('--shard auto needs CIRCLE_NODE_INDEX')
    expect(() => parseShard('auto', '--shard', { CIRCLE_NODE_INDEX: '3', CIRCLE_NODE_TOTAL: '3' })).toThrow('no part')
  })
})
