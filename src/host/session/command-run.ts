import { InfraspecError } from '../../errors.ts'
import type { Channel, ChannelEnd, ChannelEvents } from '../../transports/transport.ts'
import type { RawAnswer } from '../answer.ts'
import type { CommandContext } from './command-context.ts'
import { connectionLost, noFolder, noStatus, refuseOddNames } from './command-errors.ts'
import { FrameReader, frameEnd, type Frame } from './frames.ts'
import type { Ask } from '../messages.ts'
import { commandScript, makeToken, type Token } from './opening.ts'
import type { PasswordPrompt } from '../become/password-prompt.ts'
import { refusal } from '../become/refusal.ts'
import type { Shelter } from './session.ts'

/**
 * How long a command's output is waited for once it has ended and nothing comes: something it left behind may hold it.
 *
 * On a slow link sshd's `exit-status` overtakes output that it has not sent yet.
 */
const CLOSE_GRACE = 2000

/**
 * A user's command on a channel of its own: what it is told by is exact, and nothing of it lives on.
 *
 * Standard input is what was given, or at its end at once.
 */
export class CommandRun {
  readonly token: Token
  readonly #ask: Ask
  readonly #context: CommandContext
  readonly #stdout: FrameReader
  readonly #stderr: FrameReader
  readonly #answer: Promise<RawAnswer>
  readonly #prompt: PasswordPrompt | undefined
  #resolve!: (answer: RawAnswer) => void
  #reject!: (error: InfraspecError) => void
  #channel: Channel | undefined
  #begun = { stdout: false, stderr: false }
  #started = performance.now()
  #timer: NodeJS.Timeout | undefined
  #exit: ChannelEnd | undefined
  /** Until when output is waited for after the end, while it keeps coming. */
  #lastWait = 0
  /** Output came after the end: without a close there is no telling whether more was to come. */
  #late = false
  #settled = false
  #killed = false
  #fed = false
  /** The shell that ends it when nobody holds its channel any more. */
  #shelter: Shelter | undefined
  /** There is none: what was started with it watches its input. */
  #guarded = false

  constructor(ask: Ask, context: CommandContext) {
    this.#ask = ask
    this.#context = context
    this.token = makeToken(context.link.era)
    const endOf = (sequence: number) => frameEnd(this.token.nonce, sequence)
    const { maxBytes } = context.link.limits
    this.#stdout = new FrameReader({ endOf, maxBytes })
    this.#stderr = new FrameReader({ endOf, maxBytes })
    const onRefusal = (error: InfraspecError) => this.#fail(error)
    this.#prompt = context.link.promptFor({ nonce: this.token.nonce, user: ask.user, onRefusal })
    this.#answer = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
    // It may fail before anybody waits for it.
    this.#answer.catch(() => {})
  }

  /** Runs it. @throws {InfraspecError} when there is no answer that is the command's own. */
  async run(): Promise<RawAnswer> {
    const { link } = this.#context
    const channel = await this.#open()
    this.#channel = channel
    if (this.#settled) {
      // It was left before it was known to run.
      channel.destroy()
      this.#kill()
    } else if (this.#timer === undefined) this.#within(link.limits.connectTimeout)
    // What sudo reads before it has begun is taken for a password.
    if (this.#prompt === undefined || this.#running) this.#feed()
    return this.#answer
  }

  #feed(): void {
    if (this.#fed || this.#channel === undefined) return
    this.#fed = true
    if (this.#ask.stdin !== undefined) this.#channel.write(this.#ask.stdin)
    if (!this.#guarded) this.#channel.end()
  }

  async #open(): Promise<Channel> {
    const { link, commandFor, shelter, endingOf, onSent } = this.#context
    const { script, env = {}, cwd, stdin } = this.#ask
    refuseOddNames(env)
    const readsInput = stdin !== undefined
    const command = () => {
      this.#shelter = shelter()
      this.#guarded = this.#shelter === undefined && !readsInput
      const guard = this.#guarded ? endingOf(this.token.mark) : undefined
      return commandFor(commandScript(this.token, { script, env, cwd, readsInput, guard }), this.#prompt)
    }
    try {
      const onRefused = () => this.#shelter?.leave()
      return await link.open({ command, events: this.#events, onSent, onRefused, prompt: this.#prompt })
    } catch (error) {
      this.#shelter?.leave()
      const lost = error instanceof InfraspecError && error.code === 'connection-lost'
      throw lost ? connectionLost(this.#host, error) : error
    }
  }

  /** Ends it at once. */
  abort(error: InfraspecError): void {
    this.#fail(error)
  }

  readonly #events: ChannelEvents = {
    stdout: (chunk) => {
      this.#take('stdout', this.#stdout.push(chunk))
      this.#waitOn()
    },
    stderr: (chunk) => {
      this.#take('stderr', this.#stderr.push(chunk))
      this.#waitOn()
    },
    exit: (exit) => {
      this.#exit = exit
      if (this.#settled) return
      this.#kill()
      this.#lastWait = Math.max(this.#started + this.#timeout, performance.now() + CLOSE_GRACE)
      this.#finishWithin(CLOSE_GRACE)
    },
    close: (error) => {
      if (error !== undefined) this.#fail(connectionLost(this.#host, error))
      else this.#finish(true)
    },
  }

  get #host(): string {
    return this.#context.link.host.name
  }

  get #timeout(): number {
    return this.#ask.timeout ?? this.#context.link.limits.timeout
  }

  get #running(): boolean {
    return this.#begun.stdout && this.#begun.stderr
  }

  #take(stream: 'stdout' | 'stderr', frames: readonly Frame[]): void {
    for (const frame of frames) {
      if (this.#begun[stream]) {
        if (stream === 'stderr') this.#fail(noFolder(this.#host, this.#ask.cwd, frame))
        continue
      }
      this.#begun[stream] = true
      if (this.#running && !this.#settled) this.#begin()
    }
  }

  #begin(): void {
    this.#started = performance.now()
    this.#feed()
    // The end may be known before the output is.
    if (this.#exit !== undefined) return this.#kill()
    this.#within(this.#timeout)
  }

  /** What comes after the end is waited for as long as it comes. */
  #waitOn(): void {
    if (this.#exit === undefined || this.#settled) return
    this.#late = true
    this.#finishWithin(Math.min(CLOSE_GRACE, Math.max(0, this.#lastWait - performance.now())))
  }

  #finishWithin(grace: number): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#finish(false), grace)
  }

  #within(timeout: number): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#timeUp(timeout), timeout)
  }

  #timeUp(waited: number): void {
    if (!this.#running) return this.#fail(this.#refused('timeout', waited))
    this.#exit = undefined
    this.#settle({ timedOut: true })
  }

  #finish(closed: boolean): void {
    if (this.#settled) return
    if (!this.#running) return this.#fail(this.#refused('died', 0))
    if (this.#exit?.exitCode === undefined && this.#exit?.signal === undefined) return this.#fail(noStatus(this.#host))
    this.#settle({ truncated: !closed && this.#late })
  }

  #settle({ timedOut = false, truncated = false }): void {
    if (this.#settled) return
    const stdout = this.#stdout.unfinished()
    const stderr = this.#stderr.unfinished()
    this.#leave()
    this.#resolve({
      exitCode: this.#exit?.exitCode,
      signal: this.#exit?.signal,
      timedOut,
      truncated: truncated || stdout.truncated || stderr.truncated,
      stdout: stdout.bytes,
      stderr: stderr.bytes,
      duration: performance.now() - this.#started,
    })
  }

  #fail(error: InfraspecError): void {
    if (this.#settled) return
    this.#leave()
    this.#reject(error)
  }

  #leave(): void {
    this.#settled = true
    clearTimeout(this.#timer)
    this.#channel?.destroy()
    this.#kill()
    this.#shelter?.leave()
  }

  #kill(): void {
    // What ended before it began was never the command.
    if (this.#killed || this.#channel === undefined || (this.#exit !== undefined && !this.#running)) return
    this.#killed = true
    this.#context.kill(this.token.mark, this.#exit !== undefined)
  }

  #refused(reason: 'timeout' | 'died', waited: number): InfraspecError {
    const { host } = this.#context.link
    const stdout = this.#stdout.unfinished().bytes
    const stderr = this.#stderr.unfinished().bytes
    return refusal({ reason, exit: this.#exit, stdout, stderr, host, user: this.#ask.user, waited })
  }
}
