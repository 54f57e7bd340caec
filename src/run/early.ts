import { randomUUID } from 'node:crypto'
import type { Worker } from 'node:worker_threads'

import { startSessionThread, type SessionThread } from '../host/session-pool.ts'
import { askChannel } from './evaluation/ask-channel.ts'
import { startEvaluationThread } from './evaluation/evaluation-pool.ts'

/** The threads of one run, and its id. */
export interface Threads {
  readonly id: string
  /** Holds the connections. */
  readonly sessions: SessionThread
  /** Evaluates the specs. */
  readonly evaluation: Worker
}

let started: Threads | undefined

/** A thread that holds connections, and the id of what is said to the hosts by it. */
export function startConversation(): Pick<Threads, 'id' | 'sessions'> {
  const id = randomUUID()
  return { id, sessions: startSessionThread(askChannel(id)) }
}

/**
 * Starts the threads of a run before it is known what it is to do.
 *
 * They load what they need on another core while this one reads the command line and the roles.
 */
export function startEarly(): void {
  started ??= { ...startConversation(), evaluation: startEvaluationThread() }
}

/** The threads of this run: those that were started early, if some were. */
export function takeThreads(): Threads {
  startEarly()
  const taken = started as Threads
  started = undefined
  return taken
}

/** Ends the threads that were started early and that no run has taken. */
export async function dropEarly(): Promise<void> {
  await Promise.all([started?.sessions.terminate(), started?.evaluation.terminate()])
  started = undefined
}
