import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ConfigError } from '../../src/errors.ts'
import { parseHost } from '../../src/inventory/host-string.ts'

describe('a host', () => {
  it.each([
    ['web-1', { name: 'web-1', address: 'web-1' }],
    ['web_1.example.net.', { name: 'web_1.example.net.', address: 'web_1.example.net.' }],
    ['10.0.3.7', { name: '10.0.3.7', address: '10.0.3.7' }],
    ['admin@10.0.3.7:2222', { name: '10.0.3.7:2222', address: '10.0.3.7', user: 'admin', port: 2222 }],
    ['[2001:db8::1]', { name: '2001:db8::1', address: '2001:db8::1' }],
    ['root@[fe80::1%eth0]:22', { name: '[fe80::1%eth0]:22', address: 'fe80::1%eth0', user: 'root', port: 22 }],
    ['EXAMPLE\\ann@web-1', { name: 'web-1', address: 'web-1', user: 'EXAMPLE\\ann' }],
    ['ann@example.net@web-1', { name: 'web-1', address: 'web-1', user: 'ann@example.net' }],
    ['münchen.example', { name: 'münchen.example', address: 'münchen.example' }],
    ['local', { name: 'local', address: 'localhost', transport: 'local' }],
  ])('is read from %s', (text, expected) => {
    expect(parseHost(text, '--host')).toEqual(expected)
  })
})

describe('what is no host', () => {
  it.each([
    ['', 'A host in --host is empty'],
    ['-oProxyCommand=id', 'A host in --host begins with a dash: "-oProxyCommand=id"'],
    ['ann@-oProxyCommand=id', 'neither a host name nor an IP address'],
    ['-l@web-1', 'begins with a dash'],
    ['ann@-x', 'neither a host name nor an IP address'],
    ['web.-x', 'neither a host name nor an IP address'],
    ['@web-1', 'The user in --host is empty'],
    ['ann@', 'has no address'],
    [':22', 'has no address'],
    ['web 1', 'holds a blank or a control character: "web 1"'],
    ['web-1\n', 'holds a blank or a control character: "web-1\\n"'],
    ['web\u001B[2J', 'holds a blank or a control character'],
    ['web\u0000', 'holds a blank or a control character'],
    ['web\u202E1', 'holds a blank or a control character'],
    ['web-1:', 'says port ""'],
    ['web-1:0', 'says port "0"'],
    ['web-1:65536', 'says port "65536"'],
    ['web-1:ssh', 'says port "ssh"'],
    ['web-1:22x', 'says port "22x"'],
    ['web-1:-1', 'says port "-1"'],
    ['web-1:22:22', 'too many colons'],
    ['2001:db8::1', 'an IPv6 address needs brackets'],
    ['[web-1]', 'in brackets stands no IPv6 address'],
    ['[::1', 'too many colons'],
    ['web..1', 'neither a host name nor an IP address'],
    ['web-1,web-2', 'neither a host name nor an IP address'],
    ['$(id)', 'neither a host name nor an IP address'],
    ['`id`@web-1', 'names the user "`id`"'],
    ["a'b", 'neither a host name nor an IP address'],
    ['../../etc/passwd', 'neither a host name nor an IP address'],
    ['a'.repeat(64), 'neither a host name nor an IP address'],
    ['a.'.repeat(130), 'neither a host name nor an IP address'],
    ['ann@local', 'local takes neither a user nor a port'],
    ['local:22', 'local takes neither a user nor a port'],
    ['winrm://web', 'names a host by winrm://'],
    ['ssh://web', 'names a host by ssh://'],
    ['ERR_HOST_NOT_IMPLEMENTED_BY_BUILDER', 'Packer had no address'],
  ])('%j is refused', (text, message) => {
    expect(() => parseHost(text, '--host')).toThrow(ConfigError)
    expect(() => parseHost(text, '--host')).toThrow(message)
  })

  it('does not repeat what may be a password', () => {
    const error = thrownBy(() => parseHost('ann:hunter2@web-1', '--host'))
    expect(error.message).toBe('A user name in --host holds a colon')
    expect(error.hint).not.toContain('hunter2')
  })

  it('says what is supported for a scheme that is not', () => {
    expect(thrownBy(() => parseHost('winrm://web', '--host')).message).toContain(
      'SSH ([user@]address[:port]), openssh://, docker://, podman://, kubectl://, lxc://, nspawn:// and local',
    )
  })

  it('is refused with a ConfigError, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        try {
          const { address, user = 'ann' } = parseHost(text, '--host')
          return !/^-|[\s\p{Cc};&|$`'"<>(){}]/u.test(address) && !/^-|[\s\p{Cc};&|`'"<>(){}]/u.test(user)
        } catch (error) {
          return error instanceof ConfigError
        }
      }),
      { numRuns: 200 },
    )
  })
})

function thrownBy(action: () => unknown): ConfigError {
  try {
    action()
  } catch (error) {
    return error as ConfigError
  }
  throw new Error('nothing was thrown')
}
