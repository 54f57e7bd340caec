import { inspect } from 'node:util'

import type { Assertion, createExpect, ExpectStatic } from 'vitest'

import { ConfigError } from '../../errors.ts'
import type { Failure } from '../../run/report.ts'
import { refuseEmptyPatterns } from './empty-patterns.ts'
import { plainFailure } from './failures.ts'
import { vitest } from '../vitest.ts'

type SnapshotMatcher =
  | 'toMatchSnapshot'
  | 'toMatchInlineSnapshot'
  | 'toMatchFileSnapshot'
  | 'toThrowErrorMatchingSnapshot'
  | 'toThrowErrorMatchingInlineSnapshot'
  | 'toMatchAriaSnapshot'
  | 'toMatchAriaInlineSnapshot'

/** Vitest's matchers for plain values, without those that cannot work once per host. */
export type ValueAssertion<T> = Omit<Assertion<T>, SnapshotMatcher | 'not'> & { readonly not: ValueAssertion<T> }

/** What Vitest's `expect` offers besides being called, without what cannot work once per host. */
export type ValueStatics = Pick<
  ExpectStatic,
  | 'any'
  | 'anything'
  | 'arrayContaining'
  | 'closeTo'
  | 'objectContaining'
  | 'stringContaining'
  | 'stringMatching'
  | 'schemaMatching'
  | 'not'
  | 'poll'
  | 'unreachable'
  | 'fail'
>

const ASYMMETRIC = [
  'any',
  'anything',
  'arrayContaining',
  'closeTo',
  'not',
  'objectContaining',
  'schemaMatching',
  'stringContaining',
  'stringMatching',
] as const

/** Whether it makes a pattern, which works anywhere: it looks at nothing. */
export function isAsymmetric(name: string): name is (typeof ASYMMETRIC)[number] {
  return (ASYMMETRIC as readonly string[]).includes(name)
}

let anywhere: ExpectStatic | undefined

/** A Vitest `expect` that belongs to no check: for patterns and for comparing a state with one. */
export function expectAnywhere(): ExpectStatic {
  anywhere ??= vitest().createExpect()
  return anywhere
}

/** What makes a pattern, such as `expect.any`. */
export function pattern(name: (typeof ASYMMETRIC)[number]): unknown {
  const expect = expectAnywhere()
  const make: unknown = expect[name]
  // Chai's methods look at what they are called on.
  return typeof make === 'function' ? (...args: unknown[]): unknown => Reflect.apply(make, expect, args) : make
}

/** Vitest's `expect`, made for one check on one host. */
export interface ValueExpect {
  readonly expect: ExpectStatic
  /** Waits for what nobody awaited, such as `expect(promise).resolves`; rejects as that would have. */
  readonly settle: () => Promise<void>
  /** How many promises its matchers have given so far. */
  readonly promises: () => number
  /** Whether a matcher was called. */
  readonly asserted: () => boolean
}

interface Floating {
  readonly promise: Promise<unknown>
  awaited: boolean
}

/** Makes Vitest's `expect` for one check. `owe` is told of each expectation, and what it gives of its matcher. */
export function makeValueExpect(owe: () => () => void): ValueExpect {
  // As much of a Vitest test as its `expect` looks at.
  const test = { type: 'test', name: 'infraspec', promises: [], onFinished: [] }
  const inner = vitest().createExpect(test as unknown as Parameters<typeof createExpect>[0])
  const started: Floating[] = []
  let asserted = false
  const begin = (assertion: object, onlyAsPromise: boolean) => {
    const paid = owe()
    const onMatcher = () => {
      asserted = true
      paid()
    }
    return watch(assertion, { onMatcher, onPromise: (promise) => follow(promise, started), onlyAsPromise })
  }
  const expect = Object.assign((value: unknown, message?: string) => begin(inner(value, message), isThenable(value)), {
    poll: (...args: Parameters<ExpectStatic['poll']>) => begin(inner.poll(...args), false),
    unreachable: (message?: string) => inner.unreachable(message),
    fail: (message?: string) => inner.unreachable(message),
  })
  return {
    expect: expect as unknown as ExpectStatic,
    settle: () => settle(started),
    promises: () => started.length,
    asserted: () => asserted,
  }
}

async function settle(started: readonly Floating[]): Promise<void> {
  for (const { promise, awaited } of [...started]) await (awaited ? promise.catch(() => undefined) : promise)
}

/** The same promise, of which it is known whether somebody awaits it. */
function follow(thenable: PromiseLike<unknown>, started: Floating[]): PromiseLike<unknown> {
  const promise = Promise.resolve(thenable)
  promise.catch(() => undefined)
  const floating: Floating = { promise, awaited: false }
  started.push(floating)
  const awaited = <A>(use: () => A): A => {
    floating.awaited = true
    return use()
  }
  return {
    // oxlint-disable-next-line unicorn/no-thenable -- awaiting is what tells a floating promise from an awaited one
    then: (...args: Parameters<typeof promise.then>) => awaited(() => promise.then(...args)),
    catch: (...args: Parameters<typeof promise.catch>) => awaited(() => promise.catch(...args)),
    finally: (...args: Parameters<typeof promise.finally>) => awaited(() => promise.finally(...args)),
  } as PromiseLike<unknown>
}

interface Watched {
  readonly onMatcher: () => void
  readonly onPromise: (promise: PromiseLike<unknown>) => PromiseLike<unknown>
  /** The subject is a promise: only what it becomes can be looked at. */
  readonly onlyAsPromise: boolean
}

const ASYNC = new Set<string | symbol>(['resolves', 'rejects'])

/** `expect(value)` says nothing until a matcher is called; what a matcher promises is followed. */
function watch<A extends object>(assertion: A, watched: Watched): A {
  return new Proxy(assertion, {
    get(target, name) {
      if (typeof name === 'symbol' || name === 'then') return Reflect.get(target, name) as unknown
      if (ASYNC.has(name)) return watch(Reflect.get(target, name) as object, { ...watched, onlyAsPromise: false })
      if (name === 'not') return watch(Reflect.get(target, name) as object, watched)
      const matcher: unknown = Reflect.get(target, name)
      if (!/^to[A-Z]/.test(name) || typeof matcher !== 'function') throw noMatcher(name)
      return (...args: unknown[]) => {
        if (watched.onlyAsPromise)
          throw new ConfigError('promise', `expect() was given a promise: await it, or .resolves.${name}()`)
        watched.onMatcher()
        if (name === 'toMatchObject') refuseEmptyPatterns(name, args[0])
        const result: unknown = Reflect.apply(matcher, target, args)
        return isThenable(result) ? watched.onPromise(result) : result
      }
    },
  })
}

function noMatcher(name: string): ConfigError {
  return new ConfigError(
    'no-matcher',
    `expect(value) has no matcher ${name} in infraspec; Vitest's matchers begin with "to"`,
  )
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'
}

/** Whether an error is what a failed `expect(value)` throws. */
export function isAssertionError(error: unknown): error is Error {
  return error instanceof Error && error.name === 'AssertionError'
}

/** A failed `expect(value)` as a failure of its check. */
export function assertionFailure(error: Error & { actual?: unknown; expected?: unknown }): Failure {
  const text = (value: unknown) => inspect(value, { depth: 5, breakLength: 100, sorted: true })
  const compared =
    'actual' in error && 'expected' in error ? { actual: text(error.actual), expected: text(error.expected) } : {}
  return plainFailure(error.message, { ...compared, stack: error.stack })
}
