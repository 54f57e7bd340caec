import { describe, expect, it } from 'vitest'
import { ConfigError } from '../../src/errors.ts'
import { defaultGateway } from '../../src/resources/default-gateway.ts'
import type { RoutePresent } from '../../src/resources/route.ts'
import { judged, verdict } from './support/matchers.ts'

// What hosts answer, and what of it could not be told, is in route.test.ts: the provider, ipRoute, is the same.
describe('defaultGateway()', () => {
  const hop = (gateway: string | undefined, name: string, metric: number) => ({
    gateway,
    interface: name,
    metric,
    type: 'unicast',
  })
  const hops = [hop('10.0.0.1', 'eth0', 100), hop('10.0.0.2', 'eth1', 200)]
  const present: RoutePresent = { exists: true, hops }

  it('is one of each family', () => {
    const key = (options?: { family: 'ipv6' }) => defaultGateway(options).definition.key?.('default', options)
    expect([key(), key({ family: 'ipv6' })]).toEqual(['0.0.0.0/0', '::/0'])
  })
  it.each<[string, object, readonly unknown[], string]>([
    ['toExist', present, [], 'true'],
    ['toExist', { exists: false }, [], 'false'],
    ['toHaveAddress', present, ['10.0.0.1'], 'true'],
    ['toHaveAddress', present, ['10.0.0.2'], 'false'],
    ['toHaveAddress', present, ['10.0.0.10'], 'false'],
    ['toHaveAddress', { exists: true, hops: [hop(undefined, 'ppp0', 0)] }, ['10.0.0.1'], 'absent'],
    ['toHaveAddress', { exists: false }, ['10.0.0.1'], 'absent'],
    ['toHaveInterface', present, ['eth0'], 'true'],
    ['toHaveInterface', present, ['eth1'], 'false'],
  ])('%s of %o with %o is %s', (matcher, state, args, expected) => {
    expect(judged(verdict(defaultGateway(), matcher, state as RoutePresent, ...args))).toBe(expected)
  })
  it('refuses what is no address, and no family', () => {
    expect(() => verdict(defaultGateway(), 'toHaveAddress', present, 'router')).toThrow(ConfigError)
    expect(() => defaultGateway({ family: 'ip' as 'ipv4' })).toThrow(ConfigError)
  })
})
