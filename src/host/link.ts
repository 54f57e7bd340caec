import { setTimeout as delay } from 'node:timers/promises'
import { InfraspecError } from '../errors.ts'
import { loadTransport } from '../transports/registry.ts'
import type { Channel, ChannelEvents, Connection } from '../transports/transport.ts'
import { ChannelSlots } from './channel-slots.ts'
import type { HostSpec, Limits } from './messages.ts'

// sshd allows 10 sessions on a connection unless MaxSessions says otherwise
const CHANNELS = 8

// milliseconds
const SECOND_TRY = 30
const CLOSE_GRACE = 200

/** What starts a program on a channel. */
export interface OpenRequest {
  readonly command: string
  readonly events: ChannelEvents
  /** Called when somebody else waits for a channel and this one could be given up. */
  readonly onWanted?: (() => void) | undefined
}

/** The connection to one host, made again when it is needed and lost, and the channels on it. */
export class Link {
  readonly host: HostSpec
  readonly limits: Limits
  connections = 0
  #slots = new ChannelSlots(CHANNELS)
  #connection: Promise<Connection> | undefined
  #live: Connection | undefined
  /** The connection that has opened a channel. */
  #proven: Connection | undefined
  #past = { sent: 0, received: 0 }
  readonly #abort = new AbortController()

  readonly #onFailed: (error: InfraspecError) => void

  /** `onFailed` is called when no connection could be made, which is not tried again. */
  constructor(host: HostSpec, limits: Limits, onFailed: (error: InfraspecError) => void) {
    this.host = host
    this.limits = limits
    this.#onFailed = onFailed
  }

  /** Whether there is a connection now. */
  get live(): boolean {
    return this.#live !== undefined
  }

  get hostKey(): Connection['hostKey'] {
    return this.#live?.hostKey
  }

  get traffic(): { readonly sent: number; readonly received: number } {
    const { sent = 0, received = 0 } = this.#live?.traffic() ?? {}
    return { sent: this.#past.sent + sent, received: this.#past.received + received }
  }

  /** The connection, made if there is none. */
  connect(): Promise<Connection> {
    this.#connection ??= this.#connect()
    return this.#connection
  }

  /**
   * Starts a program, as soon as there is a channel for it.
   *
   * @throws {ConnectError}
   */
  async open({ command, events, onWanted }: OpenRequest): Promise<Channel> {
    for (;;) {
      const connection = await this.connect()
      const slots = this.#slots
      const release = await slots.take(onWanted)
      // Lost while waiting: nothing has been started on it.
      if (this.#slots !== slots) continue
      const close = (error?: Error) => {
        release()
        events.close(error)
      }
      try {
        const channel = await exec(connection, command, { ...events, close })
        this.#proven = connection
        return leaving(channel, release)
      } catch (error) {
        release()
        if (!isRefusal(error)) throw error
        if (slots.shrink()) continue
        if (this.#proven !== connection) throw error
        // Nothing of ours is open: what was left behind holds the last channel until it ends.
        this.#forget(connection)
        await connection.close()
      }
    }
  }

  async close(): Promise<void> {
    this.#abort.abort()
    const connection = await this.#connection?.catch(() => undefined)
    await connection?.close()
    if (connection !== undefined) this.#forget(connection)
  }

  async #connect(): Promise<Connection> {
    const connection = await this.#attempt()
    this.connections += 1
    this.#live = connection
    connection.onLost = () => this.#forget(connection)
    return connection
  }

  async #attempt(): Promise<Connection> {
    try {
      const transport = await loadTransport(this.host.transport)
      return await transport.connect(this.host, this.limits, this.#abort.signal)
    } catch (error) {
      this.#onFailed(error as InfraspecError)
      throw error
    }
  }

  #forget(connection: Connection): void {
    if (this.#live !== connection) return
    this.#past = this.traffic
    this.#live = undefined
    this.#connection = undefined
    this.#slots.abandon()
    this.#slots = new ChannelSlots(CHANNELS)
  }
}

/** Twice: sshd notices only after what it has read that a channel of ours was closed before. */
async function exec(connection: Connection, command: string, events: ChannelEvents): Promise<Channel> {
  try {
    return await connection.exec(command, events)
  } catch (error) {
    if (!isRefusal(error)) throw error
    await delay(SECOND_TRY)
    return connection.exec(command, events)
  }
}

/** sshd closes a channel that was left only when its program has ended, which may need another channel. */
function leaving(channel: Channel, release: () => void): Channel {
  const destroy = () => {
    channel.destroy()
    setTimeout(release, CLOSE_GRACE)
  }
  return { write: (data) => channel.write(data), end: () => channel.end(), destroy }
}

function isRefusal(error: unknown): boolean {
  return error instanceof InfraspecError && error.code === 'channel-refused'
}
