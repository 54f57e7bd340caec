import { BroadcastChannel, Worker } from 'node:worker_threads'
import { InfraspecError, toErrorData } from '../errors.ts'
import { withoutSecrets } from '../secret-variables.ts'
import type { Mark } from '../timeline.ts'
import type { Exchange } from './exchange.ts'
import type { HostSpec, Limits } from './host-spec.ts'
import type { AnswerMessage, Counters, FromSessionThread, HostStatus, ToSessionThread } from './messages.ts'

/**
 * What each thread beside the main one may take.
 *
 * Of a fleet of 1,000 hosts what is in flight fits into it and is garbage before it is old, which is a tenth of the CPU; with
 * twice as much nothing is saved but 30 MB are taken.
 */
export const THREAD_LIMITS = { maxYoungGenerationSizeMb: 24 }

/** How hosts are connected to. */
export interface OpenOptions {
  /** Waited for before a lost connection is made again for the first time. */
  readonly reopen?: (() => Promise<void>) | undefined
  /** A host of which nothing more is asked stays connected to, for the next time: see `rest`. */
  readonly kept?: boolean
}

/** The main thread's handle on the session thread. */
export interface SessionThread {
  /** Connects to all hosts; once, and again after each `rest`. */
  readonly open: (hosts: readonly HostSpec[], limits: Limits, options?: OpenOptions) => void
  readonly onHost: (listener: (host: string, state: HostStatus) => void) => void
  /** Told of everything that is sent, where the limits say `recorded`. */
  readonly onExchange: (listener: (exchange: Exchange) => void) => void
  /** Told once, at the close, of what the thread has marked, where the limits say `marked`. */
  readonly onMarks: (listener: (marks: readonly Mark[]) => void) => void
  /** Called once if the thread dies; whoever asks is told as well. */
  readonly onError: (listener: (error: InfraspecError) => void) => void
  /** Ends all that is asked, and gives what each host cost; connections are kept for the next `open`. */
  readonly rest: () => Promise<Readonly<Record<string, Counters>>>
  /** Ends every session, also on the hosts, and gives what each host cost. Takes about two seconds at most. */
  readonly close: () => Promise<Readonly<Record<string, Counters>>>
  /** Ends the thread at once; what runs on the hosts is left. */
  readonly terminate: () => Promise<void>
}

/**
 * Starts the thread that holds every connection. `channel` is where evaluators ask: see `connectAsker`.
 *
 * @example
 * const sessions = startSessionThread('infraspec-1')
 * sessions.open(hosts, limits)
 */
export function startSessionThread(
  channel: string,
  file: URL = new URL('./session-thread.js', import.meta.url),
): SessionThread {
  const worker = new Worker(file, {
    workerData: { channel },
    env: withoutSecrets(process.env),
    resourceLimits: THREAD_LIMITS,
  })
  const life = new Life(worker, channel)
  return {
    open: (hosts, limits, { reopen, kept = false } = {}) => {
      life.reopen = reopen
      life.send({ type: 'open', hosts, limits, guarded: reopen !== undefined, kept })
    },
    onHost: (listener) => void life.hostListeners.push(listener),
    onExchange: (listener) => void life.exchangeListeners.push(listener),
    onMarks: (listener) => void life.markListeners.push(listener),
    onError: (listener) => void life.errorListeners.push(listener),
    rest: () => life.rest(),
    close: () => life.close(),
    terminate: () => life.terminate(),
  }
}

class Life {
  readonly hostListeners: ((host: string, state: HostStatus) => void)[] = []
  readonly exchangeListeners: ((exchange: Exchange) => void)[] = []
  readonly markListeners: ((marks: readonly Mark[]) => void)[] = []
  readonly errorListeners: ((error: InfraspecError) => void)[] = []
  reopen: (() => Promise<void>) | undefined
  readonly #worker: Worker
  readonly #channel: string
  readonly #closed: Promise<Readonly<Record<string, Counters>>>
  #rested: (counters: Readonly<Record<string, Counters>>) => void = () => {}
  #resolve!: (counters: Readonly<Record<string, Counters>>) => void
  #ended = false

  constructor(worker: Worker, channel: string) {
    this.#worker = worker
    this.#channel = channel
    this.#closed = new Promise((resolve) => (this.#resolve = resolve))
    worker.on('message', (message: FromSessionThread) => this.#receive(message))
    worker.on('error', (cause) => this.#died(`: ${cause.message}`, cause))
    worker.on('exit', () => this.#died(''))
  }

  send(message: ToSessionThread): void {
    this.#worker.postMessage(message)
  }

  rest(): Promise<Readonly<Record<string, Counters>>> {
    this.send({ type: 'rest' })
    // where the thread dies meanwhile nobody is told what anything cost
    return Promise.race([
      new Promise<Readonly<Record<string, Counters>>>((resolve) => (this.#rested = resolve)),
      this.#closed,
    ])
  }

  close(): Promise<Readonly<Record<string, Counters>>> {
    this.send({ type: 'close' })
    return this.#closed
  }

  async terminate(): Promise<void> {
    this.#ended = true
    await this.#worker.terminate()
    this.#resolve({})
    this.#tellEvaluators(new InfraspecError('closed', 'The conversation with the hosts was ended'))
  }

  #receive(message: FromSessionThread): void {
    if (message.type === 'hosts') {
      for (const [host, state] of Object.entries(message.hosts))
        for (const listener of this.hostListeners) listener(host, state)
      return
    }
    if (message.type === 'exchanges') {
      for (const exchange of message.exchanges) for (const listener of this.exchangeListeners) listener(exchange)
      return
    }
    if (message.type === 'marks') {
      for (const listener of this.markListeners) listener(message.marks)
      return
    }
    if (message.type === 'reopen') {
      void this.reopen?.().then(() => this.send({ type: 'reopened' }))
      return
    }
    if (message.type === 'rested') return this.#rested(message.counters)
    this.#ended = true
    this.#resolve(message.counters)
  }

  #died(why: string, cause?: unknown): void {
    if (this.#ended) return
    this.#ended = true
    this.#resolve({})
    const error = new InfraspecError('session-thread-died', `The thread that talks to the hosts ended${why}`, { cause })
    this.#tellEvaluators(error)
    for (const listener of this.errorListeners) listener(error)
  }

  /** Whoever waits for an answer would wait for ever. */
  #tellEvaluators(error: InfraspecError): void {
    const evaluators = new BroadcastChannel(this.#channel)
    evaluators.postMessage({ type: 'ended', error: toErrorData(error) } satisfies AnswerMessage)
    evaluators.close()
  }
}
