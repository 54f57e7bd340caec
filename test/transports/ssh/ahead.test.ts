import { describe, expect, it, onTestFinished } from 'vitest'
import type { HostSpec } from '../../../src/host/host-spec.ts'
import { ssh } from '../../../src/transports/ssh.ts'
import type { ChannelEvents, Connection, Program } from '../../../src/transports/transport.ts'
import { connectTo, hostFor, LIMITS, run, tempFile, testServer } from '../../support/connect.ts'
import { flightRelay } from '../../support/flight-relay.ts'
import { makeKey, type SshServer } from '../../support/ssh-server.ts'

const SSHD = { ident: 'OpenSSH_9.2' }

/** A program, and what came of it. */
function program(command: string) {
  const said = { stdout: '', exitCode: undefined as number | undefined, closes: 0 }
  let end!: (error: Error | undefined) => void
  const ended = new Promise<Error | undefined>((resolve) => (end = resolve))
  const events: ChannelEvents = {
    stdout: (chunk) => (said.stdout += Buffer.from(chunk).toString()),
    stderr: () => {},
    exit: ({ exitCode }) => (said.exitCode = exitCode),
    close: (error) => {
      said.closes += 1
      end(error)
    },
  }
  return { first: { command, events }, said, ended }
}

async function connectWith(first: Program, host: HostSpec): Promise<Connection> {
  const connection = await ssh.connect(host, LIMITS, new AbortController().signal, first)
  onTestFinished(() => connection.close())
  return connection
}

/** The server's own key comes second. */
const withWrongKeyFirst = (server: SshServer): HostSpec =>
  hostFor(server, { privateKey: makeKey().private, identities: [tempFile('key', server.clientKey)] })

describe('what is sent ahead', () => {
  it('starts with the login, and the second program as soon as it is asked for', async () => {
    const server = await testServer(SSHD)
    const relay = await flightRelay({ host: '127.0.0.1', port: server.port })
    const hostKey = { mode: 'pinned', fingerprints: [server.fingerprint], knownHosts: [] } as const
    const { first, said } = program('echo first; cat')
    const connection = await connectWith(first, hostFor(server, { port: relay.port, hostKey }))
    const toLogIn = relay.flights()
    await connection.first
    await expect.poll(() => said.stdout).toBe('first\n')
    expect(relay.flights()).toBe(toLogIn)

    const flightsFor = async ({ first: next, said: heard }: ReturnType<typeof program>) => {
      const before = relay.flights()
      await connection.exec(next.command, next.events)
      await expect.poll(() => heard.stdout).toBe('next\n')
      return relay.flights() - before
    }
    expect(await flightsFor(program('echo next; cat'))).toBe(1)
    expect(await flightsFor(program('echo next; cat'))).toBe(2)
    expect(server.asked).toEqual(['exec', 'exec', 'exec'])
  })

  it('is nothing where the host is not sshd, or nobody said what comes first', async () => {
    const other = await connectWith(program('true').first, hostFor(await testServer({ ident: 'Other' })))
    expect(other.first).toBeUndefined()
    expect(await run(other, 'exit 3')).toMatchObject({ exitCode: 3 })
    const unsaid = await connectTo(ssh, hostFor(await testServer(SSHD)))
    expect(unsaid.first).toBeUndefined()
    expect(await run(unsaid, 'exit 4')).toMatchObject({ exitCode: 4 })
  })

  it.for([
    ['answers it', {}],
    ['hangs up on it', { strict: true }],
  ] as const)('starts once after a login that was refused, where the host %s', async ([, options]) => {
    const server = await testServer({ ...SSHD, ...options })
    const { first, said, ended } = program('echo once')
    const connection = await connectWith(first, withWrongKeyFirst(server))
    // a host that hangs up is not sent anything ahead again
    if (connection.first) await ended
    else expect((await run(connection, first.command)).stdout.toString()).toBe('once\n')
    expect(connection.first === undefined).toBe('strict' in options)
    if (connection.first) expect(said).toEqual({ stdout: 'once\n', exitCode: 0, closes: 1 })
    expect(server.asked).toEqual(['exec'])
    expect(server.connections.taken).toBe('strict' in options ? 2 : 1)
  })

  it('never starts with a login that is refused', async () => {
    const server = await testServer({ ...SSHD, refuseKey: true })
    const { first, said } = program('echo never')
    await expect(connectWith(first, hostFor(server))).rejects.toMatchObject({ code: 'auth-failed' })
    expect(said).toEqual({ stdout: '', exitCode: undefined, closes: 0 })
    expect(server.asked).toEqual([])
  })

  it('is asked again by the number of its channel where that is another', async () => {
    const server = await testServer({ ...SSHD, firstChannel: 7 })
    const { first, said, ended } = program('echo seven')
    const connection = await connectWith(first, hostFor(server))
    await connection.first
    await ended
    expect(said.stdout).toBe('seven\n')
    expect(server.asked).toEqual(['exec'])
    expect(await run(connection, 'exit 4')).toMatchObject({ exitCode: 4 })
  })

  it('is content with one channel', async () => {
    const server = await testServer({ ...SSHD, maxSessions: 1 })
    const { first, said, ended } = program('echo alone')
    const connection = await connectWith(first, hostFor(server))
    await connection.first
    await ended
    expect(said.stdout).toBe('alone\n')
    expect(await run(connection, 'exit 4')).toMatchObject({ exitCode: 4 })
  })

  it('tells when it was hung up on, and is not sent to that host again', async () => {
    const server = await testServer({ ...SSHD, firstChannel: 7, strict: true })
    const { first } = program('echo again')
    const host = hostFor(server)
    await expect((await connectWith(first, host)).first).rejects.toMatchObject({ code: 'connection-lost' })
    const connection = await connectWith(first, host)
    expect(connection.first).toBeUndefined()
    expect(await run(connection, 'exit 4')).toMatchObject({ exitCode: 4 })
    expect(server.asked).toEqual(['exec'])
  })
})
