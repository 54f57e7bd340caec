import { endInHaste } from '../../run/last-acts.ts'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Signals that do not end the process while it has something to close. */
export interface HeldSignals {
  /** The first that came. */
  readonly got: NodeJS.Signals | undefined
  /** Waits for something to be closed; a signal that is not the first ends the process in haste then. */
  readonly whileClosing: (closing: Promise<void>) => Promise<void>
  readonly dispose: () => void
}

/** Keeps signals from ending the process until they are let go again. */
export function holdSignals(): HeldSignals {
  const state: { got?: NodeJS.Signals; closing: boolean } = { closing: false }
  const onSignal = (signal: NodeJS.Signals) => {
    if (state.closing && state.got !== undefined) endInHaste()
    state.got ??= signal
  }
  for (const signal of SIGNALS) process.on(signal, onSignal)
  return {
    get got() {
      return state.got
    },
    whileClosing: (closing) => {
      state.closing = true
      return closing.finally(() => (state.closing = false))
    },
    dispose: () => {
      for (const signal of SIGNALS) process.off(signal, onSignal)
    },
  }
}
