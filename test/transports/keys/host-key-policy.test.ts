import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import type { HostKeyPolicy } from '../../../src/host/host-spec.ts'
import { ssh } from '../../../src/transports/ssh.ts'
import { connectTo, hostFor, strict, tempFile, testServer } from '../../support/connect.ts'
import { startSshServer } from '../../support/ssh-server.ts'

/** A key that is not the server's. */
async function otherLine(port: number): Promise<string> {
  const other = await startSshServer()
  await other.close()
  return other.hostKey.replace(`:${other.port} `, `:${port} `)
}

const acceptNew = (...knownHosts: string[]): HostKeyPolicy => ({ mode: 'accept-new', fingerprints: [], knownHosts })
const pinned = (...fingerprints: string[]): HostKeyPolicy => ({ mode: 'pinned', fingerprints, knownHosts: [] })

describe('an unknown key', () => {
  it('is refused before anything is said, with the flag that would accept it', async () => {
    // with OpenSSH the login leaves in the tick in which the key is judged
    const server = await testServer({ ident: 'OpenSSH_9.2' })
    const file = tempFile('known_hosts', '# nobody\n')
    const connecting = connectTo(ssh, hostFor(server, { hostKey: strict(file, '/nonexistent/known_hosts') }))
    await expect(connecting).rejects.toMatchObject({
      name: 'ConnectError',
      code: 'host-key-unknown',
      host: 'web-1',
      message:
        `Cannot trust web-1 (deploy@127.0.0.1:${server.port}): its ssh-ed25519 key ${server.fingerprint} is not known ` +
        `(looked in ${file}, /nonexistent/known_hosts (no such file))`,
      hint: expect.stringContaining(`--host-key ${server.fingerprint}`),
    })
    expect(server.logins).toEqual([])
  })

  it('points at the openssh transport where a certificate authority is named', async () => {
    const server = await testServer()
    const file = tempFile('known_hosts', `@cert-authority ${server.hostKey}\n`)
    await expect(connectTo(ssh, hostFor(server, { hostKey: strict(file) }))).rejects.toMatchObject({
      code: 'host-key-unknown',
      hint: expect.stringMatching(
        `${file}:1 names a certificate authority, which only OpenSSH itself understands \\(--transport openssh\\)`,
      ),
    })
  })

  it('is accepted for the run by accept-new, and written nowhere', async () => {
    const server = await testServer()
    const file = tempFile('known_hosts', '# nobody\n')
    const connection = await connectTo(ssh, hostFor(server, { hostKey: acceptNew(file) }))
    expect(connection.hostKey).toEqual({ fingerprint: server.fingerprint, verified: false })
    expect(await readFile(file, 'utf8')).toBe('# nobody\n')
  })
})

describe('a known key', () => {
  it('counts as verified with accept-new too', async () => {
    const server = await testServer()
    const file = tempFile('known_hosts', server.hostKey)
    const connection = await connectTo(ssh, hostFor(server, { hostKey: acceptNew(file) }))
    expect(connection.hostKey?.verified).toBe(true)
  })

  it('counts when it is known without the port', async () => {
    const server = await testServer()
    const file = tempFile('known_hosts', server.hostKey.replace(/^\S+/, '127.0.0.1'))
    expect((await connectTo(ssh, hostFor(server, { hostKey: strict(file) }))).hostKey?.verified).toBe(true)
  })

  it('counts when its name is hashed', async ({ skip }) => {
    skip(!existsSync('/usr/bin/ssh-keygen'), 'ssh-keygen is not installed')
    const server = await testServer()
    const file = tempFile('known_hosts', `${server.hostKey}\n`)
    execFileSync('ssh-keygen', ['-H', '-f', file], { stdio: 'ignore' })
    expect((await connectTo(ssh, hostFor(server, { hostKey: strict(file) }))).hostKey?.verified).toBe(true)
  })

  it.for(['ed25519', 'ecdsa', 'rsa'] as const)('is asked for when the host has others too: %s', async (type) => {
    const others = (['ed25519', 'ecdsa', 'rsa'] as const).filter((other) => other !== type)
    const server = await testServer({ hostKeys: [type, ...others] })
    const file = tempFile('known_hosts', server.hostKey)
    const connection = await connectTo(ssh, hostFor(server, { hostKey: strict(file) }))
    expect(connection.hostKey).toEqual({ fingerprint: server.fingerprint, verified: true })
  })

  it.for([strict, acceptNew])('that has changed is refused before anything is said: %#', async (policy) => {
    const server = await testServer()
    const file = tempFile('known_hosts', `# one\n${await otherLine(server.port)}\n`)
    const connecting = connectTo(ssh, hostFor(server, { hostKey: policy(file) }))
    await expect(connecting).rejects.toMatchObject({
      code: 'host-key-changed',
      message: expect.stringMatching(
        String.raw`its key has changed: it shows the ssh-ed25519 key ${server.fingerprint.replaceAll('+', '\\+')}, but ${file}:2 says ssh-ed25519 SHA256:`,
      ),
    })
    expect(server.logins).toEqual([])
  })

  it('of another type is no excuse', async () => {
    const server = await testServer({ hostKeys: ['ecdsa'] })
    const file = tempFile('known_hosts', await otherLine(server.port))
    await expect(connectTo(ssh, hostFor(server, { hostKey: acceptNew(file) }))).rejects.toMatchObject({
      code: 'host-key-changed',
      message: expect.stringMatching(/shows the ecdsa-sha2-nistp256 key .* says ssh-ed25519/),
    })
  })

  it('that is revoked is refused, whatever else is known', async () => {
    const server = await testServer()
    const file = tempFile(
      'known_hosts',
      `${server.hostKey}\n@revoked * ${server.hostKey.split(' ').slice(1).join(' ')}\n`,
    )
    for (const hostKey of [strict(file), { ...pinned(server.fingerprint), knownHosts: [file] }]) {
      await expect(connectTo(ssh, hostFor(server, { hostKey }))).rejects.toMatchObject({
        code: 'host-key-revoked',
        message: expect.stringContaining(`is revoked by ${file}:2`),
      })
    }
  })
})

describe('a pinned key', () => {
  it('is trusted by its fingerprint alone', async () => {
    const server = await testServer()
    for (const text of [server.fingerprint, `${server.fingerprint}=`]) {
      const hostKey = pinned('SHA256:other', text)
      expect((await connectTo(ssh, hostFor(server, { hostKey }))).hostKey?.verified).toBe(true)
    }
  })

  it('is refused when it is another', async () => {
    const server = await testServer()
    await expect(connectTo(ssh, hostFor(server, { hostKey: pinned('SHA256:other') }))).rejects.toMatchObject({
      code: 'host-key-mismatch',
      message: expect.stringContaining(`key is ${server.fingerprint}, and SHA256:other was asked for`),
    })
    expect(server.logins).toEqual([])
  })

  it('is found among the keys of a host, whichever it prefers', async () => {
    const server = await testServer({ hostKeys: ['rsa', 'ecdsa', 'ed25519'] })
    const connection = await connectTo(ssh, hostFor(server, { hostKey: pinned(server.fingerprint) }))
    expect(connection.hostKey).toEqual({ fingerprint: server.fingerprint, verified: true })
  })
})
