import type { ExpectStatic } from 'vitest'

import type { Failure, Outcome } from '../run/report.ts'
import { CouldNotTell, ExpectationFailed, HostLost, plainFailure } from './failures.ts'
import type { Judgement } from './judge.ts'
import { assertionFailure, isAssertionError, makeValueExpect, type ValueExpect } from './values.ts'

/** An expectation that a check started, awaited or not. */
interface Started {
  readonly settled: Promise<Judgement>
  /** Somebody awaits it: what becomes of its failure is the body's to decide. */
  awaited: boolean
}

/** One check while it runs on one host: knows every expectation that it started. */
export class RunningCheck {
  readonly #started: Started[] = []
  #values: ValueExpect | undefined
  #unknown: Failure | undefined
  #lost = false
  #assertions = 0
  #ended = false
  readonly #maySayNothing: boolean

  constructor(options: { readonly maySayNothing?: boolean } = {}) {
    this.#maySayNothing = options.maySayNothing === true
  }

  /** Too late for an expectation to decide anything. */
  get ended(): boolean {
    return this.#ended
  }

  /** Vitest's `expect` for plain values, which decides at once by throwing. */
  get values(): ExpectStatic {
    this.#values ??= makeValueExpect(() => (this.#assertions += 1))
    return this.#values.expect
  }

  /** What an expectation on a resource comes to. It belongs to this check from now on. */
  expectation(settled: Promise<Judgement>): Expectation {
    this.#assertions += 1
    const started: Started = { settled: settled.then((judgement) => this.#note(judgement)), awaited: false }
    this.#started.push(started)
    return new Expectation(started)
  }

  /** A look that could not be told decides the check, even when the body catches it. */
  couldNotTell(failure: Failure): void {
    this.#unknown ??= failure
  }

  /** The host is gone: nothing of this check counts. */
  hostLost(): void {
    this.#lost = true
  }

  /** Runs a body to its end and to the end of everything that it started. */
  async run(body: () => unknown, timeout: number | undefined): Promise<Outcome> {
    const begin = performance.now()
    const thrown = await this.#throws(body, timeout)
    const floating = await this.#floating()
    this.#ended = true
    return this.#conclude(thrown ?? floating.thrown, floating.failures, performance.now() - begin)
  }

  #note(judgement: Judgement): Judgement {
    if (judgement.status === 'errored') this.couldNotTell(judgement.failure)
    if (judgement.status === 'lost') this.hostLost()
    return judgement
  }

  async #throws(body: () => unknown, timeout: number | undefined): Promise<{ readonly error: unknown } | undefined> {
    try {
      const settled = Promise.resolve(body())
      await (timeout === undefined ? settled : Promise.race([settled, expire(timeout)]))
      return undefined
    } catch (error) {
      return { error }
    }
  }

  /** Waits for what nobody awaited; an expectation may start others as long as it is at it. */
  async #floating(): Promise<{
    readonly failures: Failure[]
    readonly thrown: { readonly error: unknown } | undefined
  }> {
    const failures: Failure[] = []
    let thrown: { readonly error: unknown } | undefined
    for (let index = 0; index < this.#started.length; index += 1) {
      const { settled, awaited } = this.#started[index] as Started
      const judgement = await settled
      if (!awaited && judgement.status === 'failed') failures.push(judgement.failure)
    }
    await this.#values?.settle().catch((error: unknown) => (thrown = { error }))
    return { failures, thrown }
  }

  #conclude(thrown: { readonly error: unknown } | undefined, floating: readonly Failure[], duration: number): Outcome {
    if (this.#lost || thrown?.error instanceof HostLost)
      return { status: 'not-run', duration, reason: 'the host was lost' }
    if (this.#unknown !== undefined) return { status: 'errored', duration, failure: this.#unknown }
    const error = thrown?.error
    if (error instanceof CouldNotTell) return { status: 'errored', duration, failure: error.failure }
    const failures = [...(error instanceof ExpectationFailed ? [error.failure] : []), ...floating]
    if (isAssertionError(error)) failures.unshift(assertionFailure(error))
    const [first, ...others] = failures
    if (thrown !== undefined && first === undefined) return { status: 'errored', duration, failure: threw(error) }
    if (first !== undefined) {
      const also = others.map(({ message }) => message)
      return { status: 'failed', duration, failure: also.length > 0 ? { ...first, also } : first }
    }
    if (this.#assertions === 0 && !this.#maySayNothing) {
      return {
        status: 'errored',
        duration,
        failure: plainFailure('The body of this check expects nothing, so it says nothing'),
      }
    }
    return { status: 'passed', duration }
  }
}

/**
 * An expectation on a resource: it is under way, and belongs to its check whether it is awaited or not.
 *
 * @throws ExpectationFailed, where it is awaited, when it does not hold.
 */
export class Expectation implements PromiseLike<void> {
  readonly #started: Started

  constructor(started: Started) {
    this.#started = started
  }

  // oxlint-disable-next-line unicorn/no-thenable -- awaiting is what tells a floating expectation from an awaited one
  then<A = void, B = never>(
    onFulfilled?: ((value: void) => A | PromiseLike<A>) | null,
    onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    this.#started.awaited = true
    return this.#started.settled.then(raise).then(onFulfilled, onRejected)
  }

  catch<B>(onRejected: (reason: unknown) => B | PromiseLike<B>): Promise<void | B> {
    return this.then(undefined, onRejected)
  }

  finally(onFinally: () => void): Promise<void> {
    return this.then(undefined, undefined).finally(onFinally)
  }
}

function raise(judgement: Judgement): void {
  if (judgement.status === 'failed') throw new ExpectationFailed(judgement.failure)
  if (judgement.status === 'errored') throw new CouldNotTell(judgement.failure)
  if (judgement.status === 'lost') throw new HostLost('the host was lost')
}

function threw(error: unknown): Failure {
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  return plainFailure(`The body of this check threw ${message}`, {
    stack: error instanceof Error ? error.stack : undefined,
  })
}

const realSetTimeout = globalThis.setTimeout

function expire(timeout: number): Promise<never> {
  return new Promise((_, reject) => {
    const failure = plainFailure(`The body of this check did not end within ${timeout / 1000} s`)
    realSetTimeout(() => reject(new CouldNotTell(failure)), timeout).unref()
  })
}
