import { setTimeout as delay } from 'node:timers/promises'
import { ConnectError, InfraspecError } from '../../errors.ts'
import { mark } from '../../timeline.ts'
import type { HostSpec } from '../host-spec.ts'

// sshd turns callers away by chance while many are logging in, MaxStartups: 0.25 s, 0.5 s, … 4 s, about 8 s in all
const TURNED_AWAY = new Set(['closed-before-banner'])
const TURNS = 5
const FIRST_PAUSE = 250

/** What a machine may say that has not finished booting, or is not there yet. */
const NOT_YET = new Set([
  ...['connection-refused', 'connect-timeout', 'unreachable', 'name-not-found', 'name-lookup-failed'],
  ...['closed-before-banner', 'connection-closed', 'connection-lost', 'login-ended', 'auth-failed', 'not-ssh'],
  ...['shell-refused', 'shell-silent'],
  ...['no-container', 'container-stopped', 'container-paused', 'engine-down', 'engine-refused'],
])
const LONGEST_PAUSE = 3000

/** How often, and for how long, one host is tried before it is given up. */
export class Patience {
  readonly #host: HostSpec
  readonly #wait: number
  /** What `performance.now()` must not pass; undefined until the host is first tried. */
  #end: number | undefined
  #over = false

  constructor(host: HostSpec) {
    this.#host = host
    this.#wait = host.wait ?? 0
  }

  /** Milliseconds that are left to wait. */
  get left(): number {
    if (this.#wait === 0 || this.#over) return 0
    this.#end ??= performance.now() + this.#wait
    return Math.max(0, this.#end - performance.now())
  }

  /** Whether the host was ready once, or was given up. */
  get ended(): boolean {
    return this.#over
  }

  /** The host is ready: what is lost from now on is lost. */
  end(): void {
    this.#over = true
  }

  /**
   * Tries until it works, or trying again cannot help.
   *
   * @throws {InfraspecError} the last one; it says how long was waited.
   */
  async until<Value>(attempt: () => Promise<Value>, signal: AbortSignal): Promise<Value> {
    for (let tries = 0; ; tries += 1) {
      try {
        return await attempt()
      } catch (error) {
        const pause = this.#pauseAfter(error, tries)
        if (pause === undefined || signal.aborted) throw this.#waited(error)
        mark('pause', this.#host.id)
        await delay(pause, undefined, { signal }).catch(() => {})
        mark('connecting', this.#host.id)
      }
    }
  }

  #pauseAfter(error: unknown, tries: number): number | undefined {
    if (!(error instanceof InfraspecError)) return undefined
    const pause = FIRST_PAUSE * 2 ** Math.min(tries, 6) * (0.75 + Math.random() / 2)
    if (tries < TURNS && TURNED_AWAY.has(error.code)) return pause
    // nothing has been asked by then, and no password is risked twice
    if (tries === 0 && error.code === 'connection-closed' && this.#host.password === undefined) return pause
    const { left } = this
    // accounts lock after a few wrong passwords
    if (!NOT_YET.has(error.code) || (error.code === 'auth-failed' && this.#host.password !== undefined))
      return undefined
    return left > 0 ? Math.min(pause, LONGEST_PAUSE, left) : undefined
  }

  #waited(error: unknown): unknown {
    const waited = this.#wait > 0 && !this.#over
    this.#over = true
    if (!waited || !(error instanceof ConnectError) || !NOT_YET.has(error.code)) return error
    const { code, message, host, hint } = error
    return new ConnectError(code, `${message} (waited ${this.#wait / 1000} s for it to boot)`, {
      host,
      hint,
      cause: error,
    })
  }
}
