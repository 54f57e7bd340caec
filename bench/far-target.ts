import type { Target } from './contestants.ts'
import { knownAs } from './project.ts'
import { startRelay } from './relay.ts'

/** A target as it is from far away, through a relay on loopback that belongs to a project's folder. */
export async function farTarget<T extends Target>(
  near: T,
  roundTrip: number,
  root: string,
): Promise<{ readonly target: T; readonly close: () => Promise<void> }> {
  if (roundTrip === 0) return { target: near, close: () => Promise.resolve() }
  const { port, close } = await startRelay({ host: near.address, port: near.port }, roundTrip)
  return { target: { ...near, address: '127.0.0.1', port, knownHosts: knownAs(near.address, port, near, root) }, close }
}
