import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { connectAsker, type Asker } from '../../src/host/asker.ts'
import type { InfraspecError } from '../../src/errors.ts'
import type { HostSpec } from '../../src/host/host-spec.ts'
import type { HostStatus } from '../../src/host/messages.ts'
import { startSessionThread, type SessionThread } from '../../src/host/session-pool.ts'
import { sh } from '../../src/host/shell.ts'
import { buildThread } from './build-thread.ts'
import { THIS_MACHINE } from './talk.ts'

const LIMITS = { connectTimeout: 5000, timeout: 5000, maxBytes: 1 << 20, concurrency: 2 }
let built: Awaited<ReturnType<typeof buildThread>>
let channels = 0

beforeAll(async () => {
  built = await buildThread()
})
afterAll(() => built.remove())

function start(): { thread: SessionThread; asker: Asker; ready: (host: string) => Promise<HostStatus> } {
  const channel = `thread-test-${process.pid}-${(channels += 1)}`
  const thread = startSessionThread(channel, built.file)
  const asker = connectAsker(channel)
  onTestFinished(async () => {
    asker.close()
    await thread.terminate()
  })
  const ready = (host: string) =>
    vi.waitFor(() => {
      const state = asker.hosts()[host]
      if (state === undefined || state.status === 'connecting') throw new Error(`${host} is not there yet`)
      return state
    }, 5000)
  return { thread, asker, ready }
}

const machines = (...names: string[]): HostSpec[] => names.map((name) => ({ ...THIS_MACHINE, id: name, name }))
const unreachable: HostSpec = {
  ...THIS_MACHINE,
  id: 'down',
  name: 'down',
  transport: 'ssh',
  address: '127.0.0.1',
  port: 1,
  user: 'nobody',
}

describe('the session thread', () => {
  it('connects to every host, and tells both sides how far each is', async () => {
    const { thread, ready, asker } = start()
    const heard: string[] = []
    thread.onHost((host, { status }) => heard.push(`${host} ${status}`))
    thread.open([...machines('a', 'b', 'c'), unreachable], LIMITS)
    expect(await ready('a')).toMatchObject({ status: 'ready', platform: { kernel: { name: 'Linux' } } })
    expect(await ready('down')).toMatchObject({ status: 'failed', error: { name: 'ConnectError', host: 'down' } })
    await Promise.all([ready('b'), ready('c')])
    expect(heard).toContain('b ready')
    expect(heard).toContain('down failed')
    const asked = asker.ask({ host: 'down', kind: 'probe', script: sh`id` })
    await expect(asked).rejects.toMatchObject({ name: 'ConnectError' })
  })

  it('tells who comes late what is known', async () => {
    const { thread, ready, asker } = start()
    thread.open(machines('a'), LIMITS)
    await ready('a')
    const channel = `thread-test-${process.pid}-${channels}`
    const late = connectAsker(channel)
    onTestFinished(() => late.close())
    await vi.waitFor(() => expect(late.hosts()).toEqual(asker.hosts()))
  })

  it('answers many hosts, and counts what each cost', async () => {
    const { thread, asker, ready } = start()
    thread.open(machines('a', 'b'), LIMITS)
    await Promise.all([ready('a'), ready('b')])
    const asks = ['a', 'b'].flatMap((host) =>
      Array.from({ length: 20 }, (_, index) => asker.ask({ host, kind: 'probe', script: sh`printf %s ${index}` })),
    )
    const texts = (await Promise.all(asks)).map(({ stdout }) => Buffer.from(stdout).toString())
    expect(texts).toEqual([...Array(20).keys(), ...Array(20).keys()].map(String))
    await asker.ask({ host: 'a', kind: 'command', script: sh`true` })
    const counters = await thread.close()
    expect(counters).toMatchObject({
      a: { connections: 1, scripts: 2, commands: 1 },
      b: { connections: 1, scripts: 2, commands: 0 },
    })
    expect(counters['a']!.bytesReceived).toBeGreaterThan(0)
  })

  it('rests between two rounds: the connection stays, and all else is begun anew', async () => {
    const { thread, asker, ready } = start()
    thread.open(machines('a', 'b'), LIMITS)
    await Promise.all([ready('a'), ready('b')])
    const shell = (who: Asker) => who.ask({ host: 'a', kind: 'probe', script: sh`echo $$` })
    const first = Buffer.from((await shell(asker)).stdout).toString()
    const unanswered = asker.ask({ host: 'a', kind: 'command', script: sh`sleep 60` }).catch((error: unknown) => error)
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(await thread.rest()).toMatchObject({
      a: { connections: 1, scripts: 2, commands: 1 },
      b: { connections: 1, scripts: 1, commands: 0 },
    })
    expect(await unanswered).toMatchObject({ code: 'closed' })
    const channel = `thread-test-${process.pid}-${channels}`
    const next = connectAsker(channel, 1)
    onTestFinished(() => next.close())
    // nothing is known of a host until it is opened again
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(next.hosts()).toEqual({})
    thread.open(machines('a'), LIMITS)
    await vi.waitFor(() => expect(next.hosts()).toMatchObject({ a: { status: 'ready' } }), 20_000)
    expect(Buffer.from((await shell(next)).stdout).toString()).not.toBe(first)
    expect(await thread.rest()).toMatchObject({ a: { connections: 0, scripts: 2, commands: 0 } })
    thread.open(machines('a', 'b'), LIMITS)
    await vi.waitFor(() => expect(next.hosts()).toMatchObject({ b: { status: 'ready' } }), 20_000)
    expect(await thread.close()).toMatchObject({ a: { connections: 0 }, b: { connections: 0, scripts: 1 } })
  })

  it.for([false, true])('ends with a host of which nothing more is asked, unless it is kept: %s', async (kept) => {
    const { thread, asker, ready } = start()
    thread.open(machines('a', 'b'), LIMITS, { kept })
    await Promise.all([ready('a'), ready('b')])
    asker.leave('a')
    const ask = (host: string) =>
      asker.ask({ host, kind: 'probe', script: sh`true` }).then(
        ({ exitCode }) => exitCode,
        (error: InfraspecError) => error.code,
      )
    await vi.waitFor(async () => expect(await ask('a')).toBe(kept ? 0 : 'closed'), 2000)
    expect(await ask('b')).toBe(0)
    expect(await thread.close()).toMatchObject({ a: { connections: 1 }, b: { connections: 1, scripts: 2 } })
  })

  it('answers for a host that it does not know', async () => {
    const { thread, asker, ready } = start()
    thread.open(machines('a'), LIMITS)
    await ready('a')
    const asked = asker.ask({ host: 'x', kind: 'probe', script: sh`id` })
    await expect(asked).rejects.toMatchObject({ code: 'unknown-host' })
  })

  it('closes within a second when nothing runs, also before it has connected', async () => {
    const { thread } = start()
    const begin = performance.now()
    expect(Object.keys(await thread.close())).toEqual([])
    const second = start()
    second.thread.open([...machines('a'), { ...unreachable, address: '192.0.2.1' }], LIMITS)
    await second.ready('a')
    expect(await second.thread.close()).toMatchObject({ a: { connections: 1 }, down: { connections: 0 } })
    expect(performance.now() - begin).toBeLessThan(2500)
  })

  it('says so when it dies, to both sides', async () => {
    const { thread, asker, ready } = start()
    const onError = vi.fn<(error: Error) => void>()
    thread.onError(onError)
    thread.open(machines('a'), LIMITS)
    await ready('a')
    const asked = asker.ask({ host: 'a', kind: 'probe', script: sh`sleep 100` })
    thread.open([null as unknown as HostSpec], LIMITS)
    await expect(asked).rejects.toMatchObject({ code: 'session-thread-died' })
    expect(onError).toHaveBeenCalledTimes(1)
    expect(await thread.close()).toEqual({})
  })
})
