import type { HostSpec } from '../host/host-spec.ts'
import type { HostStatus } from '../host/messages.ts'
import type { Problem } from './report.ts'

/** What lets a run in to its hosts: open while it connects, and closed while it checks. */
export interface Door {
  /** Is told how far each host is: once all have answered, or cannot be reached, it is closed. */
  readonly host: (id: string, state: HostStatus) => void
  /** A connection was lost: opens again, until the end of the run. Never rejects. */
  readonly reopen: (this: void) => Promise<void>
  /** Closes it for good; what is wrong with that, and what else a person should know. */
  readonly close: () => Promise<{ readonly problems: readonly Problem[]; readonly notes: readonly string[] }>
}

/**
 * Opens the way to these hosts.
 *
 * Throws when it cannot: nothing is left open then.
 */
export type OpenDoor = (hosts: readonly HostSpec[]) => Promise<Door>
