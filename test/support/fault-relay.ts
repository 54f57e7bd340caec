import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** What goes wrong on a connection once so many bytes have come from the host. */
export interface RelayFault {
  /** Bytes of the first connection, of the second, and so on; the last one holds for all that follow. */
  readonly after: readonly [number, ...number[]]
  /** `drop` ends the connection; `stall` lets it stand and passes nothing on any more. */
  readonly how: 'drop' | 'stall'
}

/** A port in front of a host, on which something goes wrong. */
export interface FaultRelay {
  readonly port: number
  /** Bytes that came from the host, on all connections. */
  readonly received: () => number
  /** The next chunk is the last that comes from the host; what is sent to it still comes through. */
  readonly muteAfterNext: () => void
  readonly close: () => Promise<void>
}

/** Relays a port of loopback to a host. */
export async function startFaultRelay(
  to: { readonly host: string; readonly port: number },
  fault?: RelayFault,
): Promise<FaultRelay> {
  const sockets = new Set<Socket>()
  let received = 0
  let taken = 0
  let chunks = Infinity
  const server = createServer((near) => {
    const limit = fault?.after[Math.min(taken, fault.after.length - 1)] ?? Infinity
    const drops = fault?.how === 'drop'
    taken += 1
    const far = connect({ ...to, noDelay: true })
    near.setNoDelay()
    let passed = 0
    let stalled = false
    const both = [near, far]
    for (const socket of both) {
      sockets.add(socket)
      socket.on('error', () => {}).once('close', () => both.forEach((one) => one.destroy()))
    }
    near.on('data', (data) => stalled || far.write(data))
    far.on('data', (data) => {
      received += data.length
      if (stalled || chunks === 0) return
      chunks -= 1
      const room = Math.min(data.length, limit - passed)
      passed += room
      near.write(data.subarray(0, room), () => {
        if (drops && passed >= limit) both.forEach((one) => one.destroy())
      })
      stalled = passed >= limit
    })
    if (limit === 0) {
      stalled = true
      if (drops) both.forEach((one) => one.destroy())
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const close = async () => {
    sockets.forEach((socket) => socket.destroy())
    await new Promise((resolve) => server.close(resolve))
  }
  return {
    port: (server.address() as AddressInfo).port,
    received: () => received,
    muteAfterNext: () => {
      chunks = 1
    },
    close,
  }
}
