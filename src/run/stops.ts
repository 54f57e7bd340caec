import { toErrorData } from '../errors.ts'
import { endInHaste } from './last-acts.ts'
import type { Problem } from './report.ts'

/** Why a run ends before everything is known. */
export interface Stop {
  /** What makes the run not green by it; a `--bail` needs none, since a check has failed already. */
  readonly problem: Problem | undefined
  /** What is said of each check that was not run by then. */
  readonly reason: string
}

/** What may end a run from the outside: signals, its deadline, a standard output that nobody reads. */
export interface Stops {
  readonly stopped: Promise<Stop>
  readonly dispose: () => void
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Listens for everything that ends a run, a deadline only where there is one. The second signal ends the process in haste. */
export function listenForStops(deadline?: number): Stops {
  let stop!: (stop: Stop) => void
  const stopped = new Promise<Stop>((resolve) => (stop = resolve))
  let signals = 0
  const onSignal = (signal: NodeJS.Signals) => {
    signals += 1
    if (signals > 1) return endInHaste()
    stop(interrupted(`interrupted by ${signal}`))
  }
  const onOutputError = (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') stop(interrupted('standard output was closed'))
  }
  const timer = deadline === undefined ? undefined : setTimeout(() => stop(late(deadline)), deadline)
  for (const signal of SIGNALS) process.on(signal, onSignal)
  process.stdout.on('error', onOutputError)
  return {
    stopped,
    dispose: () => {
      clearTimeout(timer)
      for (const signal of SIGNALS) process.off(signal, onSignal)
      process.stdout.off('error', onOutputError)
    },
  }
}

/** The same where signals and standard output are somebody else's: what is wished for ends it, or its deadline. */
export function stopsBy(wished: Promise<Stop>, deadline: number): Stops {
  let timer: NodeJS.Timeout | undefined
  const over = new Promise<Stop>((resolve) => (timer = setTimeout(() => resolve(late(deadline)), deadline)))
  return { stopped: Promise.race([wished, over]), dispose: () => clearTimeout(timer) }
}

/** Why a run ends because somebody wants it to. */
export function interrupted(message: string): Stop {
  return { problem: { kind: 'interrupted', message: `The run ended early: ${message}` }, reason: `not run: ${message}` }
}

/** Why a run ends that has not come to its end in time. */
export function late(deadline: number): Stop {
  const message = `The run did not end within its deadline of ${deadline / 1000} s`
  return {
    problem: { kind: 'deadline', message, hint: 'a longer one: --deadline 1h' },
    reason: 'not run: the deadline was over',
  }
}

/** The thread that holds the connections is gone: nothing more can be learnt. */
export function lostSessions(error: unknown): Stop {
  const message = `The session thread died: ${toErrorData(error).message}`
  return {
    problem: { kind: 'deadline', message, hint: 'this is a bug in infraspec' },
    reason: 'not run: the connections were lost',
  }
}
