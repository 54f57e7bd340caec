import type { ChildProcess } from 'node:child_process'
import { ConnectError } from '../errors.ts'
import type { Channel, ChannelEvents } from './transport.ts'

/** Bytes that went over a connection so far. */
export interface Traffic {
  sent: number
  received: number
}

/**
 * Waits until a process runs.
 *
 * @throws {ConnectError} when it cannot be started.
 */
export function started(child: ChildProcess, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('spawn', resolve)
    child.once('error', (cause) => {
      reject(new ConnectError('exec-refused', `Cannot start a shell on ${host}: ${cause.message}`, { host, cause }))
    })
  })
}

/** Hands on what a process prints, as it comes, and counts it. */
export function forwardOutput(
  child: ChildProcess,
  { stdout, stderr }: Pick<ChannelEvents, 'stdout' | 'stderr'>,
  traffic: Traffic,
): void {
  const pass = (to: (chunk: Uint8Array) => void) => (chunk: Buffer) => {
    traffic.received += chunk.length
    to(chunk)
  }
  child.stdout?.on('data', pass(stdout))
  child.stderr?.on('data', pass(stderr))
  // a program may end without reading what it was sent: EPIPE is no news
  child.stdin?.on('error', () => {})
}

/** A process as the channel to the program behind it. */
export function asChannel(child: ChildProcess, traffic: Traffic, kill: () => void): Channel {
  return {
    write: (data) => {
      if (!child.stdin?.writable) return
      traffic.sent += Buffer.byteLength(data)
      child.stdin.write(data)
    },
    end: () => {
      child.stdin?.end()
    },
    destroy: () => {
      kill()
      child.stdin?.destroy()
      child.stdout?.destroy()
      child.stderr?.destroy()
    },
  }
}

/** Ends a process that was started `detached`, with all that it started. */
export function killGroup(child: ChildProcess): void {
  try {
    // detached made it the leader of a group: what it started ends with it
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
  } catch {
    // ESRCH: all of them are gone already
  }
}
