const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Signals that do not end the process while it has something to close. */
export interface HeldSignals {
  /** The first that came. */
  readonly got: NodeJS.Signals | undefined
  /** From now on the second one ends the process, with these words. */
  readonly lastWord: (words: string) => void
  readonly dispose: () => void
}

/** Keeps signals from ending the process until they are let go again. */
export function holdSignals(): HeldSignals {
  const state: { got?: NodeJS.Signals; words?: string; since: number } = { since: 0 }
  const onSignal = (signal: NodeJS.Signals) => {
    state.got ??= signal
    if (state.words === undefined) return
    state.since += 1
    if (state.since < 2) return
    process.stderr.write(`access: ${state.words}: npx infraspec sweep\n`)
    process.exit(130)
  }
  for (const signal of SIGNALS) process.on(signal, onSignal)
  return {
    get got() {
      return state.got
    },
    lastWord: (words) => void (state.words = words),
    dispose: () => {
      for (const signal of SIGNALS) process.off(signal, onSignal)
    },
  }
}
