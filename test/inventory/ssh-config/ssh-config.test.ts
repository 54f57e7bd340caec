import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { HostSpec } from '../../../src/host/host-spec.ts'
import { parseDump, splitFiles } from '../../../src/inventory/ssh-config/dump.ts'
import { reachHosts } from '../../../src/inventory/ssh-config/reach-hosts.ts'
import { settingsFrom } from '../../../src/inventory/ssh-config/settings.ts'
import { makeHost } from '../../../src/inventory/make-host.ts'

const skip = ['/usr/bin/ssh', '/usr/local/bin/ssh', '/bin/ssh'].some((file) => existsSync(file))
  ? undefined
  : 'the OpenSSH client is not installed'

function configFile(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'infraspec-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, 'config'), text)
  return join(folder, 'config')
}

function host(address: string, sshConfig: string, changes: Partial<HostSpec> = {}): HostSpec {
  const shared = { root: '/', privateKey: undefined, agent: '/run/agent', vars: {} }
  return { ...makeHost({ address }, [], '--host', shared), sshConfig, ...changes }
}

async function reach(text: string, address = 'web-1', changes: Partial<HostSpec> = {}): Promise<HostSpec> {
  const [reached] = await reachHosts([host(address, configFile(text), changes)], { limited: false })
  return reached as HostSpec
}

describe.skipIf(skip)(`the SSH config${skip ? `: skipped, ${skip}` : ''}`, () => {
  it('says what nothing else says', async () => {
    const text = `Host web-* !web-9
  HostName %h.example.net
  User ann
  Port 2201
  IdentityFile ~/.ssh/%h-%r
  IdentitiesOnly yes
  IdentityAgent ~/agent.sock
  UserKnownHostsFile ~/kh "/etc/known hosts"
  GlobalKnownHostsFile none
  HostKeyAlias web
  ConnectTimeout 7
  ServerAliveInterval 9`
    expect(await reach(text)).toMatchObject({
      id: 'web-1',
      name: 'web-1',
      address: 'web-1.example.net',
      user: 'ann',
      port: 2201,
      agent: expect.stringMatching(/\/agent\.sock$/),
      defaultIdentities: [join(homedir(), '.ssh/web-1.example.net-ann')],
      identitiesOnly: true,
      hostKey: { mode: 'strict', knownHosts: [expect.stringMatching(/\/kh$/), '/etc/known hosts'] },
      hostKeyAlias: 'web',
      connectTimeout: 7000,
      keepalive: { interval: 9000, count: 3 },
    })
    expect(await reach(text, 'web-9')).toMatchObject({ address: 'web-9', defaultIdentities: undefined })
  })

  it('stands behind what is said elsewhere', async () => {
    const hostKey = { mode: 'strict', fingerprints: [], knownHosts: ['/known'] } as const
    const said = { user: 'bob', port: 22, hostKey, proxyJump: 'none' }
    const reached = await reach('Host *\n User ann\n Port 1\n ProxyJump hop\n UserKnownHostsFile /other', 'web-1', said)
    expect(reached).toMatchObject({ ...said, hostKey })
    expect(reached.jumps).toBeUndefined()
  })

  it('has a limit for connecting that stands behind that of the run', async () => {
    const text = 'ConnectTimeout 7\nHost web-1\n ProxyJump hop'
    const [limited] = await reachHosts([host('web-1', configFile(text))], { limited: true })
    expect([limited?.connectTimeout, limited?.jumps?.[0]?.connectTimeout]).toEqual([undefined, undefined])
  })

  it('is the one that OpenSSH reads: Match by the user who is asked for', async () => {
    const text = 'Match host web-1 user bob\n Port 99\nMatch all\n Port 44'
    expect((await reach(text, 'web-1', { user: 'bob' })).port).toBe(99)
    expect((await reach(text, 'web-1', { user: 'ann' })).port).toBe(44)
  })

  it('names hops, each with its own settings, the first with hops of its own', async () => {
    const text = `Host web-1
  ProxyJump two:2222,cat@[::1]
Host two
  User dog
  ProxyJump one
Host one
  HostName one.example.net
  IdentityFile /keys/one`
    const { jumps = [] } = await reach(text, 'web-1', { identities: ['/keys/web'] })
    expect(jumps).toMatchObject([
      { name: 'one', address: 'one.example.net', identities: [], defaultIdentities: ['/keys/one'] },
      { name: 'two:2222', user: 'dog', port: 2222, identities: ['/keys/web'] },
      { name: '::1', address: '::1', user: 'cat' },
    ])
  })

  it('cannot lead in a circle', async () => {
    await expect(reach('Host *\n ProxyJump hop')).rejects.toThrow('jumphost loop')
    const around = reach('Host web-1\n ProxyJump hop\nHost hop\n ProxyJump web-1')
    await expect(around).rejects.toMatchObject({ code: 'jump-loop', host: 'web-1' })
  })

  it('gives hops no other policy than strict', async () => {
    const hostKey = { mode: 'accept-new', fingerprints: [], knownHosts: ['/known'] } as const
    const { jumps = [] } = await reach('', 'web-1', { hostKey, proxyJump: 'hop', password: 'secret' })
    expect(jumps).toMatchObject([{ hostKey: { mode: 'strict', knownHosts: ['/known'] } }])
    expect(jumps[0]?.password).toBeUndefined()
  })

  it.each(['no', 'accept-new'])('is not obeyed when it says StrictHostKeyChecking %s', async (lax) => {
    const { hostKey } = await reach(`StrictHostKeyChecking ${lax}`)
    expect(hostKey).toMatchObject({ mode: 'strict', notObeyed: lax === 'no' ? expect.stringMatching(/no|false/) : lax })
  })

  it.each(['ProxyCommand nc %h %p', 'CertificateFile ~/c', 'PKCS11Provider /x.so', 'SecurityKeyProvider /x.so'])(
    'is refused when it says %s, except for the openssh transport',
    async (line) => {
      await expect(reach(line)).rejects.toMatchObject({
        name: 'ConfigError',
        message: expect.stringContaining(`asks for ${line.split(' ')[0]} to reach web-1`),
        hint: expect.stringContaining('--transport openssh'),
      })
      expect((await reach(line, 'web-1', { transport: 'openssh' })).address).toBe('web-1')
    },
  )

  it.each([
    ['Bogus yes', 'Bad configuration option'],
    ['HostName -oProxyCommand=id', '-oProxyCommand=id'],
    ['HostName "a b"', 'a b'],
    ['User "a:b"', 'colon'],
    ['ProxyJump -oProxyCommand=id', 'begins with a dash'],
  ])('is refused when it says %s', async (line, message) => {
    await expect(reach(line)).rejects.toMatchObject({
      name: 'ConfigError',
      message: expect.stringMatching(new RegExp(message, 'i')),
    })
  })

  it.each(['-oProxyCommand=id', 'a b', 'a\nb', ''])('is not asked about %j', async (address) => {
    const odd = { ...host('web-1', configFile('')), address }
    await expect(reachHosts([odd], { limited: false })).rejects.toMatchObject({ name: 'ConfigError' })
  })
})

describe('what ssh -G prints', () => {
  it('is read whatever it is', () => {
    fc.assert(
      fc.property(fc.string(), (text) => void settingsFrom(parseDump(text), parseDump(''), 'web-1')),
      {
        numRuns: 200,
      },
    )
  })

  it.each([
    ['/a /b', ['/a', '/b']],
    ['/a b /c', ['/a b', '/c']],
    ['none', ['none']],
  ])('names the files %j', (row, files) => {
    expect(splitFiles(row)).toEqual(files)
  })
})
