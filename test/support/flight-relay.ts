import { type AddressInfo, connect, createServer } from 'node:net'
import { onTestFinished } from 'vitest'

/** A port in front of another one, and how often the caller had to wait for an answer before it went on. */
export interface FlightRelay {
  readonly port: number
  /** How often the caller spoke: what it says at once is one flight, so this counts round trips. */
  readonly flights: () => number
}

/** A relay on which everything takes `delay` milliseconds each way, for counting round trips. */
export async function flightRelay(target: { host: string; port: number }, delay = 80): Promise<FlightRelay> {
  let flights = 0
  let last = 0
  const relay = createServer((near) => {
    const far = connect({ ...target, noDelay: true })
    near.setNoDelay().on('error', () => {})
    far.on('error', () => {})
    near.on('data', (data) => {
      const now = performance.now()
      if (now - last > delay / 2) flights++
      last = now
      setTimeout(() => far.write(data), delay)
    })
    far.on('data', (data) => setTimeout(() => near.write(data), delay))
    near.on('close', () => far.destroy())
    far.on('close', () => setTimeout(() => near.destroy(), delay))
  })
  await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void relay.close())
  return { port: (relay.address() as AddressInfo).port, flights: () => flights }
}
