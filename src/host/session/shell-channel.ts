import type { InfraspecError } from '../../errors.ts'
import type { Channel, ChannelEnd, ChannelEvents } from '../../transports/transport.ts'
import type { RawAnswer } from '../answer.ts'
import { UNGUARDED } from './endings.ts'
import { FrameReader, frameEnd, makeNonce, type Frame } from './frames.ts'
import { framed, type Token } from './opening.ts'

/** One script for a shell. */
export interface Job {
  readonly script: string
  /** Milliseconds from its start on the host, not from when it was handed over. */
  readonly timeout: number
  readonly resolve: (answer: RawAnswer) => void
  readonly reject: (error: InfraspecError) => void
  /** Ours and not the user's: it is not counted, and nobody minds its end. */
  readonly internal?: boolean
  /** The moment when it was first written; what is written in one go has the same. */
  sent?: number
  /** It was written to a connection that was lost before it was answered. */
  retried?: boolean
}

/** How a shell ended, and what it leaves. */
export interface ShellEnd {
  readonly reason: 'timeout' | 'died' | 'lost'
  readonly exit: ChannelEnd | undefined
  /** The job that ran; on a timeout it has been answered. */
  readonly running: Job | undefined
  /** Jobs that had not started. */
  readonly waiting: readonly Job[]
  /** What came of the job that ran. */
  readonly stdout: Uint8Array
  readonly stderr: Uint8Array
}

interface ShellOptions {
  readonly token: Token
  readonly maxBytes: number
  /** Called once, unless it was closed from this side. */
  readonly onEnd: (end: ShellEnd) => void
  /** Called whenever nothing is left to answer. */
  readonly onIdle: () => void
}

interface Entry {
  readonly job: Job
  stdout?: Frame
  stderr?: Frame
}

type Output = Pick<Frame, 'bytes' | 'truncated'>

/** A program that was killed may leave others behind that hold its output: how long that is waited for. */
const CLOSE_GRACE = 1000

/**
 * A shell on a channel that reads scripts from its input, and answers each with a frame on both streams.
 *
 * Scripts are written at once and run in order. The first two jobs of a shell are its opening: see opening.ts.
 */
export class ShellChannel {
  readonly token: Token
  readonly #options: ShellOptions
  readonly #nonce = makeNonce()
  readonly #stdout: FrameReader
  readonly #stderr: FrameReader
  #entries: Entry[] = []
  #channel: Channel | undefined
  #written = 0
  #unsent = ''
  #guarded = false
  #started = performance.now()
  #timer: NodeJS.Timeout | undefined
  #exit: ChannelEnd | undefined
  #ended = false

  constructor(options: ShellOptions) {
    this.token = options.token
    this.#options = options
    const endOf = (sequence: number) => frameEnd(sequence < 2 ? options.token.nonce : this.#nonce, sequence)
    this.#stdout = new FrameReader({ endOf, maxBytes: options.maxBytes })
    this.#stderr = new FrameReader({ endOf, maxBytes: options.maxBytes })
  }

  get idle(): boolean {
    return this.#entries.length === 0
  }

  /** Expects the frames of the opening. */
  expect(jobs: readonly Job[]): void {
    const wasIdle = this.idle
    this.#entries.push(...jobs.map((job) => ({ job })))
    this.#written += jobs.length
    if (wasIdle) this.#start()
  }

  /** What to give to the transport. */
  readonly events: ChannelEvents = {
    stdout: (chunk) => this.#take('stdout', this.#stdout.push(chunk)),
    stderr: (chunk) => this.#take('stderr', this.#stderr.push(chunk)),
    exit: (exit) => {
      this.#exit = exit
      setTimeout(() => this.#end('died'), CLOSE_GRACE).unref()
    },
    close: (error) => this.#end(error === undefined ? 'died' : 'lost'),
  }

  /** The channel on which the program runs, once there is one: from now on the time of its jobs counts. */
  attach(channel: Channel): void {
    if (this.#ended) return channel.destroy()
    this.#channel = channel
    if (this.#unsent !== '') channel.write(this.#unsent)
    this.#unsent = ''
    this.#start()
  }

  /** Tells the shell, once, what to do when its input ends without a word. */
  guard(text: string): void {
    if (!this.#guarded) this.#write(text)
    this.#guarded = true
  }

  /** Writes all scripts in one go. */
  run(jobs: readonly Job[]): void {
    const text = jobs.map(({ script }, index) => framed(this.#nonce, this.#written + index, script)).join('')
    this.expect(jobs)
    // It ended before it was handed over: nothing of this has been read by anybody.
    if (this.#ended) this.#leave('lost')
    else this.#write(text)
  }

  #write(text: string): void {
    if (this.#channel !== undefined) this.#channel.write(text)
    // The opening can be answered before whoever asked for the channel has been handed it.
    else this.#unsent += text
  }

  #release(how: 'end' | 'destroy'): void {
    if (this.#guarded) this.#channel?.write(UNGUARDED)
    this.#channel?.[how]()
  }

  /**
   * Lets the shell end by itself, or leaves it when something of the user's runs in it; gives what was not answered.
   *
   * Guarded, it does first what {@link guard} told it.
   */
  close({ guarded = false } = {}): readonly Job[] {
    this.#ended = true
    clearTimeout(this.#timer)
    if (guarded) this.#guarded = false
    const unanswered = this.#entries.splice(0).map(({ job }) => job)
    this.#release(unanswered.every(({ internal }) => internal) ? 'end' : 'destroy')
    return unanswered
  }

  #take(stream: 'stdout' | 'stderr', frames: readonly Frame[]): void {
    if (frames.length === 0 || this.#ended) return
    let next = this.#entries.findIndex((entry) => entry[stream] === undefined)
    for (const frame of frames) {
      const entry = this.#entries[next]
      if (entry !== undefined) entry[stream] = frame
      next += 1
    }
    this.#settle()
  }

  #settle(): void {
    while (this.#entries[0]?.stdout !== undefined && this.#entries[0].stderr !== undefined) {
      const { job, stdout, stderr } = this.#entries.shift() as Required<Entry>
      const duration = performance.now() - this.#started
      this.#start()
      job.resolve({
        exitCode: stdout.exitCode,
        signal: undefined,
        timedOut: false,
        truncated: stdout.truncated || stderr.truncated,
        stdout: stdout.bytes,
        stderr: stderr.bytes,
        duration,
      })
    }
    if (this.idle && !this.#ended) this.#options.onIdle()
  }

  #start(): void {
    this.#started = performance.now()
    clearTimeout(this.#timer)
    const running = this.#entries[0]
    if (running === undefined || this.#channel === undefined || this.#ended) return
    this.#timer = setTimeout(() => this.#end('timeout'), running.job.timeout)
  }

  #end(reason: ShellEnd['reason']): void {
    if (this.#ended) return
    this.#ended = true
    clearTimeout(this.#timer)
    this.#release('destroy')
    this.#leave(reason)
  }

  #leave(reason: ShellEnd['reason']): void {
    const [running, ...waiting] = this.#entries.splice(0)
    const stdout = running?.stdout ?? this.#stdout.unfinished()
    const stderr = running?.stderr ?? this.#stderr.unfinished()
    if (reason === 'timeout') running?.job.resolve(this.#timedOut(stdout, stderr))
    this.#options.onEnd({
      reason,
      exit: this.#exit,
      running: running?.job,
      waiting: waiting.map(({ job }) => job),
      stdout: stdout.bytes,
      stderr: stderr.bytes,
    })
  }

  #timedOut(stdout: Output, stderr: Output): RawAnswer {
    return {
      exitCode: undefined,
      signal: undefined,
      timedOut: true,
      truncated: stdout.truncated || stderr.truncated,
      stdout: stdout.bytes,
      stderr: stderr.bytes,
      duration: performance.now() - this.#started,
    }
  }
}
