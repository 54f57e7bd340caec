import { ConfigError } from '../errors.ts'
import type { HostSpec } from '../host/host-spec.ts'
import { checkEndpoint } from './endpoint.ts'
import { startChannel } from './openssh/channel.ts'
import { startMaster } from './openssh/master.ts'
import type { Connection, Transport } from './transport.ts'

/**
 * Reaches a host by the system's own `ssh`: certificates, hardware keys, Kerberos, ProxyCommand.
 *
 * One connection, shared over a control socket in a private folder: the one thing that listens, and on this machine only.
 */
export const openssh: Transport = {
  connect: async (host, { connectTimeout }, signal) => {
    refusePassword(host)
    checkEndpoint(host)
    const master = await startMaster({ host, connectTimeout, signal })
    const traffic = { sent: 0, received: 0 }
    const ends = new Set<() => void>()
    let closing: Promise<void> | undefined
    const connection: Connection = {
      hostKey: master.hostKey,
      onLost: undefined,
      traffic: () => ({ ...traffic }),
      exec: (command, events) => startChannel({ master, host: host.name, command, events, traffic, ends, onLost }),
      close: () => {
        closing ??= end()
        return closing
      },
    }
    let lost = false
    function onLost(error: Error): void {
      if (lost || closing !== undefined) return
      lost = true
      void master.end()
      connection.onLost?.(error)
    }
    async function end(): Promise<void> {
      for (const stop of ends) stop()
      await master.end()
    }
    return connection
  },
}

function refusePassword({ name, password }: HostSpec): void {
  if (password === undefined) return
  throw new ConfigError('password-unsupported', `The openssh transport logs in to ${name} without a password only`, {
    host: name,
    hint: 'use a key or an agent, or --transport ssh',
  })
}
