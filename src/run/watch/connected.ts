import { isDeepStrictEqual } from 'node:util'

import type { SessionThread } from '../../host/session-pool.ts'
import { type Audit, startAudit } from '../audit.ts'
import type { RunOptions } from '../options/options.ts'
import { HostStates } from '../round/host-states.ts'

/** What lives as long as the hosts stay the same: their connections, by one thread, and what is written down of it. */
export class Connected {
  readonly id: string
  readonly sessions: SessionThread
  readonly states: HostStates
  /** Ids of hosts that were ready in some round. */
  readonly known = new Set<string>()
  readonly #options: RunOptions
  readonly #audit: Audit
  #rounds = 0

  constructor(options: RunOptions, { id, sessions }: { readonly id: string; readonly sessions: SessionThread }) {
    this.id = id
    this.sessions = sessions
    this.#options = options
    this.states = new HostStates(sessions)
    this.#audit = startAudit(sessions, options, id)
  }

  /** The number of the next round. */
  nextRound(): number {
    this.#rounds += 1
    return this.#rounds - 1
  }

  /** Whether these options want the same hosts, reached in the same way. */
  suits({ hosts, limits }: RunOptions): boolean {
    return isDeepStrictEqual([hosts, limits], [this.#options.hosts, this.#options.limits])
  }

  /** Ends every session, also on the hosts; gives why what was sent could not be written down. */
  async close(): Promise<Error | undefined> {
    await this.sessions.close()
    await this.sessions.terminate()
    return this.#audit.close()
  }
}
