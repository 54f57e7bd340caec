import { type ChildProcess, spawn } from 'node:child_process'
import { ConnectError } from '../errors.ts'
import { asChannel, forwardOutput, killGroup, started } from './child-channel.ts'
import type { ChannelEvents, Connection, Transport } from './transport.ts'

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
      forwardOutput(child, events, traffic)
      tellEnd(child, events)
      await started(child, host)
      running.add(child)
      child.once('close', () => running.delete(child))
      return asChannel(child, traffic, () => killGroup(child))
    },
    close: async () => {
      for (const child of running) killGroup(child)
    },
  }
}

function tellEnd(child: ChildProcess, events: ChannelEvents): void {
  child.once('spawn', () => {
    child.once('exit', (code, signal) => events.exit({ exitCode: code ?? undefined, signal: signal ?? undefined }))
    child.once('close', () => events.close())
  })
}
