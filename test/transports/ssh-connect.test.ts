import { createServer, type Socket } from 'node:net'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { HostSpec } from '../../src/host/host-spec.ts'
import { ssh } from '../../src/transports/ssh.ts'
import { connectTo, hostFor, LIMITS, run, testServer } from '../support/connect.ts'
import { startSshServer } from '../support/ssh-server.ts'

/** What connecting failed with. */
async function failure(host: HostSpec, connectTimeout = 5000): Promise<unknown> {
  return ssh.connect(host, { ...LIMITS, connectTimeout }, new AbortController().signal).then(
    () => 'connected',
    (error: unknown) => error,
  )
}

/** A TCP server that treats every caller like this. */
async function rawServer(onSocket: (socket: Socket) => void): Promise<number> {
  const server = createServer((socket) => onSocket(socket.on('error', () => {})))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return (server.address() as AddressInfo).port
}

const at = (port: number) => `Cannot connect to web-1 (deploy@127.0.0.1:${port}): `

describe('connecting', () => {
  it('tells a refused connection', async () => {
    const server = await startSshServer()
    await server.close()
    expect(await failure(hostFor(server))).toMatchObject({
      name: 'ConnectError',
      code: 'connection-refused',
      host: 'web-1',
      message: `${at(server.port)}connection refused`,
      hint: expect.stringContaining('sshd'),
      cause: { code: 'ECONNREFUSED' },
    })
  })

  it('tells a name without an address', async () => {
    const host = { ...hostFor(await testServer()), address: 'no-such-host.invalid' }
    const error = await failure(host)
    expect(['name-not-found', 'name-lookup-failed']).toContain((error as { code: string }).code)
    expect((error as Error).message).toContain('no-such-host.invalid')
  })

  it('tells a network that cannot be reached', async () => {
    // 255.255.255.255 is no one's address to connect to, on any machine
    const host = { ...hostFor(await testServer()), address: '255.255.255.255' }
    expect(await failure(host)).toMatchObject({ code: 'unreachable', hint: expect.stringContaining('security group') })
  })

  it('tells a caller that was turned away, with what it was told', async () => {
    const silent = await rawServer((socket) => socket.end())
    const server = await testServer()
    expect(await failure({ ...hostFor(server), port: silent })).toMatchObject({
      code: 'closed-before-banner',
      message: `${at(silent)}the host closed the connection before its SSH banner`,
      hint: expect.stringContaining('MaxStartups'),
    })
    const talking = await rawServer((socket) => socket.end('Exceeded MaxStartups\r\n'))
    expect(await failure({ ...hostFor(server), port: talking })).toMatchObject({
      code: 'closed-before-banner',
      message: `${at(talking)}the host closed the connection before its SSH banner, saying "Exceeded MaxStartups"`,
    })
    const resetting = await rawServer((socket) => socket.resetAndDestroy())
    expect(await failure({ ...hostFor(server), port: resetting })).toMatchObject({ code: 'closed-before-banner' })
  })

  it('tells what is not SSH, without obeying it', async () => {
    const server = await testServer()
    const port = await rawServer((socket) => socket.end('SSH-1.0-\u001b[31mold\r\n'))
    const error = (await failure({ ...hostFor(server), port })) as Error
    expect(error).toMatchObject({ name: 'ConnectError', code: 'not-ssh' })
    expect(error.message).not.toContain('\u001b')
    const web = await rawServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))
    expect(await failure({ ...hostFor(server), port: web })).toMatchObject({
      message: expect.stringContaining('saying "HTTP/1.1 400 Bad Request'),
    })
  })

  it('tells a connection that breaks off in the key exchange', async () => {
    const port = await rawServer((socket) => {
      socket.write('SSH-2.0-OpenSSH_9.2\r\n')
      socket.once('data', () => setTimeout(() => socket.destroy(), 50))
    })
    expect(await failure({ ...hostFor(await testServer()), port })).toMatchObject({
      code: 'connection-closed',
      message: expect.stringContaining('during the key exchange'),
    })
  })

  it('names what the host offers when nothing fits', async () => {
    const server = await testServer({ kex: ['diffie-hellman-group1-sha1'] })
    expect(await failure(hostFor(server))).toMatchObject({
      code: 'kex-failed',
      message: expect.stringContaining(
        'no matching key exchange algorithm; the host offers diffie-hellman-group1-sha1',
      ),
    })
  })
})

describe('the time to connect', () => {
  it('has one limit, and says what it was spent on', async () => {
    const [silent, stuck] = [await testServer({ hangAt: 'banner' }), await testServer({ hangAt: 'login' })]
    expect(await failure(hostFor(silent), 300)).toMatchObject({
      name: 'ConnectError',
      code: 'connect-timeout',
      message: `${at(silent.port)}timed out after 0.3 s, connected, but waiting for its SSH banner`,
    })
    expect(await failure(hostFor(stuck), 1000)).toMatchObject({
      message: `${at(stuck.port)}timed out after 1 s, waiting for it to answer the login`,
    })
    const kex = await rawServer((socket) => socket.write('SSH-2.0-OpenSSH_9.2\r\n'))
    expect(await failure({ ...hostFor(silent), port: kex }, 500)).toMatchObject({
      message: `${at(kex)}timed out after 0.5 s, in the key exchange`,
    })
  })

  it('ends at once when it is called off', async () => {
    const server = await testServer({ hangAt: 'banner' })
    const controller = new AbortController()
    const start = performance.now()
    setTimeout(() => controller.abort(), 100)
    await expect(ssh.connect(hostFor(server), LIMITS, controller.signal)).rejects.toMatchObject({ code: 'aborted' })
    expect(performance.now() - start).toBeLessThan(1000)
    await expect(ssh.connect(hostFor(server), LIMITS, controller.signal)).rejects.toMatchObject({ code: 'aborted' })
  })

  it('leaves nothing open after a failure', async () => {
    let open = 0
    const port = await rawServer((socket) => {
      open++
      socket.resume().once('close', () => open--)
    })
    await failure({ ...hostFor(await testServer()), port }, 200)
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(open).toBe(0)
  })
})

describe('an endpoint', () => {
  it.for([
    ['address', { address: '-oProxyCommand=x' }, 'begins with a dash'],
    ['address', { address: 'a\nb' }, 'holds a space or an invisible character'],
    ['address', { address: '' }, 'is empty'],
    ['user', { user: '-l' }, 'begins with a dash'],
    ['user', { user: 'a b' }, 'holds a space'],
    ['user', { user: 'a\0b' }, 'invisible character'],
    ['user', { user: '\u202eroot' }, 'invisible character'],
    ['port', { port: 0 }, 'not between 1 and 65535'],
    ['port', { port: 70_000 }, 'not between 1 and 65535'],
  ] as const)('refuses the %s of %j', async ([code, changes, message]) => {
    const host = { ...hostFor(await testServer()), ...changes }
    expect(await failure(host)).toMatchObject({ name: 'ConfigError', code, message: expect.stringContaining(message) })
  })

  it('may be a name, or IPv6', async () => {
    const server = await testServer()
    const hostKey = { mode: 'pinned', fingerprints: [server.fingerprint], knownHosts: [] } as const
    const connection = await connectTo(ssh, hostFor(server, { address: 'localhost', hostKey }))
    expect(await run(connection, 'exit 4')).toMatchObject({ exitCode: 4 })
    expect(await failure({ ...hostFor(server), address: '::1', port: 1 })).toMatchObject({
      message: expect.stringContaining('web-1 (deploy@[::1]:1): '),
    })
  })
})
