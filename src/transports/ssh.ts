import type { HostSpec, Limits } from '../host/host-spec.ts'
import { mark } from '../timeline.ts'
import type { OnPhase } from './ssh/attempt.ts'
import { sshConnection } from './ssh/connection.ts'
import { type Reached, wayThrough } from './ssh/jump.ts'
import { logIn } from './ssh/login.ts'
import type { Phase } from './ssh/phase.ts'
import type { Program, Transport } from './transport.ts'

/** Reaches a host over SSH, by ssh2: no agent is forwarded, and nothing listens. */
export const ssh: Transport = {
  prepare: () => import('ssh2'),
  connect: async (host, limits, signal, first) => {
    const onPhase = (phase: Phase) => mark(phase, host.id)
    return (await reach(host, { limits, signal, first, onPhase })).connection
  },
}

interface Reaching {
  readonly limits: Limits
  readonly signal: AbortSignal
  readonly first?: Program | undefined
  readonly onPhase?: OnPhase | undefined
}

/** Every step has the whole limit for itself: a host is not to blame for the way to it. */
async function reach(host: HostSpec, { limits, ...options }: Reaching): Promise<Reached> {
  const limit = host.connectTimeout ?? limits.connectTimeout
  const { signal } = options
  const { jumps = [] } = host
  if (jumps.length === 0) return reached(await logIn(host, { limit, ...options }))
  const way = await wayThrough(jumps, host, (hop) => reach(hop, { limits, signal }))
  try {
    return reached(await way.turn(() => logIn(host, { limit, ...options, way })), way.leave)
  } catch (error) {
    way.leave()
    throw error
  }
}

function reached(loggedIn: Awaited<ReturnType<typeof logIn>>, leave?: () => void): Reached {
  const { client, place } = loggedIn.carrier
  if (leave) client.once('close', leave)
  return { client, place, connection: sshConnection(loggedIn) }
}
