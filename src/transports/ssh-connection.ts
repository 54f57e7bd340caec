import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Client } from 'ssh2'
import { ConnectError } from '../errors.ts'
import { printable } from './endpoint.ts'
import { execOnChannel } from './ssh-channel.ts'
import type { Connection } from './transport.ts'

/** A connection that is logged in. */
export interface LoggedIn {
  readonly client: Client
  readonly socket: Duplex
  readonly hostKey: Connection['hostKey']
  readonly place: string
  readonly host: string
}

/** The life of a connection from its login to its end. */
export function sshConnection({ client, socket, hostKey, place, host }: LoggedIn): Connection {
  let cause: Error | undefined
  let lost: ConnectError | undefined
  let closing = false
  const gone = new Promise<void>((resolve) => client.once('close', resolve))
  const connection: Connection = {
    hostKey,
    onLost: undefined,
    traffic: trafficOf(socket),
    exec: (command, events) => execOnChannel({ client, place, host, lost: () => lost }, command, events),
    close: async () => {
      closing = true
      client.end()
      const timer = setTimeout(() => socket.destroy(), 900)
      await gone
      clearTimeout(timer)
    },
  }
  client.on('error', (error) => (cause ??= error))
  // ssh2 tells the channels after this, and they say why
  client.once('close', () => {
    if (closing) return
    lost = lostError(place, host, cause)
    connection.onLost?.(lost)
  })
  return connection
}

/** Of a stream through another host the bytes within it are counted, from the login on. */
function trafficOf(socket: Duplex): Connection['traffic'] {
  if (socket instanceof Socket) return () => ({ sent: socket.bytesWritten, received: socket.bytesRead })
  const traffic = { sent: 0, received: 0 }
  const write = socket.write.bind(socket) as (chunk: Buffer, ...rest: unknown[]) => boolean
  socket.write = (chunk: Buffer, ...rest: unknown[]) => {
    traffic.sent += chunk.length
    return write(chunk, ...rest)
  }
  socket.on('data', (chunk: Buffer) => (traffic.received += chunk.length))
  return () => ({ ...traffic })
}

function lostError(place: string, host: string, cause: Error | undefined): ConnectError {
  const why =
    cause === undefined
      ? 'the host closed it'
      : cause.message === 'Keepalive timeout'
        ? 'no answer for 45 s'
        : printable(cause.message)
  return new ConnectError('connection-lost', `Lost the connection to ${place}: ${why}`, { host, cause })
}
