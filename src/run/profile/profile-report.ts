import type { HostStep, RunPart } from '../../timeline.ts'

/**
 * Where the time of a run went; only with `--profile`.
 *
 * All times are milliseconds: a `begin` is counted from the start of the process.
 */
export interface ProfileReport {
  /** Until this report was made: what writes it comes after. */
  readonly duration: number
  /** Those of the main thread follow each other without gaps and come to `duration`; others are beside them. */
  readonly parts: readonly PartProfile[]
  /** Every host that was to be connected to. */
  readonly hosts: readonly HostProfile[]
}

/** What a thread did for a while. */
export interface PartProfile {
  readonly thread: 'main' | 'sessions' | 'evaluation'
  /** `node` starts Node, `loading` loads the command line or the thread, `specs` reads the specs. */
  readonly part: RunPart | 'node' | 'loading' | 'specs'
  readonly begin: number
  readonly duration: number
}

/** What the time with one host is made of. */
export type HostPart =
  | HostStep
  /** It was ready, and the specs had not been read. */
  | 'waiting'
  /** Probes were being asked. */
  | 'scripts'
  /** Nothing but commands of the specs ran there. */
  | 'commands'
  /** Nothing was being asked: specs and checks were evaluated, `eventually` paused, other hosts had their turn. */
  | 'evaluation'

/** Where the time with one host went. */
export interface HostProfile {
  /** Its id. */
  readonly host: string
  readonly begin: number
  /** Until its last check had ended, it had failed, or the run had ended. */
  readonly duration: number
  /** They come to `duration`; what did not happen is missing. */
  readonly parts: Readonly<Partial<Record<HostPart, number>>>
  readonly scripts: readonly ScriptProfile[]
  readonly commands: readonly CommandProfile[]
}

/** Probes that were written to a shell in one go. */
export interface ScriptProfile {
  /** Looked as this user instead of the session's. */
  readonly as?: string | undefined
  readonly begin: number
  /** With its way there and back. */
  readonly duration: number
  /** None in a script that opens a shell for another user, which reads what the host is. */
  readonly probes: number
  /** Of the scripts, without how they are framed. */
  readonly bytesSent: number
  /** Of the answers, as far as they were taken. */
  readonly bytesReceived: number
}

/** A command of a spec. */
export interface CommandProfile {
  readonly command: string
  readonly as?: string | undefined
  readonly begin: number
  readonly duration: number
  readonly bytesReceived: number
}
