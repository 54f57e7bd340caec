import type { HostSpec, Limits } from '../host/host-spec.ts'

/** How a channel ended. Neither is set when it was closed from this side or the connection was lost. */
export interface ChannelEnd {
  readonly exitCode: number | undefined
  readonly signal: string | undefined
}

/** What a channel tells, in the order in which it happens; `exit` once, then `close` once. */
export interface ChannelEvents {
  readonly stdout: (chunk: Uint8Array) => void
  readonly stderr: (chunk: Uint8Array) => void
  /** The program ended; output may still come from what it left behind. */
  readonly exit: (end: ChannelEnd) => void
  /** Nothing more will come. `error` is set when the connection was lost. */
  readonly close: (error?: Error) => void
}

/** What a connection starts, and who hears of it. */
export interface Program {
  readonly command: string
  readonly events: ChannelEvents
  /** Called when it is sent. */
  readonly onSent?: (() => void) | undefined
}

/** One running program on a host: its three streams and its end. */
export interface Channel {
  write(data: string | Uint8Array): void
  /** Closes the program's standard input. */
  end(): void
  /** Closes the channel now, whatever is still running. */
  destroy(): void
}

/** One connection to one host. It starts programs, and no more. */
export interface Connection {
  /** How the host proved who it is, where the transport has such a thing. */
  readonly hostKey?: { readonly fingerprint: string; readonly verified: boolean } | undefined
  /** Bytes on the wire so far, as far as the transport knows. */
  readonly traffic: () => { readonly sent: number; readonly received: number }
  /** What was to be started first, where it has been sent along with the login: it settles as `exec` does. */
  readonly first?: Promise<Channel> | undefined
  /**
   * Starts `command`, which the login shell of the account reads (any shell: see `exec-line.ts`).
   *
   * @throws {ConnectError} when the host refuses another channel, or the connection is gone.
   */
  readonly exec: (command: string, events: ChannelEvents) => Promise<Channel>
  /** Ends the connection; resolves when the host has been told, or within a second. */
  readonly close: () => Promise<void>
  /** Called once when the connection is lost, not when it was closed from this side. */
  onLost: ((error: Error) => void) | undefined
}

/** One way to reach a host. */
export interface Transport {
  /** Loads what connecting will need, while it is not yet known where to. */
  readonly prepare?: () => Promise<unknown>
  /**
   * Connects. `first` is what will be started first: it may be sent along, and is left to `exec` otherwise.
   *
   * @throws {ConnectError} with what, where, why and what to do.
   */
  readonly connect: (host: HostSpec, limits: Limits, signal: AbortSignal, first?: Program) => Promise<Connection>
}
