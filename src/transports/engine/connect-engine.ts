import type { ChildProcess } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import { ConnectError } from '../../errors.ts'
import type { Limits } from '../../host/host-spec.ts'
import { killGroup } from '../child-channel.ts'
import type { Channel, ChannelEvents, Connection } from '../transport.ts'
import { enter } from './enter.ts'
import type { Engine } from './engine.ts'

// milliseconds for clients whose program ends by itself when its input does
const LAST_WORDS = 500

/**
 * A connection to a container: it has been entered once, and is entered again for each program.
 *
 * @throws {ConnectError} with what the engine said; {ConfigError} when its client is not there.
 */
export async function connectEngine(engine: Engine, limits: Limits, signal: AbortSignal): Promise<Connection> {
  const life = new EngineLife(engine, limits.connectTimeout, signal)
  await life.visit()
  return life
}

const IGNORE: ChannelEvents = { stdout: () => {}, stderr: () => {}, exit: () => {}, close: () => {} }

class EngineLife implements Connection {
  onLost: ((error: Error) => void) | undefined
  readonly #engine: Engine
  readonly #limit: number
  readonly #signal: AbortSignal
  readonly #running = new Set<ChildProcess>()
  readonly #traffic = { sent: 0, received: 0 }
  #over = false

  constructor(engine: Engine, limit: number, signal: AbortSignal) {
    this.#engine = engine
    this.#limit = limit
    this.#signal = signal
  }

  readonly traffic = () => ({ ...this.#traffic })

  readonly exec = async (command: string, events: ChannelEvents): Promise<Channel> => {
    try {
      return await this.#enter(command, events)
    } catch (error) {
      throw (await this.#whyLost()) ?? error
    }
  }

  readonly close = async (): Promise<void> => {
    this.#over = true
    const ends = [...this.#running].map((child) => new Promise((resolve) => child.once('close', resolve)))
    for (const child of this.#running) child.stdin?.end()
    if (ends.length > 0) await Promise.race([Promise.all(ends), delay(LAST_WORDS)])
    for (const child of this.#running) killGroup(child)
  }

  /** Goes in and out again. */
  async visit(): Promise<void> {
    const channel = await this.#enter(':', IGNORE)
    channel.end()
  }

  #enter(command: string, events: ChannelEvents): Promise<Channel> {
    return enter({
      engine: this.#engine,
      command,
      events,
      traffic: this.#traffic,
      limit: this.#limit,
      signal: this.#signal,
      running: this.#running,
      whyCut: () => this.#whyLost(),
    })
  }

  /** The error of a lost connection when the container cannot be entered any more; undefined when it can. */
  async #whyLost(): Promise<ConnectError | undefined> {
    if (this.#over) return undefined
    try {
      await this.visit()
      return undefined
    } catch (cause) {
      const { place, host } = this.#engine
      const why = (cause as Error).message.replace(`Cannot connect to ${place}: `, '')
      const lost = new ConnectError('connection-lost', `Lost the connection to ${place}: ${why}`, { host, cause })
      if (!this.#over) this.onLost?.(lost)
      this.#over = true
      return lost
    }
  }
}
