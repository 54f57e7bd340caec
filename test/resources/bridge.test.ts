import { describe, expect, it } from 'vitest'
import { ConfigError } from '../../src/errors.ts'
import { bridge, type BridgeState } from '../../src/resources/bridge.ts'
import { Unknown } from '../../src/resources/define-resource.ts'
import { ipBridge } from '../../src/resources/network/bridge.ts'
import { captures, parsed } from './support/captures.ts'
import { judged, verdict } from './support/matchers.ts'
import { answer, debian } from './support/shells.ts'

describe('what hosts answered', () => {
  it.each(captures('bridge/state'))('$host, $name', (capture) => {
    expect(parsed(ipBridge, capture)).toEqual(capture.expected)
  })
})

describe('bridges', () => {
  const read = (stdout: string, more = {}) => ipBridge.parse(answer(stdout, more), ['br0'], debian).get('br0')
  const link = (name: string, rest: string) =>
    `2: ${name}: <UP> mtu 1500 qdisc noop state UP mode DEFAULT\\    link/ether x \\    ${rest}\n`

  it.each([
    ['ip is too old', `${link('br0', 'bridge ')}=\n`, {}],
    ['a line cannot be read', 'Command "-d" is unknown\n=\n', {}],
    ['there is no link at all', '=\n', {}],
    ['the end is missing', link('br0', 'bridge forward_delay 1500 stp_state 0 x'), {}],
    ['ip is not there', '', { exitCode: 127, stderr: 'sh: 1: ip: not found' }],
  ])('cannot be told when %s', (_, stdout, more) => expect(read(stdout, more)).toBeInstanceOf(Unknown))

  const present: BridgeState = { exists: true, interfaces: ['eth10'], stp: true, vlanFiltering: false }
  it.each<[string, object, readonly unknown[], string]>([
    ['toExist', present, [], 'true'],
    ['toExist', { exists: false }, [], 'false'],
    ['toHaveInterface', present, ['eth10'], 'true'],
    ['toHaveInterface', present, ['eth1'], 'false'],
    ['toHaveInterface', { exists: false }, ['eth1'], 'absent'],
    ['toRunStp', present, [], 'true'],
    ['toFilterVlans', present, [], 'false'],
  ])('%s of %o with %o is %s', (matcher, state, args, expected) => {
    expect(judged(verdict(bridge('br0'), matcher, state as BridgeState, ...args))).toBe(expected)
  })
  it.each(['', 'a b', '..', 'a/b'])('refuses %j', (name) => {
    expect(() => bridge(name).definition.key?.(name, undefined)).toThrow(ConfigError)
  })
})
