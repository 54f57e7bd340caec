import { type ChildProcess, spawn } from 'node:child_process'
import { ConnectError } from '../errors.ts'
import type { Channel, ChannelEvents, Connection, Transport } from './transport.ts'

/** This machine, by child processes of this one. */
export const local: Transport = {
  connect: async (host, _limits, signal) => {
    if (signal.aborted)
      throw new ConnectError('aborted', `Cannot connect to ${host.name}: interrupted`, { host: host.name })
    return localConnection(host.name)
  },
}

function localConnection(host: string): Connection {
  const running = new Set<ChildProcess>()
  const traffic = { sent: 0, received: 0 }
  return {
    onLost: undefined,
    traffic: () => ({ ...traffic }),
    exec: async (command, events) => {
      const child = spawn('/bin/sh', ['-c', command], { detached: true, stdio: 'pipe' })
      forward(child, events, traffic)
      await started(child, host)
      running.add(child)
      child.once('close', () => running.delete(child))
      return asChannel(child, traffic)
    },
    close: async () => {
      for (const child of running) killGroup(child)
    },
  }
}

function started(child: ChildProcess, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('spawn', resolve)
    child.once('error', (cause) => {
      reject(new ConnectError('exec-refused', `Cannot start a shell on ${host}: ${cause.message}`, { host, cause }))
    })
  })
}

function forward(child: ChildProcess, events: ChannelEvents, traffic: { received: number }): void {
  const pass = (to: (chunk: Uint8Array) => void) => (chunk: Buffer) => {
    traffic.received += chunk.length
    to(chunk)
  }
  child.stdout?.on('data', pass(events.stdout))
  child.stderr?.on('data', pass(events.stderr))
  // a program may end without reading what it was sent: EPIPE is no news
  child.stdin?.on('error', () => {})
  child.once('spawn', () => {
    child.once('exit', (code, signal) => events.exit({ exitCode: code ?? undefined, signal: signal ?? undefined }))
    child.once('close', () => events.close())
  })
}

function asChannel(child: ChildProcess, traffic: { sent: number }): Channel {
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
      killGroup(child)
      child.stdin?.destroy()
      child.stdout?.destroy()
      child.stderr?.destroy()
    },
  }
}

function killGroup(child: ChildProcess): void {
  try {
    // detached made it the leader of a group: what it started ends with it
    process.kill(-(child.pid as number), 'SIGKILL')
  } catch {
    // ESRCH: all of them are gone already
  }
}
