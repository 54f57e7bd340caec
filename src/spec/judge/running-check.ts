import type { ExpectStatic } from 'vitest'

import type { Failure, Outcome } from '../../run/report.ts'
import { after, nextTurn, now } from './clock.ts'
import { CouldNotTell, ExpectationFailed, HostLost, plainFailure, threw } from './failures.ts'
import type { Judgement } from './judge.ts'
import { assertionFailure, isAssertionError, makeValueExpect, type ValueExpect } from './values.ts'

/** How the body of a check ended, where it did not end well. */
interface Thrown {
  readonly error: unknown
}

/** One check while it runs on one host: knows every expectation that it started. */
export class RunningCheck {
  readonly #started: Promise<Judgement>[] = []
  readonly #inspections: Promise<void>[] = []
  readonly #failures: Failure[] = []
  #values: ValueExpect | undefined
  #unknown: Failure | undefined
  #lost = false
  #owed = 0
  #passed = false
  readonly #maySayNothing: boolean

  constructor(options: { readonly maySayNothing?: boolean } = {}) {
    this.#maySayNothing = options.maySayNothing === true
  }

  /** It has ended well: too late for an expectation to decide anything. */
  get passed(): boolean {
    return this.#passed
  }

  /** Vitest's `expect` for plain values, which decides at once by throwing. */
  get values(): ExpectStatic {
    this.#values ??= makeValueExpect(() => this.owe())
    return this.#values.expect
  }

  /** Something was begun that says nothing until a matcher is called. Gives how to say that one was. */
  owe(): () => void {
    this.#owed += 1
    let owing = true
    return () => {
      if (owing) this.#owed -= 1
      owing = false
    }
  }

  /**
   * What an expectation on a resource comes to. It decides this check from now on, awaited or not, caught
   * or not: `inspect` is there for what may be so or otherwise.
   */
  expectation(judgement: Promise<Judgement>): Promise<void> {
    const settled = judgement.then((told) => this.#note(told))
    this.#started.push(settled)
    const promise = settled.then(raise)
    // Whoever awaits it is told; where nobody does, the check is.
    promise.catch(() => undefined)
    return promise
  }

  /** A look at a state: what depends on it, awaited or not, belongs to this check. */
  inspection<State>(look: Promise<State>): Promise<State> {
    const settled = look.then(nextTurn, nextTurn)
    this.#inspections.push(settled)
    return look
  }

  /** A look that could not be told decides the check, even when the body catches it. */
  couldNotTell(failure: Failure): void {
    this.#unknown ??= failure
  }

  /** The host is gone: nothing of this check counts. */
  hostLost(): void {
    this.#lost = true
  }

  /** Runs a body to its end and to the end of everything that it started, for so many milliseconds at most. */
  async run(body: () => unknown, timeout: number | undefined): Promise<Outcome> {
    const begin = now()
    const thrown = await within(timeout, () => this.#whole(body))
    const outcome = this.#conclude(thrown, now() - begin)
    this.#passed = outcome.status === 'passed'
    return outcome
  }

  #note(judgement: Judgement): Judgement {
    if (judgement.status === 'failed') this.#failures.push(judgement.failure)
    if (judgement.status === 'errored') this.couldNotTell(judgement.failure)
    if (judgement.status === 'lost') this.hostLost()
    return judgement
  }

  async #whole(body: () => unknown): Promise<Thrown | undefined> {
    let thrown = await caught(body)
    // What nobody awaits may start more as long as it is at it.
    for (let seen = -1; seen !== this.#begun;) {
      seen = this.#begun
      await Promise.all([...this.#started, ...this.#inspections])
      thrown ??= await caught(() => this.#values?.settle())
    }
    return thrown
  }

  get #begun(): number {
    return this.#started.length + this.#inspections.length + (this.#values?.promises() ?? 0)
  }

  #conclude(thrown: Thrown | undefined, duration: number): Outcome {
    const error = thrown?.error
    if (this.#lost || error instanceof HostLost) return { status: 'not-run', duration, reason: 'the host was lost' }
    const unknown = this.#unknown ?? (error instanceof CouldNotTell ? error.failure : undefined)
    if (unknown !== undefined) return { status: 'errored', duration, failure: unknown }
    const [first, ...others] = [...(isAssertionError(error) ? [assertionFailure(error)] : []), ...this.#failures]
    if (first !== undefined) {
      const also = others.map(({ message }) => message)
      return { status: 'failed', duration, failure: also.length > 0 ? { ...first, also } : first }
    }
    if (thrown !== undefined) return { status: 'errored', duration, failure: threw('The body of this check', error) }
    const silence = this.#silence()
    return silence === undefined
      ? { status: 'passed', duration }
      : { status: 'errored', duration, failure: plainFailure(silence) }
  }

  #silence(): string | undefined {
    if (this.#owed > 0) return 'The body of this check has an expectation of which no matcher was called'
    if (this.#maySayNothing || this.#started.length > 0 || this.#values?.asserted() === true) return undefined
    return 'The body of this check expects nothing, so it says nothing'
  }
}

async function caught(body: () => unknown): Promise<Thrown | undefined> {
  try {
    await body()
    return undefined
  } catch (error) {
    return { error }
  }
}

async function within(
  timeout: number | undefined,
  work: () => Promise<Thrown | undefined>,
): Promise<Thrown | undefined> {
  if (timeout === undefined) return work()
  const failure = plainFailure(`The body of this check did not end within ${timeout / 1000} s`)
  return new Promise((resolve) => {
    const forget = after(timeout, () => resolve({ error: new CouldNotTell(failure) }))
    void work().then(resolve).finally(forget)
  })
}

function raise(judgement: Judgement): void {
  if (judgement.status === 'failed') throw new ExpectationFailed(judgement.failure)
  if (judgement.status === 'errored') throw new CouldNotTell(judgement.failure)
  if (judgement.status === 'lost') throw new HostLost('the host was lost')
}
