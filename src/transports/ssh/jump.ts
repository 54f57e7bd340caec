import type { Duplex } from 'node:stream'
import pLimit, { type LimitFunction } from 'p-limit'
import type { Client } from 'ssh2'
import { ConnectError, InfraspecError } from '../../errors.ts'
import type { HostSpec } from '../../host/host-spec.ts'
import { type Endpoint, printable } from '../endpoint.ts'
import type { Connection } from '../transport.ts'

/** A host that is logged in to, and can be a step to the next one. */
export interface Reached {
  readonly client: Client
  readonly connection: Connection
  readonly place: string
}

/** The way to a host through others. */
export interface Way {
  /** Such as `odd-1`. */
  readonly name: string
  /** Opens a stream to an address as the last hop sees it. */
  readonly open: (endpoint: Endpoint) => Promise<Duplex>
  /** Runs a login when it is its turn. */
  readonly turn: <Value>(login: () => Promise<Value>) => Promise<Value>
  /** Called once when the host behind it is not needed any more. */
  readonly leave: () => void
}

interface Shared {
  readonly reached: Promise<Reached>
  readonly limit: LimitFunction
  users: number
}

// design: a jump host is somebody else's too
const LOGINS_AT_ONCE = 8

const shared = new Map<string, Shared>()

/**
 * The way through these hops, the first one first. All hosts behind a hop share one connection to it.
 *
 * @throws {ConnectError} that names the hop which cannot be reached or trusted.
 */
export async function wayThrough(
  hops: readonly HostSpec[],
  target: HostSpec,
  reach: (hop: HostSpec) => Promise<Reached>,
): Promise<Way> {
  const last = { ...(hops.at(-1) as HostSpec), jumps: hops.slice(0, -1) }
  const key = JSON.stringify(last)
  const entry = shared.get(key) ?? share(key, reach(last))
  entry.users += 1
  let left = false
  const leave = () => {
    if (!left) leaveHop(key, entry)
    left = true
  }
  try {
    const reached = await entry.reached
    return {
      name: last.name,
      open: (endpoint) => forward(reached, endpoint, target),
      turn: (login) => entry.limit(login),
      leave,
    }
  } catch (error) {
    leave()
    throw throughError(error as Error, target, last.name)
  }
}

function share(key: string, reached: Promise<Reached>): Shared {
  const entry = { reached, limit: pLimit(LOGINS_AT_ONCE), users: 0 }
  shared.set(key, entry)
  const forget = () => {
    if (shared.get(key) === entry) shared.delete(key)
  }
  // the next host tries again
  reached.then(({ connection }) => (connection.onLost = forget), forget)
  return entry
}

function leaveHop(key: string, entry: Shared): void {
  entry.users -= 1
  if (entry.users > 0) return
  if (shared.get(key) === entry) shared.delete(key)
  entry.reached.then(({ connection }) => connection.close()).catch(() => {})
}

function throughError(error: Error, target: HostSpec, hop: string): Error {
  if (!(error instanceof InfraspecError)) return error
  const { code, message, hint } = error
  const Class = error.constructor as typeof ConnectError
  return new Class(code, `Cannot reach ${target.name} through ${hop}: ${message}`, {
    host: target.name,
    hint,
    cause: error,
  })
}

function forward({ client, place }: Reached, { address, port }: Endpoint, { name }: HostSpec): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const refused = (cause: Error) => {
      const why = printable(cause.message.replace('(SSH) Channel open failure: ', ''))
      const message = `Cannot connect to ${name}: ${place} opens no connection to ${address} port ${port}: ${why}`
      const hint = /prohibited|administrat/i.test(why)
        ? 'its sshd must allow it (AllowTcpForwarding, PermitOpen)'
        : 'check the address and the port as that host sees them'
      reject(new ConnectError('jump-refused', message, { host: name, hint, cause }))
    }
    try {
      client.forwardOut('127.0.0.1', 0, address, port, (error, stream) => (error ? refused(error) : resolve(stream)))
    } catch (error) {
      // ssh2 throws when the connection is gone already
      refused(error as Error)
    }
  })
}
