import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { ConnectError } from '../../errors.ts'
import { asChannel, forwardOutput, type Traffic } from '../child-channel.ts'
import { printable } from '../endpoint.ts'
import type { Channel, ChannelEvents } from '../transport.ts'
import { lostError, type Master } from './master.ts'

/** What a channel needs to know of its connection. */
export interface ChannelOptions {
  readonly master: Master
  readonly host: string
  readonly command: string
  readonly events: ChannelEvents
  readonly traffic: Traffic
  /** What ends the channels that are open. */
  readonly ends: Set<() => void>
  readonly onLost: (error: Error) => void
}

let count = 0

/**
 * Starts a command: one ssh(1) that is only a client of the master.
 *
 * Its own words go to a file, so that standard error is the command's alone; there it says too how the command ended,
 * since its exit code is 255 for a command that exits with 255, for one that a signal ended, and for its own troubles.
 *
 * @throws {ConnectError} when the host refuses the channel, or the connection is gone.
 */
export async function startChannel(options: ChannelOptions): Promise<Channel> {
  const { master, command, ends } = options
  const log = master.folder.path(`channel-${++count}`)
  // without a master it would log in anew, by itself: a proxy that fails prevents that
  const own = ['-E', log, '-o', 'LogLevel=DEBUG2', '-o', 'ProxyCommand=exit 1']
  const child = spawn('ssh', [...master.args, ...own, '--', master.address, command], { stdio: 'pipe' })
  const kill = () => void child.kill('SIGKILL')
  ends.add(kill)
  const ended = new Promise<void>((resolve) => {
    child.once('error', () => resolve())
    child.once('exit', () => resolve())
  })
  void ended.then(() => ends.delete(kill))
  const closed = new Promise((resolve) => child.once('close', resolve))
  // At once: Node throws away what nobody listens to when the process ends.
  forwardOutput(child, options.events, options.traffic)
  const open = await opened(log, ended)
  if (!open) throw await refusal(options, log)
  void closed.then(() => tellEnd(child, log, options))
  return asChannel(child, options.traffic, kill)
}

const OPEN = /master session id/

async function opened(log: string, ended: Promise<void>): Promise<boolean> {
  let over = false
  void ended.then(() => (over = true))
  for (;;) {
    if (OPEN.test(textOf(log))) return true
    if (over) return OPEN.test(textOf(log))
    await Promise.race([ended, delay(3)])
  }
}

async function refusal({ master, host, onLost }: ChannelOptions, log: string): Promise<ConnectError> {
  const text = textOf(log)
  rmSync(log, { force: true })
  if (!(await master.isAlive())) {
    const lost = lostError(master, host)
    onLost(lost)
    return lost
  }
  const said = text.split('\n').find((line) => /refused|failed/.test(line) && !line.startsWith('debug'))
  const why = printable(said ?? 'ssh did not say why')
  return new ConnectError('channel-refused', `${master.place} refuses another channel: ${why}`, {
    host,
    hint: 'its sshd allows fewer at once (MaxSessions)',
  })
}

async function tellEnd(child: ChildProcess, log: string, { master, host, events, onLost }: ChannelOptions) {
  const status = /Received exit status from master (\d+)/.exec(textOf(log))?.[1]
  rmSync(log, { force: true })
  events.exit({ exitCode: status === undefined ? undefined : Number(status), signal: undefined })
  const gone = status === undefined && !child.killed && !(await master.isAlive())
  if (gone) onLost(lostError(master, host))
  events.close(gone ? lostError(master, host) : undefined)
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
