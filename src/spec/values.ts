import { inspect } from 'node:util'

import { createExpect, type Assertion, type ExpectStatic } from 'vitest'

import type { Failure } from '../run/report.ts'
import { plainFailure } from './failures.ts'

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
  anywhere ??= createExpect()
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
}

interface Floating {
  readonly promise: Promise<unknown>
  awaited: boolean
}

/** Makes Vitest's `expect` for one check. `onMatcher` is called for each matcher that is reached for. */
export function makeValueExpect(onMatcher: () => void): ValueExpect {
  // As much of a Vitest test as its `expect` looks at.
  const test = { type: 'test', name: 'infraspec', promises: [], onFinished: [] }
  const inner = createExpect(test as unknown as Parameters<typeof createExpect>[0])
  const started: Floating[] = []
  const watched = { onMatcher, onPromise: (promise: PromiseLike<unknown>) => follow(promise, started) }
  const expect = Object.assign((value: unknown, message?: string) => watch(inner(value, message), watched), inner, {
    poll: (...args: Parameters<ExpectStatic['poll']>) => watch(inner.poll(...args), watched),
    unreachable: (message?: string) => {
      onMatcher()
      return inner.unreachable(message)
    },
  })
  return { expect: expect, settle: () => settle(started) }
}

async function settle(started: readonly Floating[]): Promise<void> {
  for (const { promise, awaited } of started) await (awaited ? promise.catch(() => undefined) : promise)
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
}

const CHAINS = new Set<string | symbol>(['not', 'resolves', 'rejects'])

/** `expect(value)` says nothing until a matcher is reached for; what a matcher promises is followed. */
function watch<A extends object>(assertion: A, watched: Watched): A {
  const proxy: A = new Proxy(assertion, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name)
      if (CHAINS.has(name)) return watch(value as object, watched)
      if (typeof name !== 'string' || !/^to[A-Z]/.test(name) || typeof value !== 'function') {
        if (typeof name === 'string' && name !== 'then' && !name.startsWith('_')) watched.onMatcher()
        return value
      }
      return (...args: unknown[]) => {
        watched.onMatcher()
        const result: unknown = Reflect.apply(value, target, args)
        return isThenable(result) ? watched.onPromise(result) : result
      }
    },
  })
  return proxy
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
