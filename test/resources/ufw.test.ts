import { describe, expect, it } from 'vitest'
import { ConfigError } from '../../src/errors.ts'
import { Unknown } from '../../src/resources/define-resource.ts'
import { ufwStatus, type UfwActive } from '../../src/resources/firewalls/ufw-status.ts'
import { ufw } from '../../src/resources/ufw.ts'
import { captures, parsed } from './support/captures.ts'
import { judged, verdict } from './support/matchers.ts'
import { answer, debian } from './support/shells.ts'

describe('what hosts answered', () => {
  it.each(captures('ufw/state'))('$host, $name', (capture) => {
    expect(parsed(ufwStatus, capture)).toEqual(capture.expected)
  })
})

describe('ufw', () => {
  const read = (stdout: string, more = {}) => ufwStatus.parse(answer(stdout, more), ['ufw'], debian).get('ufw')
  const head = 'Status: active\nLogging: on (low)\nDefault: deny (incoming), allow (outgoing), disabled (routed)\n'

  it('is read with a long name before a single blank, and what is logged', () => {
    const rows = 'To  Action  From\n--  ------  ----\n80,443/tcp (Nginx Full and more) ALLOW IN    10.0.0.0/8 (log)\n'
    expect(read(`${head}\n${rows}=\n`)).toMatchObject({
      logging: 'low',
      rules: [{ to: '80,443/tcp', app: 'Nginx Full and more', action: 'allow', from: '10.0.0.0/8' }],
    })
  })
  it.each([
    ['it is not there', '', { exitCode: 127, stderr: 'sh: 1: ufw: not found' }],
    ['it speaks another language', 'État : inactif\n=\n', {}],
    ['a rule cannot be read', `${head}--  --\n22 PERMET Partout\n=\n`, {}],
    ['the end is missing', head, {}],
  ])('cannot be told when %s', (_, stdout, more) => expect(read(stdout, more)).toBeInstanceOf(Unknown))

  it('is read with the profile of a rule for IPv6', () => {
    const rows = '--  --\n22/tcp (OpenSSH (v6))      ALLOW IN    Anywhere (v6)             \n'
    expect(read(`${head}\n${rows}=\n`)).toMatchObject({ rules: [{ to: '22/tcp', app: 'OpenSSH', ipv6: true }] })
  })

  const rule = {
    to: '22/tcp',
    app: undefined,
    action: 'allow',
    direction: 'in',
    from: 'Anywhere',
    ipv6: false,
    comment: undefined,
  } as const
  const defaults = { incoming: 'deny', outgoing: 'allow', routed: 'disabled' }
  const active: UfwActive = { exists: true, defaults, logging: 'off', rules: [rule] }
  const profile: UfwActive = { ...active, rules: [{ ...rule, to: '80,443/tcp', app: 'Nginx Full' }] }
  it.each<[string, object, readonly unknown[], string]>([
    ['toBeActive', active, [], 'true'],
    ['toBeActive', { exists: false }, [], 'false'],
    ['toHaveDefault', active, ['incoming', 'deny'], 'true'],
    ['toHaveDefault', active, ['outgoing', 'deny'], 'false'],
    ['toHaveDefault', { exists: false }, ['incoming', 'deny'], 'absent'],
    ['toHaveRule', active, [{ to: '22/tcp', action: 'allow' }], 'true'],
    ['toHaveRule', active, [{ to: '22' }], 'unknown'],
    ['toHaveRule', active, [{ to: '23' }], 'false'],
    ['toHaveRule', active, [{ to: '22', action: 'deny' }], 'false'],
    ['toHaveRule', active, [{ to: '22/tcp', ipv6: true }], 'false'],
    ['toHaveRule', profile, [{ to: '443/tcp', action: 'allow' }], 'true'],
    ['toHaveRule', profile, [{ to: '80,443/tcp' }], 'true'],
    ['toHaveRule', profile, [{ to: 'Nginx Full' }], 'true'],
    ['toHaveRule', profile, [{ app: 'Nginx Full' }], 'true'],
    ['toHaveRule', profile, [{ to: 'Nginx' }], 'false'],
    ['toHaveRule', profile, [{ to: '44/tcp' }], 'false'],
    ['toHaveRule', profile, [{ to: '443/udp' }], 'false'],
    ['toHaveRule', { ...active, rules: [{ ...rule, to: '6000:6007/tcp' }] }, [{ to: '6007/tcp' }], 'true'],
    ['toHaveRule', { ...active, rules: [{ ...rule, to: '6000:6007/tcp' }] }, [{ to: '6008/tcp' }], 'false'],
    ['toHaveRule', { ...active, rules: [{ ...rule, to: '22' }] }, [{ to: '22/tcp' }], 'true'],
    ['toHaveRule', { ...active, rules: [{ ...rule, to: 'Anywhere' }] }, [{ to: '22/tcp' }], 'unknown'],
    ['toHaveRule', { ...active, rules: [{ ...rule, to: '22/tcp on eth0' }] }, [{ to: '22/tcp' }], 'unknown'],
    ['toHaveRule', { ...active, rules: [{ ...rule, to: '22/tcp on eth0' }] }, [{ to: '22/tcp on eth0' }], 'true'],
    ['toHaveRule', { ...active, rules: [{ ...rule, to: '10.1.1.1 22/tcp on eth1' }] }, [{ to: '22/tcp' }], 'unknown'],
    ['toHaveRule', { ...active, rules: [{ ...rule, to: '10.1.1.1 22/tcp on eth1' }] }, [{ to: '23/tcp' }], 'false'],
    ['toHaveRule', { ...active, rules: [{ ...rule, to: '10.1.1.0/24' }] }, [{ to: '22/tcp' }], 'unknown'],
    ['toHaveRule', { ...active, rules: [{ ...rule, to: 'Anywhere/esp' }] }, [{ to: '22/tcp' }], 'false'],
    ['toHaveRule', { exists: false }, [{ to: '22/tcp' }], 'absent'],
  ])('%s of %o with %o is %s', (matcher, state, args, expected) => {
    expect(judged(verdict(ufw(), matcher, state as UfwActive, ...args))).toBe(expected)
  })
  it.each<[string, readonly unknown[]]>([
    ['toHaveRule', [{}]],
    ['toHaveRule', [{ port: '22' }]],
    ['toHaveRule', [{ to: undefined }]],
    ['toHaveRule', ['22/tcp']],
    ['toHaveRule', [{ to: '22/tcp', action: 'ALLOW' }]],
    ['toHaveRule', [{ to: '22/tcp', direction: 'incoming' }]],
    ['toHaveDefault', ['incoming', 'DENY']],
    ['toHaveDefault', ['incoming', 'drop']],
    ['toHaveDefault', ['in', 'deny']],
    ['toHaveDefault', ['incoming', undefined]],
  ])('refuses %s with %o', (matcher, args) => {
    expect(() => verdict(ufw(), matcher, active, ...args)).toThrow(ConfigError)
  })
})
