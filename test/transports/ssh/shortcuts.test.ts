import { Duplex } from 'node:stream'
import ssh2, { type Client } from 'ssh2'
import { describe, expect, it } from 'vitest'
import { ssh } from '../../../src/transports/ssh.ts'
import { takeShortcuts } from '../../../src/transports/ssh/shortcuts.ts'
import { connectTo, hostFor, testServer } from '../../support/connect.ts'
import { flightRelay } from '../../support/flight-relay.ts'

describe('the shortcuts of a login', () => {
  it('find what they know in the ssh2 that is installed', () => {
    const { _protocol } = new ssh2.Client().connect({ username: 'a', sock: silent() }) as Client & {
      _protocol: Record<string, unknown> & { _handlers: Record<string, unknown> }
    }
    const { authPK, service, _handlers } = _protocol
    const { EXT_INFO, SERVICE_ACCEPT } = _handlers
    for (const part of [authPK, service, EXT_INFO, SERVICE_ACCEPT]) expect(part).toBeTypeOf('function')
  })

  it('offer a key once, with its signature', async () => {
    const server = await testServer()
    await connectTo(ssh, hostFor(server))
    expect(server.logins.map(({ method }) => method)).toEqual(['publickey'])
  })

  it.for(['ecdsa', 'rsa'] as const)('hold for %s keys too', async (clientKeyType) => {
    const server = await testServer({ clientKeyType })
    await connectTo(ssh, hostFor(server))
    expect(server.logins).toHaveLength(1)
  })

  it.for(['OpenSSH_9.2', 'Other'])('log in to %s without asking first whether the key would do', async (ident) => {
    const server = await testServer({ ident })
    const relay = await flightRelay({ host: '127.0.0.1', port: server.port })
    const hostKey = { mode: 'pinned', fingerprints: [server.fingerprint], knownHosts: [] } as const
    await connectTo(ssh, hostFor(server, { port: relay.port, hostKey }))
    // name, offer with key, service, login: a server of ssh2 names its extensions too late to save the wait for its service,
    // which test/end-to-end does with a real sshd
    expect(relay.flights()).toBe(4)
    expect(server.logins).toHaveLength(1)
  })

  it('leave a client alone that has none of it', () => {
    const client = new ssh2.Client()
    expect(() => takeShortcuts(client)).not.toThrow()
  })
})

/** A connection on which nobody ever says a word. */
function silent(): Duplex {
  return new Duplex({ read: () => {}, write: (_chunk, _encoding, done) => done() })
}
