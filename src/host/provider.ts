import type { Answer } from './answer.ts'
import type { Platform } from './platform/platform.ts'
import type { Script } from './shell.ts'

/** Why something could not be told: an error in both polarities, never a no. */
export class Unknown {
  readonly reason: string
  readonly hint: string | undefined
  /** What was asked makes no sense: no host could answer it. */
  readonly usage: boolean

  /** The looker may not look there: to a matcher about access that is an answer. */
  readonly denied: boolean

  constructor(reason: string, hint?: string, more: { readonly usage?: boolean; readonly denied?: boolean } = {}) {
    this.reason = reason
    this.hint = hint
    this.usage = more.usage === true
    this.denied = more.denied === true
  }
}

/**
 * Says that a state could not be told, and why.
 *
 * @example
 * if (stderr.includes('Permission denied')) states.set(key, couldNotTell('permission denied'))
 */
export function couldNotTell(reason: string, hint?: string): Unknown {
  return new Unknown(reason, hint)
}

/** Says that a state could not be told because the looker is denied to look. */
export function denied(reason: string, hint?: string): Unknown {
  return new Unknown(reason, hint, { denied: true })
}

/**
 * One way to look at all resources of a kind that are wanted at this moment.
 *
 * `ask` and `parse` do no I/O. `parse` gets complete answers only (an answer that was cut, timed out or
 * killed never reaches it), with any exit code. A key that is missing from its map, or `undefined`
 * there, could not be told: that is an error in both polarities and never a no.
 */
export interface Provider<State> {
  /** Whether this host can be asked this way; the first provider that says so is taken. */
  readonly on: (platform: Platform) => boolean
  /** One script for all keys. */
  readonly ask: (keys: readonly string[], platform: Platform) => Script
  /** What shows a person the same of one key, where `ask` is more than they would type. */
  readonly show?: (key: string) => Script
  readonly parse: (
    answer: Answer,
    keys: readonly string[],
    platform: Platform,
  ) => ReadonlyMap<string, State | Unknown | undefined>
}

/** A way to look that runs something of the user's: on a channel of its own, one each, never cached. */
export interface CommandProvider<State> {
  readonly on: (platform: Platform) => boolean
  readonly command: (key: string) => CommandRequest
  /** Gets every answer, also those that were cut, timed out or killed. */
  readonly read: (answer: Answer, key: string) => State | Unknown
}

/** What a {@link CommandProvider} runs. */
export interface CommandRequest {
  readonly script: Script
  readonly stdin?: string | undefined
  readonly env?: Readonly<Record<string, string>> | undefined
  readonly cwd?: string | undefined
  /** Milliseconds. */
  readonly timeout?: number | undefined
}
