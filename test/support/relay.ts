import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'

/** A relay on one of this machine's addresses. */
export interface Relay {
  readonly port: number
  /** How many connections it has taken. */
  readonly taken: () => number
  /** Ends all connections that it has. */
  readonly drop: () => void
}

/** Whether a new connection is let through: what a firewall with a memory of connections does. */
export type Admits = () => boolean

/** Relays an address of this machine to another one, until the test ends. */
export async function relay(
  address: string,
  to: { readonly host: string; readonly port: number },
  admits: Admits = () => true,
): Promise<Relay> {
  const sockets = new Set<Socket>()
  let taken = 0
  const server = createServer((from) => {
    if (!admits()) return void from.destroy()
    taken += 1
    const onward = connect(to)
    for (const socket of [from, onward]) {
      sockets.add(socket)
      socket.on('error', () => {}).once('close', () => [from, onward].forEach((one) => one.destroy()))
    }
    from.pipe(onward).pipe(from)
  })
  await new Promise<void>((resolve) => server.listen(0, address, resolve))
  const drop = () => sockets.forEach((socket) => socket.destroy())
  onTestFinished(async () => {
    drop()
    await new Promise((resolve) => server.close(resolve))
  })
  return { port: (server.address() as AddressInfo).port, taken: () => taken, drop }
}
