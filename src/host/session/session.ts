import { ConnectError, InfraspecError, ProbeError } from '../../errors.ts'
import { moment } from '../../timeline.ts'
import type { RawAnswer } from '../answer.ts'
import { guard, killMarked } from './endings.ts'
import { recorded } from '../exchange.ts'
import { openShell, type OpenShellOptions } from './open-shell.ts'
import type { Platform } from '../platform/platform.ts'
import { parsePreamble } from '../platform/preamble.ts'
import type { Job, ShellChannel, ShellEnd } from './shell-channel.ts'

/** A shell that ends what was started with it when the connection is lost, and stays until then. */
export interface Shelter {
  /** It need not stay any more; the second call does nothing. */
  readonly leave: () => void
}

/**
 * One user's conversation with one host: a long-lived `sh`, opened again when it is lost.
 *
 * What is asked only reads: what had not started when its shell ended is asked again in the next one.
 */
export class Session {
  /** Round trips that carried probes, and the preamble. */
  scripts = 0
  platform: Platform | undefined
  readonly #options: OpenShellOptions
  #shell: ShellChannel | undefined
  #opening: Promise<void> | undefined
  #wanted = false
  #closed = false
  #guarded = false
  readonly #sheltered = new Set<Shelter>()
  #queue: Job[] = []

  constructor(options: Pick<OpenShellOptions, 'link' | 'user' | 'commandFor'>) {
    this.#options = {
      ...options,
      onEnd: (shell, end) => this.#ended(shell, end),
      onIdle: () => this.#giveUp(),
      onWanted: () => {
        if (this.#sheltered.size > 0) return
        this.#wanted = true
        this.#giveUp()
      },
    }
  }

  /**
   * Opens the shell and reads what the host is; once more when the connection is lost meanwhile.
   *
   * @throws {ConnectError | ProbeError}
   */
  async start(): Promise<Platform> {
    await this.#open().catch((error: InfraspecError) => {
      if (error.code !== 'connection-lost') throw error
      return this.#open()
    })
    return this.platform as Platform
  }

  /** Runs one script of ours. */
  ask(script: string): Promise<RawAnswer> {
    const { timeout } = this.#options.link.limits
    return new Promise((resolve, reject) => this.run([{ script, timeout, resolve, reject }]))
  }

  /** Runs all jobs, in order, in one go. */
  run(jobs: readonly Job[]): void {
    if (this.#closed) return jobs.forEach((job) => job.reject(closedError()))
    this.#queue.push(...jobs)
    this.#advance()
  }

  /** Kills what still carries these marks. Never rejects. */
  kill(marks: readonly string[]): Promise<void> {
    return new Promise((resolve) => this.run([this.#killJob(marks, resolve)]))
  }

  /** Has its shell stay for what is started now; undefined when there is none, or it is about to be given up. */
  shelter(): Shelter | undefined {
    if (this.#shell === undefined || this.#wanted) return undefined
    const shelter: Shelter = { leave: () => void this.#sheltered.delete(shelter) }
    this.#sheltered.add(shelter)
    this.#guard()
    return shelter
  }

  /** From now on something may be running that has to end with the connection. */
  #guard(): void {
    this.#guarded = true
    const { userland } = this.platform ?? {}
    if (userland !== undefined) this.#shell?.guard(guard(this.#options.link.era, userland))
  }

  /**
   * Ends the shell; nothing is answered any more. The mark of what is still running in it, if anything is.
   *
   * Guarded, the shell takes everything of its connection with it.
   */
  close(options: { readonly guarded: boolean }): string | undefined {
    this.#closed = true
    const shell = this.#shell
    this.#shell = undefined
    const unanswered = shell?.close(options) ?? []
    for (const job of [...unanswered, ...this.#queue.splice(0)]) job.reject(closedError())
    return unanswered.every(({ internal }) => internal) ? undefined : shell?.token.mark
  }

  #advance(): void {
    if (this.#closed || this.#queue.length === 0) return
    if (this.#shell === undefined) {
      this.#open().catch((error: InfraspecError) => this.#openFailed(error))
    } else if (!this.#wanted) {
      this.#write(this.#shell)
    }
  }

  #write(shell: ShellChannel): void {
    const jobs = this.#queue.splice(0)
    if (jobs.some(({ internal }) => internal !== true)) this.scripts += 1
    const now = moment()
    for (const job of jobs) job.sent ??= now
    shell.run(jobs)
  }

  #open(): Promise<void> {
    this.#opening ??= this.#openOnce().finally(() => (this.#opening = undefined))
    return this.#opening
  }

  async #openOnce(): Promise<void> {
    const { shell, preamble } = await openShell(this.#options)
    this.platform = parsePreamble(new TextDecoder().decode(preamble))
    this.scripts += 1
    this.#shell = shell
    if (this.#guarded) this.#guard()
    if (this.#closed) shell.close()
    else if (this.#queue.length > 0) this.#write(shell)
    else this.#giveUp()
  }

  /** Leaves the channel to others when they need it and nothing runs here. */
  #giveUp(): void {
    if (!this.#wanted || this.#shell?.idle !== true) return
    this.#wanted = false
    this.#shell.close()
    this.#shell = undefined
    this.#advance()
  }

  #openFailed(error: InfraspecError): void {
    const jobs = this.#queue.splice(0)
    if (error.code !== 'connection-lost') return jobs.forEach((job) => job.reject(error))
    this.#retry(jobs, error)
    this.#advance()
  }

  #ended(shell: ShellChannel, { reason, running, waiting }: ShellEnd): void {
    if (this.#shell === shell) this.#shell = undefined
    this.#wanted = false
    if (reason === 'lost') {
      this.#retry(running === undefined ? waiting : [running, ...waiting], this.#lost())
    } else {
      this.#queue.unshift(...waiting)
      if (reason === 'died') running?.reject(this.#shellLost())
    }
    // What hangs is ended before anything else is asked.
    if (running !== undefined && running.internal !== true) {
      this.#guarded = true
      this.#queue.unshift(this.#killJob([shell.token.mark]))
    }
    this.#advance()
  }

  #retry(jobs: readonly Job[], error: InfraspecError): void {
    for (const job of jobs.filter(({ retried }) => retried === true)) job.reject(error)
    const again = jobs.filter(({ retried }) => retried !== true)
    for (const job of again) job.retried = true
    this.#queue.unshift(...again)
  }

  #killJob(marks: readonly string[], done: () => void = () => {}): Job {
    const { link, user } = this.#options
    const script = killMarked(marks, this.platform?.userland ?? 'busybox')
    const job = { script, timeout: link.limits.timeout, resolve: done, reject: done, internal: true }
    return recorded(job, { host: link.host.id, kind: 'kill', as: user }, link.record)
  }

  #lost(): ConnectError {
    const { name } = this.#options.link.host
    return new ConnectError('connection-lost', `Lost the connection to ${name} twice`, { host: name })
  }

  #shellLost(): ProbeError {
    const { name } = this.#options.link.host
    const hint = 'something on the host ended it: look for the out-of-memory killer in its log'
    return new ProbeError('shell-lost', `The shell on ${name} ended before it answered`, { host: name, hint })
  }
}

function closedError(): InfraspecError {
  return new InfraspecError('closed', 'The run ended before this was answered')
}
