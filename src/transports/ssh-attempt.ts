import { isIP, type Socket } from 'node:net'
import type { Client } from 'ssh2'
import type { HostSpec } from '../host/messages.ts'
import { type Endpoint, place } from './endpoint.ts'
import { abortedError, timeoutError } from './ssh-errors.ts'
import type { Attempted } from './ssh-phase.ts'

/** An attempt to connect, as far as it has come. */
export type Attempt = { -readonly [Key in keyof Attempted]: Attempted[Key] } & {
  readonly offers: Map<string, readonly string[]>
}

/** The beginning of an attempt. */
export function startAttempt(host: HostSpec, endpoint: Endpoint): Attempt {
  return {
    place: place(host.name, endpoint),
    host: host.name,
    address: endpoint.address,
    phase: isIP(endpoint.address) ? 'connecting' : 'resolving',
    login: undefined,
    said: '',
    offers: new Map(),
  }
}

/** How long an attempt may take, and who may call it off. */
export interface Budget {
  /** Milliseconds in all: what messages say. */
  readonly limit: number
  /** What `performance.now()` must not pass. */
  readonly deadline: number
  readonly signal: AbortSignal
}

/** Everything that can end an attempt before its time. */
export interface Ending {
  /** Rejects with the first thing that ended it. */
  readonly failed: Promise<never>
  readonly fail: (error: Error) => void
  /** The attempt is over: the budget counts no more. */
  readonly settle: () => void
}

/** Watches over an attempt: its socket, its budget, and how far it is. */
export function watchAttempt(attempt: Attempt, socket: Socket, { limit, deadline, signal }: Budget): Ending {
  let fail: (error: Error) => void = () => {}
  const failed = new Promise<never>((_resolve, reject) => (fail = reject))
  // it is raced while connecting; what comes later is the connection's to tell
  failed.catch(() => {})
  const timer = setTimeout(() => fail(timeoutError(attempt, limit)), deadline - performance.now())
  const onAbort = () => fail(abortedError(attempt))
  signal.addEventListener('abort', onAbort, { once: true })
  socket.on('error', fail)
  socket.once('close', () => fail(new Error('closed')))
  socket.once('lookup', (error) => {
    if (!error) attempt.phase = 'connecting'
  })
  socket.once('connect', () => (attempt.phase = 'banner'))
  const settle = () => {
    clearTimeout(timer)
    signal.removeEventListener('abort', onAbort)
  }
  return { failed, fail, settle }
}

/** Watches how far the SSH protocol is, once ssh2 reads the socket: a listener any earlier would take the banner. */
export function watchProtocol(attempt: Attempt, socket: Socket, client: Client): void {
  client.once('connect', () =>
    socket.once('data', (data: Buffer) => {
      if (data.toString('latin1', 0, 4) === 'SSH-') attempt.phase = 'kex'
      else attempt.said = data.toString('latin1', 0, 200)
    }),
  )
  client.once('handshake', () => (attempt.phase = 'authentication'))
}
