import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'

/** A port in front of another one, and how often the caller had to wait for an answer before it went on. */
export interface FlightRelay {
  readonly port: number
  /** The longest chain of words that each came after the answer to the one before: so many round trips it took. */
  readonly flights: () => number
}

/**
 * A relay on which everything takes `delay` milliseconds each way, for counting round trips.
 *
 * What the caller says within a round trip is one flight, so that a busy machine counts alike. The host hears of a caller
 * when that has spoken: the first flight counts however late it is.
 */
export async function flightRelay(target: { host: string; port: number }, delay = 80): Promise<FlightRelay> {
  let flights = 0
  const relay = createServer((near) => {
    // the number of the last flight that came to the host, and that an answer to has come back of
    let arrived = 0
    let answered = 0
    let far: Socket | undefined
    const reach = () => {
      const socket = connect({ ...target, noDelay: true }).on('error', () => {})
      socket.on('data', (data) => {
        const flight = arrived
        setTimeout(() => {
          answered = Math.max(answered, flight)
          near.write(data)
        }, delay)
      })
      socket.on('close', () => setTimeout(() => near.destroy(), delay))
      return socket
    }
    near.setNoDelay().on('error', () => {})
    near.on('data', (data) => {
      const flight = answered + 1
      flights = Math.max(flights, flight)
      setTimeout(() => {
        arrived = flight
        far ??= reach()
        far.write(data)
      }, delay)
    })
    near.on('close', () => far?.destroy())
  })
  await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void relay.close())
  return { port: (relay.address() as AddressInfo).port, flights: () => flights }
}
