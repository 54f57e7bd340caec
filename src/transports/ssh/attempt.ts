import { isIP, Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Client } from 'ssh2'
import type { HostSpec } from '../../host/host-spec.ts'
import { type Endpoint, place } from '../endpoint.ts'
import type { Ahead } from './ahead.ts'
import { abortedError, timeoutError } from './errors.ts'
import type { Attempted, Phase } from './phase.ts'

/** An attempt to connect, as far as it has come. */
export type Attempt = { -readonly [Key in keyof Attempted]: Attempted[Key] } & {
  readonly offers: Map<string, readonly string[]>
  readonly onPhase: OnPhase | undefined
  ahead?: Ahead | undefined
}

/** Told of each phase as it begins. */
export type OnPhase = (phase: Phase) => void

/** The beginning of an attempt. */
export function startAttempt(
  host: HostSpec,
  endpoint: Endpoint,
  { through, onPhase }: { readonly through?: string | undefined; readonly onPhase?: OnPhase | undefined },
): Attempt {
  const phase = through !== undefined || isIP(endpoint.address) ? 'connecting' : 'resolving'
  onPhase?.(phase)
  return {
    place: place(host.name, endpoint, through),
    host: host.name,
    address: endpoint.address,
    phase,
    login: undefined,
    said: '',
    offers: new Map(),
    onPhase,
  }
}

function enter(attempt: Attempt, phase: Phase): void {
  attempt.phase = phase
  attempt.onPhase?.(phase)
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

/** Watches over an attempt: its budget, and whoever calls it off. */
export function watchAttempt(attempt: Attempt, { limit, deadline, signal }: Budget): Ending {
  let fail: (error: Error) => void = () => {}
  const failed = new Promise<never>((_resolve, reject) => (fail = reject))
  // it is raced while connecting; what comes later is the connection's to tell
  failed.catch(() => {})
  const timer = setTimeout(() => fail(timeoutError(attempt, limit)), deadline - performance.now())
  const onAbort = () => fail(abortedError(attempt))
  signal.addEventListener('abort', onAbort, { once: true })
  const settle = () => {
    clearTimeout(timer)
    signal.removeEventListener('abort', onAbort)
  }
  return { failed, fail, settle }
}

/** Watches what a connection runs over. */
export function watchSocket(attempt: Attempt, socket: Duplex, fail: (error: Error) => void): void {
  socket.on('error', fail)
  socket.once('close', () => fail(new Error('closed')))
  if (!(socket instanceof Socket)) {
    enter(attempt, 'banner')
    return
  }
  socket.once('lookup', (error: Error | null) => {
    if (!error) enter(attempt, 'connecting')
  })
  socket.once('connect', () => enter(attempt, 'banner'))
}

/** Watches how far the SSH protocol is, once ssh2 reads the socket: a listener any earlier would take the banner. */
export function watchProtocol(attempt: Attempt, socket: Duplex, client: Client): void {
  client.once('connect', () =>
    socket.once('data', (data: Buffer) => {
      if (data.toString('latin1', 0, 4) === 'SSH-') enter(attempt, 'kex')
      else attempt.said = data.toString('latin1', 0, 200)
    }),
  )
  client.once('handshake', () => enter(attempt, 'authentication'))
}
