import type { ErrorData } from '../errors.ts'
import type { Mark } from '../timeline.ts'
import type { RawAnswer } from './answer.ts'
import type { Exchange } from './exchange.ts'
import type { HostSpec, Limits } from './host-spec.ts'
import type { Platform } from './platform/platform.ts'

/** One script for one host. */
export interface Ask {
  readonly id: number
  readonly host: string
  /** Look as this user instead of the session's. */
  readonly user?: string | undefined
  /** A `probe` is ours, reads only, and shares the session's shell; a `command` has a channel of its own. */
  readonly kind: 'probe' | 'command'
  readonly script: string
  /** Milliseconds, when it differs from the limits of the run. */
  readonly timeout?: number | undefined
  readonly stdin?: string | undefined
  readonly env?: Readonly<Record<string, string>> | undefined
  readonly cwd?: string | undefined
}

/** What one host cost so far. */
export interface Counters {
  readonly connections: number
  /** Round trips that carried probes: the preamble, and each batch written to a shell. */
  readonly scripts: number
  /** User commands on channels of their own. */
  readonly commands: number
  readonly bytesSent: number
  readonly bytesReceived: number
}

/** How far a host is. */
export type HostStatus =
  | { readonly status: 'connecting' }
  | {
      readonly status: 'ready'
      readonly platform: Platform
      /** SHA256 fingerprint and how it was judged, on transports that have one. */
      readonly hostKey?: { readonly fingerprint: string; readonly verified: boolean } | undefined
    }
  | { readonly status: 'failed'; readonly error: ErrorData }

/** From the main thread to the session thread. */
export type ToSessionThread =
  | {
      readonly type: 'open'
      readonly hosts: readonly HostSpec[]
      readonly limits: Limits
      /** Whether a host that was connected to is connected to again only once it is `reopened`. */
      readonly guarded: boolean
      /** Whether connections are kept for another `open`, also those to hosts of which nothing more is asked. */
      readonly kept: boolean
    }
  | { readonly type: 'reopened' }
  /** Ends all that is asked, and keeps the connections for the next `open`. */
  | { readonly type: 'rest' }
  | { readonly type: 'close' }

/** From the session thread to the main thread. */
export type FromSessionThread =
  | { readonly type: 'hosts'; readonly hosts: Readonly<Record<string, HostStatus>> }
  | { readonly type: 'exchanges'; readonly exchanges: readonly Exchange[] }
  /** What the thread has marked; the last but one. */
  | { readonly type: 'marks'; readonly marks: readonly Mark[] }
  /** A connection was lost, and has to be let in again: asked once. */
  | { readonly type: 'reopen' }
  | { readonly type: 'rested'; readonly counters: Readonly<Record<string, Counters>> }
  | { readonly type: 'closed'; readonly counters: Readonly<Record<string, Counters>> }

/**
 * On the broadcast channel between the evaluating thread and the session thread.
 *
 * Whoever evaluates says `hello` when it listens, and is told how far every host is.
 */
export type AskMessage =
  | { readonly type: 'hello' }
  | { readonly type: 'ask'; readonly asks: readonly Ask[] }
  /** Nothing more will be asked of these hosts. */
  | { readonly type: 'leave'; readonly hosts: readonly string[] }

/** The session thread's side of the same channel. */
export type AnswerMessage =
  | { readonly type: 'hosts'; readonly hosts: Readonly<Record<string, HostStatus>> }
  | { readonly type: 'answers'; readonly answers: readonly AskAnswer[] }
  /** Nobody will answer any more: the session thread is gone. */
  | { readonly type: 'ended'; readonly error: ErrorData }

/** The answer to one {@link Ask}, or why there is none. */
export type AskAnswer =
  | { readonly id: number; readonly answer: RawAnswer }
  | { readonly id: number; readonly error: ErrorData }
