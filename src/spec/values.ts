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

/** As much of a Vitest test as its `expect` looks at. */
interface StandIn {
  readonly type: 'test'
  readonly name: string
  readonly promises: PromiseLike<unknown>[]
  readonly onFinished: (() => unknown)[]
}

/** Vitest's `expect`, made for one check on one host. */
export interface ValueExpect {
  readonly expect: ExpectStatic
  /** What has to settle before the check ends: `expect(promise).resolves`, a forgotten `expect.poll`. */
  readonly settle: () => Promise<void>
}

/** Makes Vitest's `expect` for one check. `onMatcher` is called for each matcher that is reached for. */
export function makeValueExpect(onMatcher: () => void): ValueExpect {
  const test: StandIn = { type: 'test', name: 'infraspec', promises: [], onFinished: [] }
  const inner = createExpect(test as unknown as Parameters<typeof createExpect>[0])
  const call = (value: unknown, message?: string) => watch(inner(value, message), onMatcher)
  const expect = Object.assign(call, inner, {
    poll: (...args: Parameters<ExpectStatic['poll']>) => watch(inner.poll(...args), onMatcher),
    unreachable: (message?: string) => {
      onMatcher()
      return inner.unreachable(message)
    },
  })
  return { expect: expect as unknown as ExpectStatic, settle: () => settle(test) }
}

async function settle({ promises, onFinished }: StandIn): Promise<void> {
  for (let index = 0; index < promises.length; index += 1) await promises[index]
  for (const finished of onFinished) await finished()
}

const CHAINS = new Set<string | symbol>(['not', 'resolves', 'rejects'])

/** `expect(value)` says nothing until a matcher is reached for. */
function watch<A extends object>(assertion: A, onMatcher: () => void): A {
  return new Proxy(assertion, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name)
      if (CHAINS.has(name)) return watch(value as object, onMatcher)
      if (typeof name === 'string' && name !== 'then') onMatcher()
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
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
