import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { ConnectError } from '../../errors.ts'
import { printable } from '../endpoint.ts'
import type { Ahead } from './ahead.ts'
import { type Carrier, execOnChannel } from './channel.ts'
import type { Channel, Connection } from '../transport.ts'

/** A connection that is logged in. */
export interface LoggedIn {
  readonly carrier: Carrier
  readonly socket: Duplex
  readonly hostKey: Connection['hostKey']
  readonly ahead: Ahead | undefined
  /** What has been sent along with the login. */
  readonly first: Promise<Channel> | undefined
}

/** The life of a connection from its login to its end. */
export function sshConnection({ carrier, socket, hostKey, ahead, first }: LoggedIn): Connection {
  const { client, place, host } = carrier
  let cause: Error | undefined
  let closing = false
  const gone = new Promise<void>((resolve) => client.once('close', resolve))
  const connection: Connection = {
    hostKey,
    onLost: undefined,
    first,
    traffic: trafficOf(socket),
    exec: (command, events) => execOnChannel(carrier, { command, events }, ahead),
    close: async () => {
      closing = true
      const said = new Promise((resolve) => socket.once('finish', resolve))
      client.end()
      // a host that is slow to hang up is not waited for
      setTimeout(() => socket.destroy(), 900).unref()
      await Promise.race([said, gone])
    },
  }
  client.on('error', (error) => (cause ??= error))
  // ssh2 tells the channels after this, and they say why
  client.once('close', () => {
    if (closing) return
    carrier.lost = lostError(place, host, cause)
    connection.onLost?.(carrier.lost)
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
