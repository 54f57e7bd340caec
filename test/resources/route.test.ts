import { describe, expect, it } from 'vitest'
import { ConfigError } from '../../src/errors.ts'
import { Unknown } from '../../src/resources/define-resource.ts'
import { ipRoute } from '../../src/resources/network/route.ts'
import { route, type RoutePresent } from '../../src/resources/route.ts'
import { captures, parsed } from './support/captures.ts'
import { judged, verdict } from './support/matchers.ts'
import { sandboxed } from './support/sandbox.ts'
import { answer, debian, look, root, shells } from './support/shells.ts'

describe('what hosts answered', () => {
  it.each(captures('route/state'))('$host, $name', (capture) => {
    expect(parsed(ipRoute, capture)).toEqual(capture.expected)
  })
})

describe.runIf(root).each(shells)('routes, looked at by $name', (shell) => {
  const setup = `ip link set lo up; ip link add eth1 type veth peer name p1; ip link set p1 up; ip link set eth1 up
ip address add 10.1.2.3/24 dev eth1; ip -6 address add fd00::7/64 nodad dev eth1
ip route add default via 10.1.2.2 metric 200; ip route add default via 10.1.2.1 metric 100
ip route add 10.8.0.0/16 nexthop via 10.1.2.4 nexthop via 10.1.2.5
ip route add 10.7.7.7 via 10.1.2.6; ip route add blackhole 10.66.0.0/16
ip -6 route add default via fd00::1`
  const keys = [
    '0.0.0.0/0',
    '::/0',
    '10.1.2.0/24',
    '10.8.0.0/16',
    '10.7.7.7/32',
    '10.66.0.0/16',
    '10.8.0.0/24',
    'fd00::/8',
  ]
  const states = look(sandboxed(shell, setup), ipRoute, keys)
  const gateways = (key: string) => (states.get(key) as RoutePresent).hops.map(({ gateway }) => gateway)

  it('are there or not, by exactly this destination', () => {
    expect(keys.slice(6).map((key) => states.get(key))).toEqual([{ exists: false }, { exists: false }])
    for (const key of keys.slice(0, 6)) expect(states.get(key)).not.toEqual({ exists: false })
  })
  it('lead through gateways, the best first', () => {
    expect(gateways('0.0.0.0/0')).toEqual(['10.1.2.1', '10.1.2.2'])
    expect(gateways('::/0')).toEqual(['fd00::1'])
    expect(gateways('10.1.2.0/24')).toEqual([undefined])
    expect(gateways('10.7.7.7/32')).toEqual(['10.1.2.6'])
    expect((states.get('10.66.0.0/16') as RoutePresent).hops).toMatchObject([{ type: 'blackhole', gateway: undefined }])
  })
  it('of equal rank are all there', () => {
    // busybox does not show the hops of one, and then it could not be told.
    if (shell.name === 'busybox') expect(states.get('10.8.0.0/16')).toBeInstanceOf(Unknown)
    else expect(gateways('10.8.0.0/16')).toEqual(['10.1.2.4', '10.1.2.5'])
  })
})

describe('routes', () => {
  const read = (stdout: string, key: string, more = {}) => ipRoute.parse(answer(stdout, more), [key], debian).get(key)

  it('are taken in the order of their metrics', () => {
    const stdout = 'default via 10.0.0.2 dev b metric 20\ndefault via 10.0.0.1 dev a metric 10\n= 0\n= 0\n'
    expect(read(stdout, '0.0.0.0/0')).toMatchObject({ hops: [{ interface: 'a' }, { interface: 'b' }] })
  })
  it('of IPv4 are told without IPv6', () => {
    const stdout = 'default via 10.0.0.1 dev eth0\n= 0\n= 2\n'
    expect(read(stdout, '0.0.0.0/0')).toMatchObject({ exists: true })
    expect(read(stdout, '::/0')).toBeInstanceOf(Unknown)
  })
  it.each([
    ['ip is not there', '= 127\n= 127\n', { stderr: 'sh: 1: ip: not found' }],
    ['the script ended early', '', { exitCode: 1 }],
    ['ip failed in the middle', 'default via 10.0.0.1 dev eth0\n= 2\n= 0\n', {}],
    ['a line cannot be read', 'Object "route" is unknown\n= 0\n= 0\n', {}],
  ])('cannot be told when %s', (_, stdout, more) => {
    expect(read(stdout, '0.0.0.0/0', more)).toBeInstanceOf(Unknown)
  })
})

describe('route()', () => {
  const key = (name: string) => route(name).definition.key?.(name, undefined)

  it.each([
    ['default', '0.0.0.0/0'],
    ['::/0', '::/0'],
    ['10.7.7.7', '10.7.7.7/32'],
    ['fd00:0::/8', 'fd00::/8'],
  ])('%s is %s', (name, expected) => expect(key(name)).toBe(expected))
  it.each([
    ['10.8.0.1/16', '10.8.0.0/16'],
    ['0.0.0.1/0', '0.0.0.0/0'],
    ['10.1.2.5/29', '10.1.2.0/29'],
    ['fd00:1:2:3::7/50', 'fd00:1:2::/50'],
  ])('refuses %s, which no table has, for %s', (name, hint) => {
    expect(() => key(name)).toThrow(expect.objectContaining({ hint }))
  })
  it.each(['', 'eth0', '10.0.0.0/33', '10.0/8', '-4', '10.0.0.0/8; id'])('refuses %j', (name) => {
    expect(() => key(name)).toThrow(ConfigError)
  })

  const hop = { gateway: '10.0.0.1', interface: 'eth0', metric: 0, type: 'unicast' }
  const present: RoutePresent = { exists: true, hops: [hop] }
  const refused = { exists: true, hops: [{ ...hop, gateway: undefined, interface: undefined, type: 'blackhole' }] }
  it.each<[string, object, readonly unknown[], string]>([
    ['toExist', present, [], 'true'],
    ['toExist', { exists: false }, [], 'false'],
    ['toHaveGateway', present, ['10.0.0.1'], 'true'],
    ['toHaveGateway', present, ['10.0.0.10'], 'false'],
    ['toHaveGateway', refused, ['10.0.0.1'], 'absent'],
    ['toHaveGateway', { exists: false }, ['10.0.0.1'], 'absent'],
    ['toHaveInterface', present, ['eth0'], 'true'],
    ['toHaveInterface', present, ['eth'], 'false'],
    ['toHaveInterface', refused, ['blackhole'], 'false'],
  ])('%s of %o with %o is %s', (matcher, state, args, expected) => {
    expect(judged(verdict(route('default'), matcher, state as RoutePresent, ...args))).toBe(expected)
  })
  it('refuses a gateway that is no address', () => {
    expect(() => verdict(route('default'), 'toHaveGateway', present, 'router')).toThrow(ConfigError)
    expect(() => verdict(route('default'), 'toHaveInterface', present, undefined)).toThrow(ConfigError)
  })
})
