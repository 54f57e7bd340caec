import { describe, expect, it } from 'vitest'
import { ssh } from '../../src/transports/ssh.ts'
import { connectTo, hostFor, run, testServer } from '../support/connect.ts'

describe('a channel', () => {
  it('gives both streams and the exit code', async () => {
    const connection = await connectTo(ssh, hostFor(await testServer()))
    const ran = await run(connection, 'cat; echo no >&2; exit 3', 'yes')
    expect(ran).toMatchObject({ exitCode: 3, signal: undefined, error: undefined, ends: 2 })
    expect([String(ran.stdout), String(ran.stderr)]).toEqual(['yes', 'no\n'])
    expect(ran.order.at(-1)).toBe('close')
  })

  it('names the signal that ended a program', async () => {
    const connection = await connectTo(ssh, hostFor(await testServer()))
    expect(await run(connection, 'kill -KILL $$')).toMatchObject({ exitCode: undefined, signal: 'SIGKILL', ends: 2 })
  })

  it('takes a missing status for unknown, not for 0', async () => {
    const connection = await connectTo(ssh, hostFor(await testServer({ withoutStatus: true })))
    expect(await run(connection, 'true')).toMatchObject({ exitCode: undefined, signal: undefined, ends: 2 })
  })

  it('is not held up by much on both streams, whichever comes first', async () => {
    const connection = await connectTo(ssh, hostFor(await testServer()))
    const much = 'head -c 8000000 /dev/zero'
    const ran = await run(connection, `${much} >&2; ${much}; ${much} >&2 & ${much}; wait`)
    expect([ran.stdout.length, ran.stderr.length]).toEqual([16_000_000, 16_000_000])
  })

  it('takes much on standard input', async () => {
    const connection = await connectTo(ssh, hostFor(await testServer()))
    const ran = await run(connection, 'wc -c', Buffer.alloc(6_000_000))
    expect(Number(String(ran.stdout))).toBe(6_000_000)
  })

  it('survives any bytes', async () => {
    const connection = await connectTo(ssh, hostFor(await testServer()))
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, index) => index))
    expect((await run(connection, 'cat', bytes)).stdout.equals(bytes)).toBe(true)
  })

  it('can be refused while the connection goes on', async () => {
    const connection = await connectTo(ssh, hostFor(await testServer({ maxSessions: 1 })))
    let ended = () => {}
    const end = new Promise<void>((resolve) => (ended = resolve))
    const silent = { stdout: () => {}, stderr: () => {}, exit: () => {}, close: () => ended() }
    const first = await connection.exec('cat', silent)
    await expect(run(connection, 'true')).rejects.toMatchObject({
      name: 'ConnectError',
      code: 'channel-refused',
      message: expect.stringMatching(/^web-1 \(deploy@127\.0\.0\.1:\d+\) refuses another channel: /),
      hint: expect.stringContaining('MaxSessions'),
    })
    first.end()
    await end
    expect(await run(connection, 'exit 5')).toMatchObject({ exitCode: 5 })
  })

  it('can be destroyed while its program runs', async () => {
    const connection = await connectTo(ssh, hostFor(await testServer()))
    const ends: unknown[] = []
    const closed = new Promise<Error | undefined>((resolve) => {
      const events = { stdout: () => {}, stderr: () => {}, exit: (end: unknown) => ends.push(end), close: resolve }
      void connection.exec('sleep 60', events).then((channel) => channel.destroy())
    })
    expect(await closed).toBeUndefined()
    expect(ends).toEqual([{ exitCode: undefined, signal: undefined }])
  })
})

describe('a connection', () => {
  it('counts what it sent and received, and proves the host', async () => {
    const server = await testServer()
    const connection = await connectTo(ssh, hostFor(server))
    const before = connection.traffic()
    await run(connection, 'head -c 100000 /dev/zero')
    expect(connection.traffic().received - before.received).toBeGreaterThan(100_000)
    expect(before.sent).toBeGreaterThan(500)
    expect(connection.hostKey).toEqual({ fingerprint: server.fingerprint, verified: true })
  })

  it('says when it is lost, to its owner and to every channel', async () => {
    const server = await testServer()
    const connection = await connectTo(ssh, hostFor(server))
    const lost = new Promise<Error>((resolve) => (connection.onLost = resolve))
    const running = run(connection, 'echo started; sleep 60')
    setTimeout(server.drop, 100)
    expect(await lost).toMatchObject({
      code: 'connection-lost',
      message: expect.stringMatching(/^Lost the connection to web-1 \(deploy@127\.0\.0\.1:\d+\): /),
    })
    expect(await running).toMatchObject({ exitCode: undefined, error: { code: 'connection-lost' }, ends: 2 })
    await expect(run(connection, 'true')).rejects.toMatchObject({ code: 'connection-lost' })
    await connection.close()
  })

  it('closes within a second, and does not call that a loss', async () => {
    const connection = await connectTo(ssh, hostFor(await testServer()))
    let lost = false
    connection.onLost = () => (lost = true)
    const running = run(connection, 'sleep 60')
    await connection.exec('sleep 60', { stdout: () => {}, stderr: () => {}, exit: () => {}, close: () => {} })
    const start = performance.now()
    await connection.close()
    expect(performance.now() - start).toBeLessThan(700)
    expect(await running).toMatchObject({ exitCode: undefined, error: undefined })
    expect(lost).toBe(false)
  })
})
