import { setTimeout as delay } from 'node:timers/promises'
import * as fc from 'fast-check'
import { beforeEach, expect, it, vi } from 'vitest'
import { ConnectError } from '../../../src/errors.ts'
import type { Connection, Transport } from '../../../src/transports/transport.ts'
import { THIS_MACHINE, talkTo } from '../talk.ts'

/** A host that has only so many channels, and hears of what is started some milliseconds after it was sent. */
const there = {
  channels: 1,
  delays: [] as number[],
  /** Commands that could have lived on if the connection had been lost at some time. */
  exposed: [] as string[],
  started: 0,
}

vi.mock(import('../../../src/transports/registry.ts'), async (original) => {
  const local = await (await original()).loadTransport('local')
  const connect: Transport['connect'] = async (...to) => narrow(await local.connect(...to))
  return { loadTransport: async () => ({ connect }) }
})

type Kind = 'shell' | 'guarded' | 'unguarded'

function narrow(connection: Connection): Connection {
  const open = new Map<symbol, Kind>()
  const look = (when: string) => {
    const kinds = [...open.values()]
    if (kinds.includes('unguarded') && !kinds.includes('shell')) there.exposed.push(`${when}: ${kinds.join(' ')}`)
  }
  return {
    onLost: undefined,
    traffic: connection.traffic,
    close: connection.close,
    exec: async (command, events) => {
      const late = there.delays[there.started++ % Math.max(1, there.delays.length)] ?? 0
      if (late > 0) await delay(late)
      if (open.size >= there.channels) throw new ConnectError('channel-refused', 'refused', {})
      const id = Symbol(command)
      const isShell = command.includes('have packages=')
      open.set(id, isShell ? 'shell' : command.includes('cat <&3') ? 'guarded' : 'unguarded')
      look('opened')
      const close = (error?: Error) => {
        open.delete(id)
        // What a closed channel leaves is ended by what is still there, or what comes next.
        look('closed')
        events.close(error)
      }
      return connection.exec(command, { ...events, close })
    },
  }
}

beforeEach(() => {
  Object.assign(there, { exposed: [], started: 0, delays: [] })
})

async function run(channels: number, delays: readonly number[], commands = 3): Promise<void> {
  Object.assign(there, { channels, delays, started: 0 })
  const { askAll, close } = await talkTo(THIS_MACHINE)
  const scripts = Array.from({ length: commands }, (_, index) => `sleep 0.05; echo ${index}`)
  const answers = await Promise.all(askAll(scripts, { kind: 'command' }))
  expect(answers.map(({ stdout }) => stdout)).toEqual(scripts.map((_, index) => `${index}\n`))
  await close()
}

it.each([1, 2, 3, 8])('leaves no command alone that does not look after itself: %i channels', async (channels) => {
  await run(channels, [])
  expect(there.exposed).toEqual([])
})

it('keeps the shell while a command is on its way that relies on it, whatever became of another', async () => {
  // the shell at once, a command that is refused at once, and one that arrives when that is known
  await run(1, [0, 0, 60, 0], 2)
  expect(there.exposed).toEqual([])
})

it('leaves none alone in whatever order they arrive', { timeout: 60_000 }, async () => {
  const delays = fc.array(fc.constantFrom(0, 5, 40, 80), { minLength: 1, maxLength: 6 })
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 4 }), delays, async (channels, late) => {
      await run(channels, late)
      expect(there.exposed).toEqual([])
    }),
    { numRuns: 25 },
  )
})
