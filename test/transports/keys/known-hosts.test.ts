import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fingerprintOf, hostKeyAlgorithms } from '../../../src/transports/keys/host-key.ts'
import { findKnownHost, hostName, matchesHost, parseKnownHosts } from '../../../src/transports/keys/known-hosts.ts'
import { tempFile } from '../../support/connect.ts'

// made by ssh-keygen (OpenSSH 9.2), with what `ssh-keygen -l` says of the first
const ED25519 = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEwzvEQoOPKWoxl8KqYNCA+8I1RxOmb+y5/t9PX15tR1'
const ECDSA =
  'ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBCfXDw/3E45sa7Vo49v8gVwuZ+WMX1lpG+N90J+e2dWaIcBR2tXWLRxiF8Y+H6YfZYoILUXqRTY7YK7WMzGkvv0='

describe('a host name of known_hosts', () => {
  it.for([
    ['web-1', 'web-1', 22, true],
    ['web-1', 'web-10', 22, false],
    ['WEB-1', 'web-1', 22, true],
    ['web-1', 'WEB-1', 22, true],
    ['a,web-1,b', 'web-1', 22, true],
    ['10.0.3.7', '10.0.3.7', 22, true],
    ['2001:db8::7', '2001:DB8::7', 22, true],
    ['fe80::1%eth0', 'fe80::1%eth0', 22, true],
    ['[web-1]:2222', 'web-1', 2222, true],
    ['[web-1]:2222', 'web-1', 22, false],
    ['[web-1]:2222', 'web-1', 2223, false],
    ['web-1', 'web-1', 2222, false],
    ['[2001:db8::7]:2222', '2001:db8::7', 2222, true],
    ['[*.example.com]:2222', 'web-1.example.com', 2222, true],
    ['*.example.com', 'web-1.example.com', 22, true],
    ['*.example.com', 'example.com', 22, false],
    ['10.0.?.7', '10.0.3.7', 22, true],
    ['10.0.?.7', '10.0.33.7', 22, false],
    ['w*b*1', 'web-web-1', 22, true],
    ['*', 'anything', 22, true],
    ['web.1', 'web-1', 22, false],
    ['[a-z]eb', 'web', 22, false],
    ['*.example.com,!bad.example.com', 'bad.example.com', 22, false],
    ['!bad.example.com,*.example.com', 'bad.example.com', 22, false],
    ['!bad.example.com,*.example.com', 'good.example.com', 22, true],
    ['!bad.example.com', 'good.example.com', 22, false],
    ['', 'web-1', 22, false],
    ['|1|AAAA', 'web-1', 22, false],
    ['|2|AAAA|AAAA', 'web-1', 22, false],
  ] as const)('%s matches %s port %d: %s', ([hosts, address, port, expected]) => {
    expect(matchesHost(hosts, hostName(address, port))).toBe(expected)
  })

  it('matches patterns in time, however many stars they have', () => {
    const start = performance.now()
    expect(matchesHost(`${'*a'.repeat(40)}b`, 'a'.repeat(2000))).toBe(false)
    expect(performance.now() - start).toBeLessThan(200)
  })

  it('matches itself, and everything matches *', () => {
    const name = fc.stringMatching(/^[a-z0-9.:-]{1,40}$/)
    fc.assert(fc.property(name, (one) => matchesHost(one, one) && matchesHost(`${one.slice(0, 3)}*`, one)))
  })
})

describe('a known_hosts file', () => {
  it('gives keys with the place of their line, and passes over what it cannot read', () => {
    const text = [
      '# a comment',
      '',
      `web-1 ${ED25519} a comment with spaces`,
      `\tweb-2\t${ED25519}\r`,
      'web-1 ssh-ed25519',
      'web-1 ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAAIA==',
      'web-1 2048 65537 1234567890',
      `@revoked web-3 ${ED25519}`,
      `# web-4 ${ED25519}`,
    ].join('\n')
    expect(parseKnownHosts(text, 'kh').map(({ hosts, marker, where }) => [hosts, marker, where])).toEqual([
      ['web-1', undefined, 'kh:3'],
      ['web-2', undefined, 'kh:4'],
      ['web-3', '@revoked', 'kh:8'],
    ])
  })

  it('gives the fingerprint that ssh-keygen gives', () => {
    const [key] = parseKnownHosts(`web-1 ${ED25519}`, 'kh')
    expect(key && fingerprintOf(key.blob)).toBe('SHA256:3bVjPiERdnPs2mhgHSlxHV5Yc3d6dhr13kmvNb8xI8c')
  })

  it('tells plain, revoked, authorities and keys without the port apart', async () => {
    const first = tempFile('first', `[web-1]:2222 ${ED25519}\n@cert-authority [web-*]:2222 ${ECDSA}\n`)
    const second = tempFile('second', `web-1 ${ECDSA}\n@revoked *,[*]:2222 ${ED25519}\nweb-2 ${ECDSA}\n`)
    const known = await findKnownHost([first, '/nonexistent/known_hosts', second], 'web-1', 2222)
    expect(known.keys.map(({ where }) => where)).toEqual([`${first}:1`])
    expect(known.authorities).toEqual([`${first}:2`])
    expect(known.portless.map(({ where }) => where)).toEqual([`${second}:1`])
    expect(new Set(known.revoked.map(({ where }) => where))).toEqual(new Set([`${second}:2`]))
    expect(known.files).toEqual([
      { file: first, problem: undefined },
      { file: '/nonexistent/known_hosts', problem: 'no such file' },
      { file: second, problem: undefined },
    ])
  })

  it('is read as ssh-keygen -H leaves it', async ({ skip }) => {
    skip(!existsSync('/usr/bin/ssh-keygen'), 'ssh-keygen is not installed')
    const file = tempFile('known_hosts', `web-1,10.0.3.7 ${ED25519}\n[web-1]:2222 ${ECDSA}\n`)
    execFileSync('ssh-keygen', ['-H', '-f', file], { stdio: 'ignore' })
    expect(await readFile(file, 'utf8')).not.toContain('web-1')
    const typesFor = async (address: string, port: number) =>
      (await findKnownHost([file], address, port)).keys.map(({ type }) => type)
    expect(await typesFor('web-1', 22)).toEqual(['ssh-ed25519'])
    expect(await typesFor('10.0.3.7', 22)).toEqual(['ssh-ed25519'])
    expect(await typesFor('web-1', 2222)).toEqual(['ecdsa-sha2-nistp256'])
    expect(await typesFor('web-2', 22)).toEqual([])
  })

  it('agrees with ssh-keygen -F on who is known', async ({ skip }) => {
    skip(!existsSync('/usr/bin/ssh-keygen'), 'ssh-keygen is not installed')
    const patterns = ['*.example.com,!bad.example.com', 'w?b-1', '[web-1]:2222', '!x,y', 'web-*', '2001:db8::7']
    const names = ['a.example.com', 'bad.example.com', 'web-1', 'wab-1', 'y', 'x', '2001:db8::7', '[web-1]:2222']
    for (const pattern of patterns) {
      const file = tempFile('known_hosts', `${pattern} ${ED25519}\n`)
      for (const name of names)
        expect(`${pattern} ${name} ${matchesHost(pattern, name)}`).toBe(`${pattern} ${name} ${knows(file, name)}`)
    }
  })
})

function knows(file: string, name: string): boolean {
  try {
    execFileSync('ssh-keygen', ['-F', name, '-f', join(dirname(file), 'known_hosts')], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

describe('the host key algorithms', () => {
  it('begin with the types that are known, and leave out what was refused', () => {
    const first = (known: string[], except: string[] = []) => hostKeyAlgorithms(known, new Set(except))[0]
    expect(first([])).toBe('ssh-ed25519')
    expect(first(['ecdsa-sha2-nistp256'])).toBe('ecdsa-sha2-nistp256')
    expect(first(['ssh-rsa'])).toBe('rsa-sha2-512')
    expect(first(['ssh-rsa', 'ssh-ed25519'])).toBe('ssh-ed25519')
    expect(first(['ssh-rsa'], ['ssh-rsa', 'ssh-ed25519'])).toBe('ecdsa-sha2-nistp256')
    expect(hostKeyAlgorithms([], new Set())).not.toContain('ssh-rsa')
  })
})
