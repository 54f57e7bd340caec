import type { InfraspecError } from '../../errors.ts'
import { mark } from '../../timeline.ts'
import { loadTransport } from '../../transports/registry.ts'
import type { Channel, ChannelEvents, Connection, Program } from '../../transports/transport.ts'
import { ChannelSlots } from './channel-slots.ts'
import { execOn, inTime, isLoss, isRefusal, leaving } from './exec-channel.ts'
import type { Record } from '../exchange.ts'
import type { HostSpec, Limits } from '../host-spec.ts'
import { makeEra } from '../session/opening.ts'
import { Patience } from './patience.ts'
import { PasswordPrompt, type PasswordProblem } from '../become/password-prompt.ts'
import { passwordRefusal } from '../become/refusal.ts'
import { SudoPassword } from '../become/sudo-password.ts'

// sshd allows 10 sessions on a connection unless MaxSessions says otherwise
const CHANNELS = 8

/** What starts a program on a channel. */
export interface OpenRequest {
  /** Asked for whenever it is tried. */
  readonly command: () => string
  readonly events: ChannelEvents
  /** Called when it is sent. */
  readonly onSent?: (() => void) | undefined
  /** Called when the host had no channel left for it: nothing was started, and it is tried again when there is one. */
  readonly onRefused?: (() => void) | undefined
  /** Answers sudo, where it may ask. */
  readonly prompt?: PasswordPrompt | undefined
  /** Called when somebody else waits for a channel and this one could be given up. */
  readonly onWanted?: (() => void) | undefined
  /** It only reads, so it may be started twice: then it is sent along with the login, of which nobody knows how it ends. */
  readonly onlyReads?: boolean
}

/** A sudo that may ask for the password. */
export interface PromptFor {
  /** The words that open the frames of what it starts. */
  readonly nonce: string
  /** Set when it becomes another user than the session's. */
  readonly user: string | undefined
  /** Called at most once, when the password does not help; the channel is the caller's to close. */
  readonly onRefusal: (error: InfraspecError) => void
}

/** Who else has a part in a conversation. */
export interface LinkHooks {
  readonly record?: Record
  /** Waited for before a host that was connected to is connected to again. */
  readonly reopen?: (() => Promise<void>) | undefined
}

/** A connection, and the channels on it: one never goes without the other. */
interface Line {
  readonly connection: Connection
  readonly slots: ChannelSlots
}

/** The connection to one host, made again when it is needed and lost, and the channels on it. */
export class Link {
  readonly host: HostSpec
  readonly limits: Limits
  readonly record: Record
  /** How long it is tried. */
  readonly patience: Patience
  connections = 0
  /** How many channels a connection has, as far as the host has let know. */
  #channels = CHANNELS
  #line: Promise<Line> | undefined
  #live: Line | undefined
  /** The connection that has opened a channel. */
  #proven: Connection | undefined
  #past = { sent: 0, received: 0 }
  #era = makeEra()
  readonly #abort = new AbortController()
  readonly #sudoPassword: SudoPassword | undefined
  #onFailed: (error: InfraspecError) => void
  readonly #reopen: LinkHooks['reopen']

  /** `onFailed` is called when no connection could be made, which is not tried again. */
  constructor(host: HostSpec, limits: Limits, onFailed: (error: InfraspecError) => void, hooks: LinkHooks = {}) {
    this.host = host
    this.limits = limits
    this.record = hooks.record
    this.#reopen = hooks.reopen
    this.patience = new Patience(host)
    const { become = 'sudo', sudoPassword } = host
    if (become === 'sudo' && sudoPassword !== undefined) this.#sudoPassword = new SudoPassword(sudoPassword)
    this.#onFailed = onFailed
  }

  /** Has somebody else told when no connection can be made. */
  handTo(onFailed: (error: InfraspecError) => void): void {
    this.#onFailed = onFailed
  }

  /** Whether there is a connection now. */
  get live(): boolean {
    return this.#live !== undefined
  }

  /** With what the marks of this connection begin: see endings.ts. */
  get era(): string {
    return this.#era
  }

  /** Aborted when nothing more can be said. */
  get signal(): AbortSignal {
    return this.#abort.signal
  }

  get hostKey(): Connection['hostKey'] {
    return this.#live?.connection.hostKey
  }

  get traffic(): { readonly sent: number; readonly received: number } {
    const { sent = 0, received = 0 } = this.#live?.connection.traffic() ?? {}
    return { sent: this.#past.sent + sent, received: this.#past.received + received }
  }

  /**
   * Starts a program, as soon as there is a channel for it.
   *
   * @throws {ConnectError}
   */
  async open(request: OpenRequest): Promise<Channel> {
    const { command, events, onSent, prompt, onWanted, onlyReads = false } = request
    const refusal = prompt?.hopeless()
    if (refusal !== undefined) throw refusal
    for (;;) {
      let release = () => {}
      const close = (error?: Error) => {
        release()
        events.close(error)
      }
      const all = { ...events, close }
      const watched = prompt?.watch(all) ?? all
      const program = (): Program => ({ command: command(), events: watched, onSent })
      const isFirst = this.#line === undefined
      this.#line ??= this.#connect(onlyReads ? program() : undefined)
      const line = await this.#line
      const { connection, slots } = line
      release = await slots.take(onWanted)
      const sent = isFirst ? connection.first : undefined
      // Lost or left while waiting: nothing has been started on it.
      if (this.#live !== line && sent === undefined) continue
      try {
        const opening = sent ?? execOn(connection, program())
        const channel = await inTime(opening, this.host, this.limits.connectTimeout)
        this.#proven = connection
        prompt?.attach(channel, isTrusted(this.host, connection))
        return leaving(channel, release)
      } catch (error) {
        // Before the channel is free: who relied on a shell to stay does not any more.
        if (isRefusal(error)) request.onRefused?.()
        release()
        if (!isRefusal(error)) {
          if (isLoss(error)) void this.#leave(line)
          throw error
        }
        if (slots.shrink()) {
          this.#channels = slots.limit
          continue
        }
        if (this.#proven !== connection) throw error
        // Nothing of ours is open: what was left behind holds the last channel until it ends.
        await this.#leave(line)
      }
    }
  }

  /** What answers sudo; undefined when it is not used, or there is no password to give. */
  promptFor({ nonce, user, onRefusal }: PromptFor): PasswordPrompt | undefined {
    const password = this.host.sudo || user !== undefined ? this.#sudoPassword : undefined
    const refusal = (problem: PasswordProblem) => passwordRefusal(problem, this.host, user)
    return password && new PasswordPrompt({ password, nonce, refusal, onRefusal })
  }

  async close(): Promise<void> {
    this.#abort.abort()
    const line = await this.#line?.catch(() => undefined)
    await line?.connection.close()
    if (line !== undefined) this.#forget(line)
  }

  async #connect(first: Program | undefined): Promise<Line> {
    const connection = await this.#attempt(first)
    const line = { connection, slots: new ChannelSlots(this.#channels) }
    this.connections += 1
    mark('shell', this.host.id)
    this.#live = line
    connection.onLost = () => this.#forget(line)
    return line
  }

  async #attempt(first: Program | undefined): Promise<Connection> {
    try {
      mark('connecting', this.host.id)
      const transport = await loadTransport(this.host.transport)
      const { signal } = this.#abort
      if (this.patience.ended) await this.#reopen?.()
      return await this.patience.until(() => transport.connect(this.host, this.limits, signal, first), signal)
    } catch (error) {
      this.#abort.abort()
      this.#onFailed(error as InfraspecError)
      throw error
    }
  }

  async #leave(line: Line): Promise<void> {
    this.#forget(line)
    await line.connection.close()
  }

  #forget(line: Line): void {
    if (this.#live !== line) return
    this.#past = this.traffic
    this.#live = undefined
    this.#line = undefined
    this.#proven = undefined
    this.#era = makeEra()
    line.slots.abandon()
  }
}

/** Whether a password may be sent: a transport without host keys has its own ways to know whom it talks to. */
function isTrusted({ transport, hostKey }: HostSpec, connection: Connection): boolean {
  if (connection.hostKey !== undefined) return connection.hostKey.verified
  return (transport !== 'ssh' && transport !== 'openssh') || hostKey.mode !== 'accept-new'
}
