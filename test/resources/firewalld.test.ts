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
import { firewalldServices, type FirewalldServices } from '../../src/resources/firewalls/firewalld-services.ts'
import { captures, parsed } from './support/captures.ts'
import { judged, verdict } from './support/matchers.ts'
import { answer, debian, look, shells } from './support/shells.ts'

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
  const services = (stdout: string, more = {}) =>
    firewalldServices.parse(answer(stdout, more), ['public'], debian).get('public')
  // firewalld 1.3 of Debian 12, and a file of one's own
  const printed = `/etc/firewalld/services/dns.xml:<service>
/etc/firewalld/services/dns.xml:<port port="5353" protocol="udp"/
/usr/lib/firewalld/services/dns.xml:<service>
/usr/lib/firewalld/services/dns.xml:<port protocol="tcp" port="53"/
/usr/lib/firewalld/services/gre.xml:<service>
/usr/lib/firewalld/services/gre.xml:<protocol value="gre"/
/usr/lib/firewalld/services/samba.xml:<service>
/usr/lib/firewalld/services/samba.xml:<include service="samba-client"/
/usr/lib/firewalld/services/samba.xml:<port protocol="tcp" port="445"/
=
`
  it('have services, one of whose files counts', () => {
    const known = services(printed) as FirewalldServices
    expect(known.get('dns')).toMatchObject({ ports: ['5353/udp'] })
    expect(known.get('gre')).toMatchObject({ ports: [], protocols: ['gre'] })
    expect(known.get('samba')).toMatchObject({ ports: ['445/tcp'], includes: ['samba-client'] })
  })
  it.each([
    ['may not be read', '', { exitCode: 1, stderr: '/etc/firewalld: Permission denied' }],
    ['are cut', printed.slice(0, -2), {}],
  ])('have services that %s', (_, stdout, more) => expect(services(stdout, more)).toBeInstanceOf(Unknown))
  it.each(shells)('are asked for their services by $name', (shell) => {
    expect(look(shell, firewalldServices, ['public']).has('public')).toBe(true)
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
  const service = { ports: [], protocols: [], includes: [] }
  const known: FirewalldServices = new Map([
    ['ssh', { ...service, ports: ['22/tcp'] }],
    ['http', { ...service, ports: ['80/tcp'] }],
    ['samba', { ...service, ports: ['445/tcp'], includes: ['samba-client'] }],
    ['samba-client', { ...service, ports: ['138/udp'], includes: ['samba'] }],
    ['everything', { ...service, protocols: ['tcp'] }],
  ])
  const present = { ...zone, richRules: [...zone.richRules], permanent, defaultZone: 'public', known }
  const open = { ...present, richRules: [] }
  const some = (port: string) => ({
    ...open,
    richRules: [`rule family="ipv4" source address="10.0.0.0/8" port port="${port}" protocol="tcp" accept`],
  })
  it.each<[string, object, readonly unknown[], string]>([
    ['toExist', present, [], 'true'],
    ['toExist', { exists: false }, [], 'false'],
    ['toBeDefault', present, [], 'true'],
    ['toBeDefault', { ...present, defaultZone: 'home' }, [], 'false'],
    ['toHaveInterface', present, ['eth0'], 'true'],
    ['toHaveSource', present, ['10.0.0.0/16'], 'false'],
    ['toAllowService', present, ['ssh'], 'true'],
    ['toAllowService', open, ['http'], 'false'],
    ['toAllowService', open, ['ss'], 'unknown'],
    ['toAllowService', present, ['http'], 'unknown'],
    ['toAllowService', { ...open, services: ['samba'] }, ['samba-client'], 'true'],
    ['toAllowService', { ...open, services: [], ports: ['20-30/tcp'] }, ['ssh'], 'unknown'],
    ['toAllowService', { ...open, richRules: ['rule service name="http" accept'] }, ['http'], 'unknown'],
    ['toAllowService', { ...open, richRules: ['rule service name="ssh" accept'] }, ['http'], 'false'],
    ['toAllowPort', { ...open, richRules: ['rule service name="http" accept'] }, ['80/tcp'], 'unknown'],
    ['toAllowPort', { ...open, richRules: ['rule service name="http" accept'] }, ['81/tcp'], 'false'],
    ['toAllowPort', { ...open, richRules: ['rule service name="nfs" accept'] }, ['81/tcp'], 'unknown'],
    ['toAllowService', { ...open, richRules: ['rule service name="ssh" reject'] }, ['ssh'], 'unknown'],
    ['toAllowService', { ...open, richRules: ['rule port port="22" protocol="tcp" drop'] }, ['ssh'], 'unknown'],
    ['toAllowService', { ...open, richRules: ['rule family="ipv4" source address="10.0.0.1" drop'] }, ['ssh'], 'true'],
    ['toAllowPort', { ...open, richRules: ['rule port port="8080" protocol="tcp" reject'] }, ['8080/tcp'], 'unknown'],
    ['toAllowPort', { ...open, richRules: ['rule port port="8081" protocol="tcp" reject'] }, ['8080/tcp'], 'true'],
    ['toAllowService', { exists: false }, ['ssh'], 'absent'],
    ['toAllowService', { ...open, target: 'ACCEPT' }, ['nfs'], 'true'],
    ['toAllowPort', present, ['8080/tcp'], 'true'],
    ['toAllowPort', present, ['8080/udp'], 'unknown'],
    ['toAllowPort', open, ['8080/udp'], 'false'],
    ['toAllowPort', { ...open, ports: ['3300-3310/tcp'] }, ['3306/tcp'], 'true'],
    ['toAllowPort', { ...open, ports: ['3300-3310/tcp'] }, ['3311/tcp'], 'false'],
    ['toAllowPort', { ...open, ports: ['3300-3310/tcp'] }, ['3310-3311/tcp'], 'unknown'],
    ['toAllowPort', open, ['22/tcp'], 'true'],
    ['toAllowPort', { ...open, services: ['samba'] }, ['138/udp'], 'true'],
    ['toAllowPort', { ...open, services: ['everything'] }, ['1/tcp'], 'true'],
    ['toAllowPort', { ...open, services: ['nosuch'] }, ['1/tcp'], 'unknown'],
    ['toAllowPort', { ...open, target: 'ACCEPT' }, ['1/tcp'], 'true'],
    ['toAllowPort', { ...open, protocols: ['udp'] }, ['1/udp'], 'true'],
    ['toAllowPort', some('5432'), ['5432/tcp'], 'unknown'],
    ['toAllowPort', some('5432'), ['5433/tcp'], 'false'],
    ['toAllowPort', { ...open, richRules: ['rule family="ipv4" source address="10.0.0.1" drop'] }, ['1/tcp'], 'false'],
    ['toHaveRichRule', present, ['rule family="ipv4" accept'], 'true'],
    ['toHaveTarget', present, ['DROP'], 'false'],
    ['toMasquerade', present, [], 'false'],
    ['toPermanentlyAllowService', present, ['http'], 'true'],
    ['toPermanentlyAllowService', { ...open, permanent: { ...permanent, richRules: [] } }, ['ssh'], 'false'],
    ['toPermanentlyAllowService', { ...present, permanent: { exists: false } }, ['ssh'], 'absent'],
    ['toPermanentlyAllowPort', { ...open, permanent: { ...permanent, richRules: [] } }, ['8080/tcp'], 'false'],
    ['toPermanentlyAllowPort', present, ['80/tcp'], 'true'],
  ])('%s of %o with %o is %s', (matcher, state, args, expected) => {
    expect(judged(verdict(firewalld('public'), matcher, state as ZonePresent, ...args))).toBe(expected)
  })
  it.each(['3306', '3306/TCP', '0/tcp', '70000/tcp', '2-1/tcp', 'mysql', undefined])('refuses %j as a port', (port) => {
    expect(() => verdict(firewalld('public'), 'toAllowPort', present, port)).toThrow(ConfigError)
  })
  it.each(['accept', 'REJECT', undefined])('refuses %j as a target', (target) => {
    expect(() => verdict(firewalld('public'), 'toHaveTarget', present, target)).toThrow(ConfigError)
  })
  it('refuses what is no name', () => {
    expect(() => verdict(firewalld('public'), 'toAllowService', present, undefined)).toThrow(ConfigError)
  })
})
