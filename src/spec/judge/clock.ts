// Users may fake timers and the clock in a spec: these are the real ones.
const setRealTimeout = globalThis.setTimeout
const setRealImmediate = globalThis.setImmediate

/** Milliseconds on a clock that no spec can turn. */
export const now = performance.now.bind(performance)

/** Resolves after so many milliseconds, whatever a spec does to timers. */
export function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setRealTimeout(resolve, milliseconds))
}

/** Resolves once all that follows at once from what is known has been done. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => void setRealImmediate(resolve))
}

/** Calls back after so many milliseconds, and keeps nothing alive for it. Gives how to take it back. */
export function after(milliseconds: number, callback: () => void): () => void {
  const timer = setRealTimeout(callback, milliseconds)
  timer.unref()
  return () => clearTimeout(timer)
}
