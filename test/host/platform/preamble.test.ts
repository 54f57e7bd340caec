import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PREAMBLE, parsePreamble } from '../../../src/host/platform/preamble.ts'
import { debian12, osRelease } from '../fixtures/preambles.ts'

const head = (facts: readonly string[]) =>
  ['id=uid=0(root) gid=0(root)', 'uname=Linux 6.1.0 x86_64', ...facts, 'sshConnection='].join('\n')

describe('parsePreamble', () => {
  it('reads what Debian 12 printed', () => {
    expect(parsePreamble(debian12)).toEqual({
      os: {
        id: 'debian',
        family: 'debian',
        name: 'Debian GNU/Linux 12 (bookworm)',
        version: '12',
        codename: 'bookworm',
      },
      arch: 'x86_64',
      kernel: { name: 'Linux', release: '6.1.0-25-amd64' },
      init: 'systemd',
      packages: 'dpkg',
      tools: [
        'dpkg-query',
        'systemctl',
        'journalctl',
        'ss',
        'ps',
        'getent',
        'stat',
        'lsattr',
        'sha256sum',
        'md5sum',
        'timeout',
        'setsid',
        'sudo',
        'chage',
        'apt-cache',
        'readlink',
      ],
      user: { uid: 0, name: 'root' },
      identity: {
        hostname: 'app-1',
        machineId: '4bad57427fe84f9ab97f54d19033727a',
        bootId: '0d3f0f5a-5a0e-4b68-9f0a-2f1f1f7f8b7c',
        sshConnection: '10.99.1.1 40110 10.99.1.2 22',
      },
      userland: 'gnu',
    })
  })

  it.for([
    ['rocky9', { id: 'rocky', family: 'redhat', version: '9.4', codename: '' }],
    ['alpine', { id: 'alpine', family: 'alpine', version: '3.20.3', codename: '' }],
    ['amazon2023', { id: 'amzn', family: 'redhat', version: '2023', codename: '' }],
    ['opensuse', { id: 'opensuse-leap', family: 'suse', version: '15.6', codename: '' }],
    ['ubuntu', { id: 'ubuntu', family: 'debian', version: '22.04', codename: 'jammy' }],
    ['arch', { id: 'arch', family: 'arch', version: '', codename: '' }],
    ['derivative', { id: 'pop', family: 'debian', version: '22.04', codename: 'jammy' }],
  ] as const)('knows the family of %s', ([name, os]) => {
    expect(parsePreamble(`${head([])}\n\n${osRelease[name]}`).os).toMatchObject(os)
  })

  it('says unknown where there is no os-release', () => {
    expect(parsePreamble(`${head([])}\n\n`).os).toEqual({
      id: '',
      family: 'unknown',
      name: '',
      version: '',
      codename: '',
    })
  })

  it('takes os-release for data, whatever is in it', () => {
    const hostile = `ID=$(id)\nID_LIKE="x \`id\`"\nPRETTY_NAME="a\\"b\\$c"\nVERSION_ID='4 2'\nNAME=__proto__\n\nid=uid=1(evil)\ninit=systemd\n`
    const platform = parsePreamble(`${head([])}\n\n${hostile}`)
    expect(platform.os).toEqual({ id: '$(id)', family: 'unknown', name: 'a"b$c', version: '4 2', codename: '' })
    expect(platform.user).toEqual({ uid: 0, name: 'root' })
    expect(platform.init).toBe('unknown')
  })

  it('takes nothing from the environment for another fact', () => {
    const platform = parsePreamble(`${head(['hostname=web-1'])}x\nid=uid=1(evil)\nhostname=evil\n\n`)
    expect([platform.user.name, platform.identity.hostname]).toEqual(['root', 'web-1'])
  })

  it('never throws on any os-release', () => {
    fc.assert(fc.property(fc.string(), (text) => void parsePreamble(`${head([])}\n\n${text}`)))
    fc.assert(fc.property(fc.string(), (text) => void parsePreamble(`${head([])}\n\nID=${text}\nVERSION_ID="${text}`)))
  })

  it.for([
    [['packages=dpkg', 'packages=rpm'], osRelease.rocky9, 'rpm'],
    [['packages=dpkg', 'packages=rpm'], 'ID=debian\n', 'dpkg'],
    [['packages=dpkg', 'packages=rpm'], '', 'dpkg'],
    [['packages=pacman'], 'ID=debian\n', 'pacman'],
    [[], 'ID=debian\n', 'unknown'],
  ] as const)('takes the package database of %j', ([facts, text, packages]) => {
    expect(parsePreamble(`${head(facts)}\n\n${text}`).packages).toBe(packages)
  })

  it.for([
    [['init=systemd', 'pid1=systemd'], 'systemd'],
    [['init=openrc', 'pid1=init'], 'openrc'],
    [['init=runit'], 'runit'],
    [['pid1=runit'], 'runit'],
    [['pid1=init'], 'sysvinit'],
    [['pid1=bash'], 'unknown'],
  ] as const)('tells the init system of %j', ([facts, init]) => {
    expect(parsePreamble(head(facts)).init).toBe(init)
  })

  it('names a user without an account by its number', () => {
    expect(parsePreamble('id=uid=1234 gid=0(root)\n\n').user).toEqual({ uid: 1234, name: '1234' })
  })

  it('says what it cannot read', () => {
    expect(() => parsePreamble('id=sh: id: not found\n\n')).toThrow(/id printed "sh: id: not found"/)
  })
})

describe('PREAMBLE', () => {
  const shells = [['sh'], ['dash'], ['bash'], ['busybox', 'sh']].filter(([name]) => existsSync(`/usr/bin/${name}`))

  it.for(shells)('runs in %s %s', ([shell, ...args]) => {
    const run = execFileSync(shell!, [...args, '-c', PREAMBLE], {
      encoding: 'utf8',
      env: { PATH: process.env['PATH']! },
    })
    const platform = parsePreamble(run)
    expect(platform.user.uid).toBe(process.getuid?.())
    expect(platform.arch).toMatch(/^[a-z0-9_]+$/)
    expect(platform.tools).toContain('stat')
    expect(platform.userland).toBe('gnu')
    expect(platform.identity.hostname).not.toBe('')
  })
})
