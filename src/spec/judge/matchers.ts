import type { StatePattern } from './match-state.ts'
import type { EventuallyOptions } from '../timing.ts'

// oxlint-disable-next-line typescript/no-explicit-any -- the state and the arguments are each matcher's own
type Arguments<M> = M extends (state: any, ...args: infer Args extends readonly any[]) => any ? Args : never

/** Where a matcher is called: an `it` goes on with its chain, an `expect` is awaited. */
export type Use = 'it' | 'expect'
type Result<State, M, Details, In extends Use> = In extends 'it' ? Demands<State, M, Details, 'it'> : Promise<void>

/** A resource's matchers. */
export type Matchers<State, M, Details, In extends Use> = {
  readonly [Name in keyof M]: (...args: Arguments<M[Name]>) => Result<State, M, Details, In>
} & {
  /** The state has these properties; asymmetric matchers such as `expect.any(Number)` may stand in it. */
  readonly toMatchState: (pattern: StatePattern<State, Details>) => Result<State, M, Details, In>
}

/** Matchers, or the opposite of the next one. */
export type Negatable<State, M, Details, In extends Use> = Matchers<State, M, Details, In> & {
  /** The opposite of the next matcher. What could not be told stays an error. */
  readonly not: Matchers<State, M, Details, In>
}

/** Matchers, their opposite, and how long they are asked again; each binds to the next matcher only. */
export type Demands<State, M, Details, In extends Use> = Negatable<State, M, Details, In> & {
  /** Asks again, with fresh facts, until the next matcher holds. */
  readonly eventually: (options?: EventuallyOptions) => Negatable<State, M, Details, In>
  /** Demands that the next matcher keeps holding for as long, such as `'10s'`. */
  readonly throughout: (
    duration: string | number,
    options?: { readonly interval?: string | number },
  ) => Negatable<State, M, Details, In>
}
