import { execFileSync } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { execLine } from '../../src/transports/exec-line.ts'
import { local } from '../../src/transports/local.ts'
import { loadTransport } from '../../src/transports/registry.ts'
import { ssh } from '../../src/transports/ssh.ts'
import { THIS_MACHINE } from '../host/talk.ts'
import { connectTo, LIMITS, run } from '../support/connect.ts'

describe('this machine', () => {
  it('gives both streams and the exit code', async () => {
    const connection = await connectTo(local, THIS_MACHINE)
    const ran = await run(connection, execLine({ sudo: false, script: 'cat; echo no >&2; exit 3' }), 'yes')
    expect(ran).toMatchObject({ exitCode: 3, signal: undefined, error: undefined, ends: 2 })
    expect([String(ran.stdout), String(ran.stderr)]).toEqual(['yes', 'no\n'])
    expect(connection.hostKey).toBeUndefined()
    expect(connection.traffic()).toEqual({ sent: 3, received: 6 })
  })

  it('names the signal that ended a program', async () => {
    const connection = await connectTo(local, THIS_MACHINE)
    expect(await run(connection, 'kill -TERM $$')).toMatchObject({ exitCode: undefined, signal: 'SIGTERM', ends: 2 })
  })

  it('is not held up by much on both streams', async () => {
    const connection = await connectTo(local, THIS_MACHINE)
    const ran = await run(connection, 'head -c 8000000 /dev/zero >&2 & head -c 8000000 /dev/zero; wait')
    expect([ran.stdout.length, ran.stderr.length]).toEqual([8_000_000, 8_000_000])
  })

  it('does not mind a program that reads nothing', async () => {
    const connection = await connectTo(local, THIS_MACHINE)
    expect(await run(connection, 'exit 2', Buffer.alloc(1_000_000))).toMatchObject({ exitCode: 2 })
  })

  it.for(['destroy', 'close'] as const)('ends a whole group at %s', async (how) => {
    const connection = await connectTo(local, THIS_MACHINE)
    // nobody else on this machine sleeps for just as long
    const seconds = `86400.${randomInt(1e12)}`
    let closed = (): void => {}
    const ended = new Promise<void>((resolve) => (closed = resolve))
    const ends: unknown[] = []
    let started = (): void => {}
    const running = new Promise<void>((resolve) => (started = resolve))
    const channel = await connection.exec(`sleep ${seconds} & echo; sleep ${seconds}`, {
      stdout: () => started(),
      stderr: () => {},
      exit: (end) => ends.push(end),
      close: () => closed(),
    })
    await running
    if (how === 'destroy') channel.destroy()
    else await connection.close()
    await ended
    expect(ends).toHaveLength(1)
    expect(sleeping(seconds)).toBe('')
  })

  it('is not connected to when the run is called off', async () => {
    await expect(local.connect(THIS_MACHINE, LIMITS, AbortSignal.abort())).rejects.toMatchObject({ code: 'aborted' })
  })
})

function sleeping(seconds: string): string {
  const processes = execFileSync('ps', ['-eo', 'stat=,args=']).toString().split('\n')
  return processes.filter((line) => line.includes(`sleep ${seconds}`) && !line.startsWith('Z')).join()
}

it('a transport is loaded by its name', async () => {
  expect(await loadTransport('local')).toBe(local)
  expect(await loadTransport('ssh')).toBe(ssh)
  await expect(ssh.prepare?.()).resolves.toHaveProperty('default.Client')
})
