import { execFileSync, spawn } from 'node:child_process'
import { chmodSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import ssh2 from 'ssh2'
import { describe, expect, it, onTestFinished } from 'vitest'
import { ssh } from '../../../src/transports/ssh.ts'
import { makeKey } from '../../support/ssh-server.ts'
import { connectTo, hostFor, tempFile, tempFolder, testServer } from '../../support/connect.ts'

const otherKey = () => makeKey().private
const encryptedKey = () =>
  ssh2.utils.generateKeyPairSync('ecdsa', { bits: 256, passphrase: 'open', cipher: 'aes256-cbc', rounds: 4 })
const noKey = { privateKey: undefined, identities: [] }
const acceptNew = { mode: 'accept-new', fingerprints: [], knownHosts: [] } as const

describe('a key', () => {
  it('is the first thing that the host hears of a login', async () => {
    const server = await testServer()
    await connectTo(ssh, hostFor(server))
    expect(new Set(server.logins.map(({ method }) => method))).toEqual(new Set(['publickey']))
    expect(server.logins[0]?.user).toBe('deploy')
  })

  it('is read from a file, one after the other', async () => {
    const server = await testServer()
    const identities = [tempFile('first', otherKey()), tempFile('second', server.clientKey)]
    await connectTo(ssh, hostFor(server, { privateKey: undefined, identities }))
    const refused = connectTo(ssh, hostFor(server, { privateKey: undefined, identities: identities.slice(0, 1) }))
    await expect(refused).rejects.toMatchObject({
      name: 'ConnectError',
      code: 'auth-failed',
      message: `Cannot connect to web-1 (deploy@127.0.0.1:${server.port}): login refused; tried publickey (${identities[0]}); the host offers publickey`,
    })
  })

  it('that does not exist is not what was tried', async () => {
    const server = await testServer()
    const refused = connectTo(ssh, hostFor(server, { privateKey: undefined, identities: [] }))
    await expect(refused).rejects.toMatchObject({
      message: expect.stringContaining('login refused; there was no key to try; the host offers publickey'),
    })
  })

  it('that is missing, public or broken is said before the login', async () => {
    const server = await testServer()
    const use = (identity: string) => connectTo(ssh, hostFor(server, { privateKey: undefined, identities: [identity] }))
    await expect(use('/nonexistent/key')).rejects.toMatchObject({
      name: 'ConfigError',
      code: 'key-unreadable',
      message: 'Cannot read the key /nonexistent/key for web-1: no such file',
    })
    const publicKey = tempFile('key.pub', makeKey().public)
    await expect(use(publicKey)).rejects.toMatchObject({
      name: 'ConfigError',
      message: /cannot be used: it is a public/,
    })
    await expect(use(tempFile('key', 'nonsense'))).rejects.toMatchObject({ code: 'key-unusable' })
    expect(server.logins).toEqual([])
  })

  it('that is encrypted needs its passphrase', async () => {
    const server = await testServer()
    const key = tempFile('key', encryptedKey().private)
    const use = (passphrase?: string) =>
      connectTo(ssh, hostFor(server, { privateKey: undefined, identities: [key], passphrase }))
    await expect(use()).rejects.toMatchObject({
      name: 'ConfigError',
      code: 'key-encrypted',
      message: `Cannot log in to web-1: key ${key} is encrypted: it needs its passphrase`,
      hint: expect.stringContaining('load it into an agent'),
    })
    await expect(use('wrong')).rejects.toMatchObject({ code: 'key-passphrase' })
    await expect(use('open')).rejects.toMatchObject({ code: 'auth-failed', message: expect.stringContaining(key) })
  })
})

describe('an agent', () => {
  it('is asked after the keys that were given', async ({ skip }) => {
    skip(!existsSync('/usr/bin/ssh-agent'), 'ssh-agent is not installed')
    const server = await testServer()
    const agent = await startAgent(otherKey(), server.clientKey)
    await connectTo(ssh, hostFor(server, { privateKey: otherKey(), agent }))
    expect(server.logins.length).toBeGreaterThanOrEqual(3)
  })

  it('stands in for a key that is encrypted', async ({ skip }) => {
    skip(!existsSync('/usr/bin/ssh-agent'), 'ssh-agent is not installed')
    const server = await testServer()
    const identities = [tempFile('key', encryptedKey().private)]
    await connectTo(ssh, hostFor(server, { ...noKey, identities, agent: await startAgent(server.clientKey) }))
    const refused = connectTo(ssh, hostFor(server, { ...noKey, identities, agent: await startAgent(otherKey()) }))
    await expect(refused).rejects.toMatchObject({
      message: expect.stringMatching(/tried agent \(1 key\); .*passed over: key \S+ is encrypted/),
    })
  })

  it('that does not answer is no more than a failed attempt', async () => {
    const server = await testServer()
    const refused = connectTo(ssh, hostFor(server, { privateKey: otherKey(), agent: '/nonexistent/agent' }))
    await expect(refused).rejects.toMatchObject({
      code: 'auth-failed',
      message: expect.stringContaining('tried publickey (the key given as text), agent (no answer)'),
    })
  })
})

describe('a password', () => {
  it.for([false, true])('logs in where the key is known, keyboard-interactive: %s', async (interactive) => {
    const server = await testServer({ password: 'secret', interactive, refuseKey: true })
    await connectTo(ssh, hostFor(server, { password: 'secret' }))
    await expect(connectTo(ssh, hostFor(server, { password: 'wrong' }))).rejects.toMatchObject({ code: 'auth-failed' })
  })

  it('is never sent to a host that has not proved who it is', async () => {
    const server = await testServer({ password: 'secret', refuseKey: true })
    const host = hostFor(server, { password: 'secret', hostKey: acceptNew })
    await expect(connectTo(ssh, host)).rejects.toMatchObject({
      code: 'password-not-sent',
      message: expect.stringContaining("the password was not sent, because the host's key is not verified"),
      hint: expect.stringContaining('--host-key'),
    })
    expect(server.logins.map(({ method }) => method)).not.toContain('password')
  })

  it('is not tried where it is not offered', async () => {
    const server = await testServer({ refuseKey: true })
    await expect(connectTo(ssh, hostFor(server, { password: 'secret' }))).rejects.toMatchObject({
      message: expect.stringMatching(/tried publickey \(the key given as text\); the host offers publickey$/),
    })
  })

  it('is in no message', async () => {
    const server = await testServer({ password: 'secret', refuseKey: true })
    const error = await connectTo(ssh, hostFor(server, { password: 'hunter2' })).catch((thrown: unknown) => thrown)
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain('hunter2')
  })
})

it('a refused user is told what was tried', async () => {
  const server = await testServer({ user: 'admin' })
  await connectTo(ssh, hostFor(server, { user: 'admin' }))
  await expect(connectTo(ssh, hostFor(server, { user: 'root' }))).rejects.toMatchObject({ code: 'auth-failed' })
})

async function startAgent(...keys: string[]): Promise<string> {
  const socket = join(tempFolder(), 'agent')
  const agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: 'ignore' })
  onTestFinished(() => void agent.kill())
  while (!existsSync(socket)) await new Promise((resolve) => setTimeout(resolve, 10))
  for (const key of keys) {
    const file = tempFile('key', key)
    chmodSync(file, 0o600)
    execFileSync('ssh-add', ['-q', file], { env: { ...process.env, SSH_AUTH_SOCK: socket }, stdio: 'ignore' })
  }
  return socket
}
