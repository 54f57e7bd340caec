import { expect, it, vi } from 'vitest'
import { ConnectError } from '../../../src/errors.ts'
import { Link } from '../../../src/host/link/link.ts'
import type { ChannelEvents, Connection } from '../../../src/transports/transport.ts'
import { THIS_MACHINE } from '../talk.ts'

/** How many channels each connection that was made has left, and what was sent along with its login. */
const made: { left: number; refused: number; lose: () => void; first: string | undefined }[] = []
vi.mock(import('../../../src/transports/registry.ts'), () => ({
  loadTransport: async () => ({ connect: async (_host, _limits, _signal, first) => narrow(first?.command) }),
}))

/** How long a program runs, in milliseconds. */
let lasting = 5

const limits = { connectTimeout: 1000, timeout: 1000, maxBytes: 1000, concurrency: 1 }
const ignored: ChannelEvents = { stdout: () => {}, stderr: () => {}, exit: () => {}, close: () => {} }

/** A connection whose host runs one program at a time, and that says `gone` once it is closed. */
function narrow(first: string | undefined): Connection {
  const connection: Connection = {
    onLost: undefined,
    traffic: () => ({ sent: 0, received: 0 }),
    close: async () => void (gone = true),
    exec: (_command, { close }) => {
      if (gone) return Promise.reject(refuse('connection-lost'))
      if (there.left === 0) return inOnePacket()
      there.left -= 1
      setTimeout(() => {
        there.left += 1
        close()
      }, lasting)
      return Promise.resolve({ write: () => {}, end: () => {}, destroy: () => {} })
    },
  }
  const there = { left: 1, first, refused: 0, lose: () => connection.onLost?.(new Error('lost')) }
  made.push(there)
  let gone = false
  const refuse = (code: string) => new ConnectError(code, code, {})
  // The answers to what was asked at once come in one packet.
  let refused: (() => void)[] = []
  const inOnePacket = (): Promise<never> =>
    new Promise((_, reject) => {
      if (refused.length === 0) {
        setTimeout(() => {
          for (const answer of refused) answer()
          refused = []
        }, 5)
      }
      there.refused += 1
      refused.push(() => reject(refuse('channel-refused')))
    })
  return connection
}

it('leaves a connection whose last channel is held by what was left behind, and loses nobody who waits', async () => {
  const link = new Link(THIS_MACHINE, limits, () => {})
  await new Promise<void>(
    (resolve) => void link.open({ command: () => 'first', events: { ...ignored, close: () => resolve() } }),
  )
  made[0]!.left = 0
  const opened = Array.from({ length: 6 }, (_, index) => link.open({ command: () => `${index}`, events: ignored }))
  expect((await Promise.allSettled(opened)).map(({ status }) => status)).toEqual(Array(6).fill('fulfilled'))
  expect(link.connections).toBeGreaterThan(1)
})

it('sends along with a login what only reads, and never a command: that must not run twice', async () => {
  for (const onlyReads of [true, false]) {
    made.splice(0)
    await new Link(THIS_MACHINE, limits, () => {}).open({ command: () => 'reboot', events: ignored, onlyReads })
    expect(made.map(({ first }) => first)).toEqual([onlyReads ? 'reboot' : undefined])
  }
})

it('knows on a new connection how many channels the last one had, and tells who was refused before others', async () => {
  lasting = 80
  const link = new Link(THIS_MACHINE, limits, () => {})
  const first = made.length
  const told: string[] = []
  const open = (name: string) =>
    new Promise<void>((resolve, reject) => {
      const command = () => String(told.push(`${name} is tried`))
      const onRefused = () => void told.push(`${name} is refused`)
      link.open({ command, onRefused, events: { ...ignored, close: () => resolve() } }).catch(reject)
    })
  await Promise.all([open('one'), open('two')])
  made[first]!.lose()
  await Promise.all([open('three'), open('four')])
  expect(made.slice(first).map(({ refused }) => refused)).toEqual([2, 0])
  expect(told).toEqual([
    ...['one is tried', 'two is tried', 'two is refused', 'two is tried'],
    ...['three is tried', 'four is tried'],
  ])
})
