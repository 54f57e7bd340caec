import { describe, expect, it } from 'vitest'
import type { HostSpec } from '../../../src/host/host-spec.ts'
import { ssh } from '../../../src/transports/ssh.ts'
import { connectTo, hostFor, LIMITS, run, strict, testServer } from '../../support/connect.ts'
import type { SshServer, SshServerOptions } from '../../support/ssh-server.ts'

const jump = (server: SshServer, name: string, changes: Partial<HostSpec> = {}) =>
  hostFor(server, { id: name, name, ...changes })

const failure = (host: HostSpec, connectTimeout = 5000): Promise<unknown> =>
  ssh.connect(host, { ...LIMITS, connectTimeout }, new AbortController().signal).catch((error: unknown) => error)

async function hop(options: SshServerOptions = {}): Promise<SshServer> {
  return testServer({ forwards: true, ...options })
}

describe('a jump host', () => {
  it('leads to the next one, and that to the last', async () => {
    const [one, two, last] = [await hop(), await hop(), await testServer()]
    const connection = await connectTo(ssh, hostFor(last, { jumps: [jump(one, 'one'), jump(two, 'two')] }))
    expect(String((await run(connection, 'echo here')).stdout)).toBe('here\n')
    expect(connection.traffic().received).toBeGreaterThan(100)
    expect(connection.traffic().sent).toBeGreaterThan(100)
    expect([one, two, last].map(({ connections }) => connections.taken)).toEqual([1, 1, 1])
  })

  it('is logged in to once for all hosts behind it, and left when none is', async () => {
    const [one, last] = [await hop(), await testServer()]
    const host = hostFor(last, { jumps: [jump(one, 'one')] })
    const connect = () => ssh.connect(host, LIMITS, new AbortController().signal)
    const connections = await Promise.all(Array.from({ length: 12 }, connect))
    expect(one.connections.taken).toBe(1)
    expect(last.connections.now).toBe(12)
    await Promise.all(connections.slice(1).map((connection) => connection.close()))
    expect(one.connections.now).toBe(1)
    await connections[0]?.close()
    await expect.poll(() => one.connections.now).toBe(0)
  })

  it('lets eight log in at once', async () => {
    const [one, stuck] = [await hop(), await testServer({ hangAt: 'banner' })]
    const host = hostFor(stuck, { jumps: [jump(one, 'one')] })
    const waiting = new AbortController()
    const attempts = Array.from({ length: 12 }, () => ssh.connect(host, LIMITS, waiting.signal))
    const ends = Promise.allSettled(attempts)
    await expect.poll(() => stuck.connections.taken).toBe(8)
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect(stuck.connections.taken).toBe(8)
    waiting.abort()
    for (const end of await ends) expect(end).toMatchObject({ reason: { code: 'aborted' } })
    expect(stuck.connections.taken).toBe(8)
  })

  it('is named when it shows another key, and nothing goes through it', async () => {
    const [one, two, last] = [await hop(), await hop(), await testServer()]
    const jumps = [jump(one, 'one'), jump(two, 'two', { hostKey: hostFor(one, {}).hostKey })]
    const wrong = { ...jumps[1]!, hostKey: strict() }
    expect(await failure(hostFor(last, { jumps: [jumps[0]!, wrong] }))).toMatchObject({
      code: 'host-key-unknown',
      message: expect.stringMatching(/^Cannot reach web-1 through two: Cannot trust two .* through one\): /),
    })
    expect(two.logins).toEqual([])
    expect(last.connections.taken).toBe(0)
  })

  it('is named when it lets nobody in, and when it forwards nothing', async () => {
    const [closed, last] = [await hop({ refuseKey: true }), await testServer()]
    expect(await failure(hostFor(last, { jumps: [jump(closed, 'closed')] }))).toMatchObject({
      code: 'auth-failed',
      message: expect.stringContaining('Cannot reach web-1 through closed: Cannot connect to closed'),
    })
    const shut = await testServer()
    expect(await failure(hostFor(last, { jumps: [jump(shut, 'shut')] }))).toMatchObject({
      code: 'jump-refused',
      message: expect.stringMatching(/^Cannot connect to web-1: shut \(.*\) opens no connection to 127.0.0.1 port /),
    })
  })

  it('that is lost takes the host behind it along, and is logged in to again', async () => {
    const [one, last] = [await hop(), await testServer()]
    const host = hostFor(last, { jumps: [jump(one, 'one')] })
    const connection = await connectTo(ssh, host)
    const lost = new Promise<Error>((resolve) => (connection.onLost = resolve))
    one.drop()
    expect((await lost).message).toMatch(/^Lost the connection to web-1 .* through one\)/)
    const again = await connectTo(ssh, host)
    expect((await run(again, 'true')).exitCode).toBe(0)
    expect(one.connections.taken).toBe(2)
  })

  it('never hears a password', async () => {
    const [one, last] = [await hop({ password: 'secret', refuseKey: true }), await testServer({ password: 'secret' })]
    await failure(hostFor(last, { password: 'secret', jumps: [jump(one, 'one')] }))
    expect(one.logins.map(({ method }) => method)).not.toContain('password')
  })
})
