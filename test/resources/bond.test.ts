import { describe, expect, it } from 'vitest'
import { ConfigError } from '../../src/errors.ts'
import { bond, type BondState } from '../../src/resources/bond.ts'
import { Unknown } from '../../src/resources/define-resource.ts'
import { procBonding } from '../../src/resources/network/bond.ts'
import { captures, parsed } from './support/captures.ts'
import { judged, verdict } from './support/matchers.ts'
import { answer, debian, look, shells } from './support/shells.ts'

describe('what hosts answered', () => {
  it.each(captures('bond/state'))('$host, $name', (capture) => {
    expect(parsed(procBonding, capture)).toEqual(capture.expected)
  })
})

// The example of the kernel's bonding.rst, with a second interface whose link is down: no machine here has the driver.
const DOCUMENTED = `Ethernet Channel Bonding Driver: 2.6.1 (October 29, 2004)
Bonding Mode: load balancing (round-robin)
Currently Active Slave: eth0
MII Status: up
MII Polling Interval (ms): 1000
Up Delay (ms): 0
Down Delay (ms): 0

Slave Interface: eth1
MII Status: down
Link Failure Count: 1

Slave Interface: eth0
MII Status: up
Link Failure Count: 1`

describe('bonds', () => {
  const read = (stdout: string, more = {}) => procBonding.parse(answer(stdout, more), ['bond0'], debian).get('bond0')
  const printed = (text: string) => `bond\n${text.replaceAll(/^/gm, ' ')}\n`

  it('are what the kernel prints', () => {
    expect(read(printed(DOCUMENTED))).toEqual({
      exists: true,
      mode: 'load balancing (round-robin)',
      up: true,
      active: 'eth0',
      interfaces: [
        { name: 'eth1', up: false },
        { name: 'eth0', up: true },
      ],
    })
  })
  it.each([
    ['the file cannot be read', 'error\n cat: /proc/net/bonding/bond0: Permission denied\n', {}],
    ['it holds something else', printed('nothing'), {}],
    ['/proc is not there', '', { exitCode: 1, stderr: '/proc/net is not there' }],
  ])('cannot be told when %s', (_, stdout, more) => expect(read(stdout, more)).toBeInstanceOf(Unknown))
  it.each(shells)('are asked of $name by names of all kinds', (shell) => {
    const names = ["it's", '$(id)', '*']
    expect([...look(shell, procBonding, names).values()]).toEqual(names.map(() => ({ exists: false })))
  })

  const present: BondState = {
    exists: true,
    mode: 'fault-tolerance (active-backup)',
    up: true,
    active: 'eth10',
    interfaces: [{ name: 'eth10', up: true }],
  }
  it.each<[string, object, readonly unknown[], string]>([
    ['toExist', present, [], 'true'],
    ['toExist', { exists: false }, [], 'false'],
    ['toHaveInterface', present, ['eth10'], 'true'],
    ['toHaveInterface', present, ['eth1'], 'false'],
    ['toHaveInterface', { exists: false }, ['eth1'], 'absent'],
    ['toHaveMode', present, [/active-backup/], 'true'],
    ['toHaveMode', present, ['active-backup'], 'false'],
    ['toBeUp', present, [], 'true'],
    ['toBeComplete', present, [], 'true'],
    ['toBeComplete', { ...present, interfaces: [] }, [], 'false'],
    ['toUseInterface', present, ['eth10'], 'true'],
    ['toUseInterface', { ...present, active: undefined }, ['eth10'], 'absent'],
  ])('%s of %o with %o is %s', (matcher, state, args, expected) => {
    expect(judged(verdict(bond('bond0'), matcher, state as BondState, ...args))).toBe(expected)
  })
  it.each(['', 'a b', '..', 'a/b'])('refuses %j', (name) => {
    expect(() => bond(name).definition.key?.(name, undefined)).toThrow(ConfigError)
  })
})
