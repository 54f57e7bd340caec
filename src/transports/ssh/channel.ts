import type { Client, ClientChannel } from 'ssh2'
import { ConnectError } from '../../errors.ts'
import { printable } from '../endpoint.ts'
import { Ahead, type Started } from './ahead.ts'
import type { Channel, ChannelEvents, Program } from '../transport.ts'

/** What a channel needs to know of its connection. */
export interface Carrier {
  readonly client: Client
  readonly place: string
  readonly host: string
  /** Why the connection was lost, once it is. */
  lost?: Error
}

/**
 * Starts a command on a channel of its own.
 *
 * @throws {ConnectError} when the host refuses the channel, or the connection is gone.
 */
export function execOnChannel(
  carrier: Carrier,
  { command, events }: Program,
  ahead: Ahead | undefined,
): Promise<Channel> {
  const { done, fail, channel } = awaitChannel(carrier, events)
  const start = async () => {
    if (!(await ahead?.startOnSpare(command, done))) carrier.client.exec(command, done)
  }
  // ssh2 throws when the socket is gone already
  start().catch(fail)
  return channel
}

/** What is to be sent ahead, and the channel on which it will have been started. */
export function sendAhead(carrier: Carrier, program: Program): { ahead: Ahead; channel: Promise<Channel> } {
  const { done, channel } = awaitChannel(carrier, program.events)
  return { ahead: new Ahead(carrier.client, program, done), channel }
}

interface Starting {
  readonly done: Started
  readonly fail: (error: Error) => void
  readonly channel: Promise<Channel>
}

function awaitChannel(carrier: Carrier, events: ChannelEvents): Starting {
  let fail!: Starting['fail']
  let done!: Starting['done']
  const channel = new Promise<Channel>((resolve, reject) => {
    fail = (error) => reject(openError(carrier, error))
    done = (error, stream) => {
      if (error) return fail(error)
      forward(stream, events, carrier)
      resolve(asChannel(stream))
    }
  })
  return { done, fail, channel }
}

function forward(stream: ClientChannel, events: ChannelEvents, carrier: Carrier): void {
  let exited = false
  const exit = (exitCode?: number, signal?: string) => {
    if (!exited) events.exit({ exitCode, signal })
    exited = true
  }
  // both are read as they come: a stream that nobody reads would stop the other one
  stream.on('data', events.stdout)
  stream.stderr.on('data', events.stderr)
  stream.on('exit', (code: number | null, signal?: string) => exit(code ?? undefined, signalName(signal)))
  stream.on('error', () => {})
  let open = 2
  const closed = () => {
    if (--open > 0) return
    // some servers and all lost connections leave the status out: that is "not known", never 0
    exit()
    events.close(carrier.lost)
  }
  stream.once('close', closed)
  stream.stderr.once('close', closed)
}

// RFC 4254 §6.10 has the names without SIG; ssh2 puts it in front, even of those that some servers send with it
function signalName(signal: string | undefined): string | undefined {
  return signal === undefined ? undefined : printable(signal.replace(/^(SIG)+/, 'SIG'), 40)
}

function asChannel(stream: ClientChannel): Channel {
  return {
    write: (data) => {
      if (stream.writable) stream.write(data)
    },
    end: () => {
      if (stream.writable) stream.end()
    },
    destroy: () => {
      stream.destroy()
    },
  }
}

function openError({ place, host, lost: gone }: Carrier, cause: Error & { reason?: unknown }): ConnectError {
  if (gone !== undefined || /^(No response from server|Not connected)$/.test(cause.message)) {
    const why = gone ? `: ${printable(gone.message)}` : ''
    return new ConnectError('connection-lost', `The connection to ${place} is gone${why}`, { host, cause })
  }
  if (cause.reason === undefined) {
    const hint = 'a ForceCommand, a restricted shell or a subsystem-only account cannot be inspected'
    return new ConnectError('exec-refused', `${place} does not start commands: ${printable(cause.message)}`, {
      host,
      hint,
      cause,
    })
  }
  const why = printable(cause.message.replace('(SSH) Channel open failure: ', ''))
  return new ConnectError('channel-refused', `${place} refuses another channel: ${why}`, {
    host,
    hint: 'its sshd allows fewer at once (MaxSessions)',
    cause,
  })
}
