import type { HostStatus } from '../../host/messages.ts'
import type { SessionThread } from '../../host/session-pool.ts'

type Listener = (host: string, state: HostStatus) => void

/** How far hosts are, kept until somebody listens. */
export class HostStates {
  #early: [host: string, state: HostStatus][] = []
  #listener: Listener | undefined

  constructor(sessions: SessionThread) {
    sessions.onHost((host, state) => {
      if (this.#listener === undefined) this.#early.push([host, state])
      else this.#listener(host, state)
    })
  }

  /** Tells what was kept, and from now on everything. */
  listen(listener: Listener): void {
    this.#listener = listener
    for (const [host, state] of this.#early.splice(0)) listener(host, state)
  }

  /** Keeps what is told from now on for somebody else. */
  leave(): void {
    this.#listener = undefined
  }
}
