import { describe, expect, it } from 'vitest'
import { ConfigError } from '../../src/errors.ts'
import { Unknown } from '../../src/resources/define-resource.ts'
import { networkInterface, type InterfacePresent } from '../../src/resources/network-interface.ts'
import { ipAddress, speed } from '../../src/resources/network/interface.ts'
import { captures, parsed } from './support/captures.ts'
import { judged, verdict } from './support/matchers.ts'
import { sandboxed } from './support/sandbox.ts'
import { answer, debian, look, root, shells } from './support/shells.ts'

describe('what hosts answered', () => {
  it.each(captures('network-interface/state'))('$host, $name', (capture) => {
    expect(parsed(ipAddress, capture)).toEqual(capture.expected)
  })
  it.each(captures('network-interface/speed'))('speed: $host, $name', (capture) => {
    expect(parsed(speed, capture)).toEqual(capture.expected)
  })
})

describe.runIf(root).each(shells)('interfaces, looked at by $name', (shell) => {
  const setup = `mount -t sysfs sys /sys; ip link set lo up
ip link add eth1 type veth peer name p1; ip link set p1 up; ip link set eth1 mtu 1400 up; ip link property add dev eth1 altname other
ip address add 10.1.2.3/24 dev eth1; ip address add 10.9.9.9 peer 10.9.9.10/32 dev eth1
ip -6 address add fd00:0::7/64 nodad dev eth1
ip link add eth10 type veth peer name p10; ip link add v0 type veth peer name v1; ip link set v0 up`
  const inside = sandboxed(shell, setup)
  const names = ['lo', 'eth1', 'other', 'eth10', 'v0', 'eth', 'eth100', '$(exit)', "'"]
  const states = look(inside, ipAddress, names)
  const state = (name: string) => states.get(name) as InterfacePresent

  it('are there or not, by the whole name or another one', () => {
    const there = names.filter((name) => state(name).exists)
    expect(there.filter((name) => shell.name !== 'busybox' || name !== 'other')).toEqual(
      ['lo', 'eth1', 'other', 'eth10', 'v0'].filter((name) => shell.name !== 'busybox' || name !== 'other'),
    )
    expect([...states.values()].filter((found) => found instanceof Unknown)).toEqual([])
  })
  it('are up when they are switched on and have a carrier', () => {
    expect(['lo', 'eth1', 'eth10', 'v0'].map((name) => state(name).up)).toEqual([true, true, false, false])
  })
  it('have addresses and an MTU', () => {
    expect(state('eth1').mtu).toBe(1400)
    const own = state('eth1').addresses.filter(({ scope }) => scope === 'global')
    expect(own.map(({ address, prefix }) => `${address}/${prefix}`)).toEqual([
      '10.1.2.3/24',
      '10.9.9.9/32',
      'fd00::7/64',
    ])
    expect(state('eth10').addresses).toEqual([])
  })
  it('have a speed where the driver has one', () => {
    const speeds = look(sandboxed(shell, `${setup}; ip link set v1 up`), speed, ['v0', 'lo'])
    expect(speeds.get('v0')).toBe(10_000)
    expect(speeds.get('lo')).toBeInstanceOf(Unknown)
    const elsewhere = look(sandboxed(shell, 'ip link add a0 type veth peer name eth0'), speed, ['eth0'])
    expect(elsewhere.get('eth0')).toMatchObject({ reason: '/sys shows the interfaces of another network namespace' })
  })
})

describe('interfaces', () => {
  const up = '2: eth1: <BROADCAST,UP,LOWER_UP> mtu 1500 qdisc noop state UP qlen 1\n'
  it('do not have an address that another host has', () => {
    const line = (flags: string) =>
      `2: eth1    inet6 fd00::7/64 scope global ${flags}\\       valid_lft forever preferred_lft forever\n`
    const read = (flags: string) => ipAddress.parse(answer(`${up}=\n${line(flags)}`), ['eth1'], debian).get('eth1')
    expect(read('')).toMatchObject({ addresses: [{ address: 'fd00::7' }] })
    expect(read('dadfailed tentative ')).toMatchObject({ addresses: [] })
  })
  it.each(['DOWN', 'DORMANT', 'LOWERLAYERDOWN'])('are not up when their state is %s', (state) => {
    const line = `2: eth1: <BROADCAST,UP,LOWER_UP> mtu 1500 qdisc noop state ${state} qlen 1\n=\n`
    expect(ipAddress.parse(answer(line), ['eth1'], debian).get('eth1')).toMatchObject({ exists: true, up: false })
  })
  it.each([
    ['ip is not there', '', { exitCode: 127, stderr: 'sh: 1: ip: not found' }],
    ['ip says nothing', '=\n', {}],
    ['ip was interrupted', '1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 state UNKNOWN\n', {}],
    ['a line cannot be read', 'garbage\n=\n', {}],
    ['an address cannot be read', `${up}=\n2: eth1    inet 10.0.0 brd 10.0.0.255 scope global eth1\n`, {}],
  ])('cannot be told when %s', (_, stdout, more) => {
    expect(ipAddress.parse(answer(stdout, more), ['eth1'], debian).get('eth1')).toBeInstanceOf(Unknown)
  })
})

describe('networkInterface()', () => {
  it.each(['', 'a b', 'eth0@if3', 'eth0:1', 'a/b', '..'])('refuses %j', (name) => {
    expect(() => networkInterface(name).definition.key?.(name, undefined)).toThrow(ConfigError)
  })

  const present: InterfacePresent = {
    exists: true,
    up: true,
    operationalState: 'up',
    flags: ['UP', 'LOWER_UP'],
    mtu: 1500,
    mac: undefined,
    addresses: [
      { family: 'ipv4', address: '10.0.0.1', prefix: 24, scope: 'global' },
      { family: 'ipv6', address: 'fd00::7', prefix: 64, scope: 'global' },
    ],
  }
  it.each<[string, object, readonly unknown[], string]>([
    ['toExist', present, [], 'true'],
    ['toExist', { exists: false }, [], 'false'],
    ['toBeUp', present, [], 'true'],
    ['toBeUp', { ...present, up: false }, [], 'false'],
    ['toBeUp', { exists: false }, [], 'absent'],
    ['toHaveAddress', present, ['10.0.0.1'], 'true'],
    ['toHaveAddress', present, ['10.0.0.1/24'], 'true'],
    ['toHaveAddress', present, ['10.0.0.1/16'], 'false'],
    ['toHaveAddress', present, ['10.0.0.10'], 'false'],
    ['toHaveAddress', present, ['fd00:0:0::0007/64'], 'true'],
    ['toHaveMtu', present, [1500], 'true'],
    ['toHaveMtu', present, [150], 'false'],
    ['toHaveSpeed', { ...present, speed: 1000 }, [{ atLeast: 1000 }], 'true'],
    ['toHaveSpeed', { ...present, speed: 1000 }, [10_000], 'false'],
  ])('%s of %o with %o is %s', (matcher, state, args, expected) => {
    expect(judged(verdict(networkInterface('eth0'), matcher, state as InterfacePresent, ...args))).toBe(expected)
  })
  it.each(['eth0', '10.0.0', '10.0.0.1/', ''])('refuses the address %j', (address) => {
    expect(() => verdict(networkInterface('eth0'), 'toHaveAddress', present, address)).toThrow(ConfigError)
  })
})
