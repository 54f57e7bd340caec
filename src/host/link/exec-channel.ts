import { setTimeout as delay } from 'node:timers/promises'
import { ConnectError, InfraspecError } from '../../errors.ts'
import type { Channel, Connection, Program } from '../../transports/transport.ts'
import type { HostSpec } from '../host-spec.ts'

// milliseconds
const SECOND_TRY = 30
const CLOSE_GRACE = 200

/** Starts a program. Tries twice: sshd notices only after what it has read that a channel of ours was closed before. */
export async function execOn(connection: Connection, { command, events, onSent }: Program): Promise<Channel> {
  onSent?.()
  try {
    return await connection.exec(command, events)
  } catch (error) {
    if (!isRefusal(error)) throw error
    await delay(SECOND_TRY)
    return connection.exec(command, events)
  }
}

/**
 * Waits for a channel as long as a connection may take.
 *
 * A host that says nothing at all has most likely lost the connection without a word.
 *
 * @throws {ConnectError} `connection-lost`; a channel that comes later is closed.
 */
export async function inTime(opening: Promise<Channel>, { name }: HostSpec, limit: number): Promise<Channel> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    const message = `${name} does not answer any more: no channel was opened within ${limit / 1000} s`
    timer = setTimeout(() => reject(new ConnectError('connection-lost', message, { host: name })), limit)
  })
  try {
    return await Promise.race([opening, late])
  } catch (error) {
    void opening.then((channel) => channel.destroy()).catch(() => {})
    throw error
  } finally {
    clearTimeout(timer)
  }
}

/** sshd closes a channel that was left only when its program has ended, which may need another channel. */
export function leaving(channel: Channel, release: () => void): Channel {
  const destroy = () => {
    channel.destroy()
    setTimeout(release, CLOSE_GRACE)
  }
  return { write: (data) => channel.write(data), end: () => channel.end(), destroy }
}

/** Whether the host has no channel left. */
export function isRefusal(error: unknown): boolean {
  return error instanceof InfraspecError && error.code === 'channel-refused'
}

/** Whether the connection is gone, or as good as gone. */
export function isLoss(error: unknown): boolean {
  return error instanceof InfraspecError && error.code === 'connection-lost'
}
