import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

/** A port of this machine behind which a host is far away. */
export interface Relay {
  readonly port: number
  /** Ends every connection and stops listening. */
  readonly close: () => Promise<void>
}

/**
 * Listens on loopback and passes everything on, each direction later by half of the round trip.
 *
 * Only the delay is added: order and throughput stay as they are.
 */
export async function startRelay(
  target: { readonly host: string; readonly port: number },
  roundTrip: number,
): Promise<Relay> {
  const sockets = new Set<Socket>()
  const track = (socket: Socket): void => {
    sockets.add(socket.setNoDelay())
    socket.once('close', () => sockets.delete(socket))
  }
  const server = createServer({ allowHalfOpen: true }, (near) => {
    const far = connect({ ...target, allowHalfOpen: true })
    track(near)
    track(far)
    join(near, far, roundTrip / 2)
    join(far, near, roundTrip / 2)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}

/** More than this on the way, and the sender has to wait. */
const MAX_BYTES = 8 * 1024 * 1024

function join(from: Socket, to: Socket, delay: number): void {
  const queue: { readonly due: number; readonly chunk: Buffer | undefined }[] = []
  let bytes = 0
  let timer: NodeJS.Timeout | undefined
  const send = (): void => {
    timer = undefined
    while (queue[0] !== undefined && queue[0].due <= performance.now()) {
      const { chunk } = queue.shift()!
      if (chunk === undefined) to.end()
      else to.write(chunk)
      bytes -= chunk?.length ?? 0
    }
    if (bytes < MAX_BYTES) from.resume()
    schedule()
  }
  const schedule = (): void => {
    if (queue[0] !== undefined) timer ??= setTimeout(send, Math.max(0, queue[0].due - performance.now()))
  }
  const pass = (chunk: Buffer | undefined): void => {
    queue.push({ due: performance.now() + delay, chunk })
    bytes += chunk?.length ?? 0
    if (bytes >= MAX_BYTES) from.pause()
    schedule()
  }
  from.on('data', pass)
  from.once('end', () => pass(undefined))
  from.once('error', () => to.destroy())
  from.once('close', () => from.readableEnded || to.destroy())
  to.once('close', () => clearTimeout(timer))
}
