import { describe, expect, it } from 'vitest'
import { ConfigError } from '../../src/errors.ts'
import { Unknown } from '../../src/resources/define-resource.ts'
import { firewalld } from '../../src/resources/firewalld.ts'
import {
  defaultZone,
  firewallCmd,
  permanentZones,
  type ZonePresent,
} from '../../src/resources/firewalls/firewall-cmd.ts'
import { captures, parsed } from './support/captures.ts'
import { judged, verdict } from './support/matchers.ts'
import { answer, debian } from './support/shells.ts'

describe('what hosts answered', () => {
  it.each(captures('firewalld/state'))('$host, $name', (capture) => {
    expect(parsed(firewallCmd, capture)).toEqual(capture.expected)
  })
  it.each(captures('firewalld/permanent'))('permanent: $host, $name', (capture) => {
    expect(parsed(permanentZones, capture)).toEqual(capture.expected)
  })
  it.each(captures('firewalld/default-zone'))('default zone: $host, $name', (capture) => {
    expect(parsed(defaultZone, capture)).toEqual(capture.expected)
  })
})

describe('zones', () => {
  const read = (stdout: string, more = {}) => firewallCmd.parse(answer(stdout, more), ['public'], debian).get('public')

  it.each([
    ['it is not there', '', { exitCode: 127, stderr: 'sh: 1: firewall-cmd: not found' }],
    ['there is no zone at all', 'running\n=\n', {}],
    ['the end is missing', 'running\npublic\n  target: default\n', {}],
    ['a property is missing', 'running\npublic\n  target: default\n=\n', {}],
    ['it is another text', 'running\nErreur de connexion\n=\n', {}],
  ])('cannot be told when %s', (_, stdout, more) => expect(read(stdout, more)).toBeInstanceOf(Unknown))
  it('say of an active one what they are', () => {
    const stdout = 'running\npublic (default, active)\n  target: DROP\n  masquerade: yes\n  services: \n=\n'
    expect(read(stdout)).toMatchObject({ name: 'public', target: 'DROP', masquerade: true, services: [] })
  })
})

describe('firewalld()', () => {
  it.each(['', 'a b', '--help', '$(id)'])('refuses %j', (name) => {
    expect(() => firewalld(name).definition.key?.(name, undefined)).toThrow(ConfigError)
  })

  const lists = { interfaces: ['eth0'], sources: ['10.0.0.0/8'], services: ['ssh'], ports: ['8080/tcp'] }
  const more = { protocols: [], forwardPorts: [], richRules: ['rule family="ipv4" accept'] }
  const zone: ZonePresent = { exists: true, name: 'public', target: 'default', masquerade: false, ...lists, ...more }
  const permanent = { ...zone, services: ['http'], ports: [] }
  const present = { ...zone, permanent, defaultZone: 'public' }
  it.each<[string, object, readonly unknown[], string]>([
    ['toExist', present, [], 'true'],
    ['toExist', { exists: false }, [], 'false'],
    ['toBeDefault', present, [], 'true'],
    ['toBeDefault', { ...present, defaultZone: 'home' }, [], 'false'],
    ['toHaveInterface', present, ['eth0'], 'true'],
    ['toHaveSource', present, ['10.0.0.0/16'], 'false'],
    ['toAllowService', present, ['ssh'], 'true'],
    ['toAllowService', present, ['ss'], 'false'],
    ['toAllowService', { exists: false }, ['ssh'], 'absent'],
    ['toAllowPort', present, ['8080/tcp'], 'true'],
    ['toHaveRichRule', present, ['rule family="ipv4" accept'], 'true'],
    ['toHaveTarget', present, ['DROP'], 'false'],
    ['toMasquerade', present, [], 'false'],
    ['toPermanentlyAllowService', present, ['http'], 'true'],
    ['toPermanentlyAllowService', present, ['ssh'], 'false'],
    ['toPermanentlyAllowService', { ...present, permanent: { exists: false } }, ['ssh'], 'false'],
    ['toPermanentlyAllowPort', present, ['8080/tcp'], 'false'],
  ])('%s of %o with %o is %s', (matcher, state, args, expected) => {
    expect(judged(verdict(firewalld('public'), matcher, state as ZonePresent, ...args))).toBe(expected)
  })
  it('refuses what is no name', () => {
    expect(() => verdict(firewalld('public'), 'toAllowService', present, undefined)).toThrow(ConfigError)
  })
})
