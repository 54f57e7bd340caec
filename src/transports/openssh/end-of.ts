import type { ChildProcess } from 'node:child_process'

/** How a process ended: its exit code, or why there is none. */
export type End = number | 'timeout' | 'aborted' | Error

/** Waits for the end of a process, and brings it about when it takes too long or is called off. */
export function endOf(child: ChildProcess, limit: number, signal: AbortSignal): Promise<End> {
  return new Promise((resolve) => {
    const stop = (why: End) => {
      clearTimeout(timer)
      signal.removeEventListener('abort', onAbort)
      child.kill('SIGKILL')
      resolve(why)
    }
    const onAbort = () => stop('aborted')
    const timer = setTimeout(() => stop('timeout'), limit)
    signal.addEventListener('abort', onAbort, { once: true })
    child.once('error', stop)
    child.once('exit', (code) => stop(code ?? 255))
    if (signal.aborted) onAbort()
  })
}
