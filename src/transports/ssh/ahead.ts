import type { Client, ClientChannel } from 'ssh2'
import type { Program } from '../transport.ts'

/** Told once: of the channel on which the program has been started, or why there is none. */
export type Started = (error: Error | undefined, channel: ClientChannel) => void

/** What ssh2's `exec` does in one go, apart; ssh2 1.17 has all of it. */
interface Internals {
  readonly _remoteVer?: string
  readonly _chanMgr?: { add?: (opened: Opened) => number }
  readonly _protocol?: {
    session?: (channel: number, window: number, packetSize: number) => void
    exec?: (channel: number, command: string, wantReply: boolean) => void
  }
}

type Parts = {
  readonly [Part in '_chanMgr' | '_protocol']: Required<NonNullable<Internals[Part]>>
}

type OpenChannel = ClientChannel & {
  readonly outgoing: { readonly id: number; readonly state: string }
  readonly _callbacks: ((refused: boolean) => void)[]
}

type Opened = (error: Error | undefined, channel: OpenChannel) => void

// those of ssh2
const WINDOW = 2 * 1024 * 1024
const PACKET_SIZE = 32 * 1024

/** How sshd numbers the first channel of a connection. */
const FIRST = 0

/**
 * Asks sshd for the first program of a connection, and for a channel for the second one, before it has answered the login.
 *
 * sshd reads what comes in its order. Once it lets us in the program starts, and the round trips of the login and of the
 * channel are saved; what follows a login that it refuses, it answers with "unimplemented" (RFC 4253 §11.4) and forgets.
 */
export class Ahead {
  readonly #client: Client & Internals
  readonly #program: Pick<Program, 'command' | 'onSent'>
  readonly #started: Started
  #attempt: object | undefined
  #spare: Promise<OpenChannel> | undefined
  #refused = false

  constructor(client: Client, program: Pick<Program, 'command' | 'onSent'>, started: Started) {
    this.#client = client
    this.#program = program
    this.#started = started
  }

  /** Whether anything has been sent that may still be answered. */
  get sent(): boolean {
    return this.#attempt !== undefined
  }

  /** Whether something was sent with a login that was refused. */
  get refused(): boolean {
    return this.#refused
  }

  /** Sends it along with a login that has just been sent. Not again after one was refused: sshd's log names what came too early. */
  sendWithLogin(): void {
    if (!this.#refused) this.send()
  }

  /** Sends it, to an sshd, if it has not been sent. */
  send(): void {
    const parts = partsOf(this.#client)
    if (parts === undefined || this.sent) return
    const attempt = (this.#attempt = {})
    const { command, onSent } = this.#program
    onSent?.()
    const started: Started = (error, channel) => {
      if (this.#attempt === attempt) this.#started(error, channel)
    }
    open(parts, (error, channel) => {
      if (error !== undefined) return started(error, channel)
      if (channel.outgoing.id !== FIRST) parts._protocol.exec(channel.outgoing.id, command, true)
      awaitStart(channel, started)
    })
    parts._protocol.exec(FIRST, command, true)
    this.#spare = new Promise((resolve, reject) => {
      open(parts, (error, channel) => (error === undefined ? resolve(channel) : reject(error)))
    })
    // where no second channel is allowed there is none
    this.#spare.catch(() => {})
  }

  /** The login was refused, and what was sent with it is forgotten. */
  forget(): void {
    this.#refused ||= this.sent
    this.#attempt = undefined
    this.#spare = undefined
  }

  /** Starts a program on the channel that was asked for in advance. False when there is none. */
  async startOnSpare(command: string, started: Started): Promise<boolean> {
    const spare = this.#spare
    this.#spare = undefined
    const channel = await spare?.catch(() => undefined)
    const parts = partsOf(this.#client)
    if (channel?.outgoing.state !== 'open' || parts === undefined) return false
    awaitStart(channel, started)
    parts._protocol.exec(channel.outgoing.id, command, true)
    return true
  }
}

function partsOf({ _remoteVer, _chanMgr, _protocol }: Internals): Parts | undefined {
  if (!_remoteVer?.startsWith('OpenSSH_') || !_chanMgr?.add || !_protocol?.session || !_protocol.exec) return undefined
  return { _chanMgr, _protocol } as Parts
}

function open({ _chanMgr, _protocol }: Parts, opened: Opened): void {
  _protocol.session(_chanMgr.add(Object.assign(opened, { type: 'session' })), WINDOW, PACKET_SIZE)
}

function awaitStart(channel: OpenChannel, started: Started): void {
  channel._callbacks.push((refused) => started(refused ? new Error('Unable to exec') : undefined, channel))
}
