import { setTimeout as delay } from 'node:timers/promises'
import { InfraspecError } from '../errors.ts'
import type { Channel, ChannelEvents, Connection } from '../transports/transport.ts'

// milliseconds
const SECOND_TRY = 30
const CLOSE_GRACE = 200

/** Starts a program. Tries twice: sshd notices only after what it has read that a channel of ours was closed before. */
export async function execOn(connection: Connection, command: string, events: ChannelEvents): Promise<Channel> {
  try {
    return await connection.exec(command, events)
  } catch (error) {
    if (!isRefusal(error)) throw error
    await delay(SECOND_TRY)
    return connection.exec(command, events)
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
