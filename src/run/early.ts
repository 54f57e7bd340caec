import { randomUUID } from 'node:crypto'

import { startSessionThread, type SessionThread } from '../host/session-pool.ts'
import { askChannel } from './make-plan.ts'

/** The thread that will hold the connections of one run, and the run's id. */
export interface EarlySessions {
  readonly id: string
  readonly sessions: SessionThread
}

let started: EarlySessions | undefined

/**
 * Starts the session thread before it is known which hosts there are.
 *
 * It loads what it needs on a core of its own while this thread reads the command line and the roles.
 */
export function startEarly(): void {
  const id = randomUUID()
  started ??= { id, sessions: startSessionThread(askChannel(id)) }
}

/** The session thread of this run: the one that was started early, if one was. */
export function takeSessions(): EarlySessions {
  startEarly()
  const taken = started as EarlySessions
  started = undefined
  return taken
}

/** Ends the thread that was started early and that no run has taken. */
export async function dropEarly(): Promise<void> {
  await started?.sessions.terminate()
  started = undefined
}
