import { type ChildProcess, spawn } from 'node:child_process'
import { makeNonce } from '../../host/session/frames.ts'
import { asChannel, forwardOutput, killGroup, type Traffic } from '../child-channel.ts'
import type { Channel, ChannelEvents } from '../transport.ts'
import { engineError, type Refusal } from './engine-error.ts'
import type { Engine } from './engine.ts'
import { markedArgs, MarkReader } from './marks.ts'

/** One program to start in a container. */
export interface Entering {
  readonly engine: Engine
  readonly command: string
  readonly events: ChannelEvents
  readonly traffic: Traffic
  /** Milliseconds until it has to have begun. */
  readonly limit: number
  readonly signal: AbortSignal
  /** The clients that run. */
  readonly running: Set<ChildProcess>
  /** Asked when a program that had begun ends without a word on how: the error of a lost connection, if that is why. */
  readonly whyCut: () => Promise<Error | undefined>
}

/**
 * Starts a program in a container, by one client of its engine.
 *
 * @throws {ConnectError} when it did not begin, with what the engine said.
 */
export async function enter(entering: Entering): Promise<Channel> {
  const { engine, command, traffic, limit, running } = entering
  const nonce = makeNonce()
  const args = [...engine.args(), ...markedArgs(nonce, engine.wrap?.(command) ?? command)]
  const child = spawn(engine.program, args, { detached: true, stdio: 'pipe', env: { ...process.env, LC_ALL: 'C' } })
  running.add(child)
  child.once('close', () => running.delete(child))
  const watched = watch(child, nonce, entering)
  const end = await watched.begun
  if (end === undefined) return asChannel(child, traffic, watched.kill)
  watched.kill()
  throw await engineError(engine, { end, said: watched.said(), limit })
}

const LONGEST_REFUSAL = 4096

/** Watches a client from its start to its end. */
function watch(child: ChildProcess, nonce: string, { events, traffic, limit, signal, whyCut }: Entering) {
  const marks = new MarkReader(nonce)
  let state: 'starting' | 'begun' | 'ended' | 'killed' = 'starting'
  let said = ''
  const { begun, tell } = beginning(limit, signal)
  const hear = (chunk: Uint8Array) => {
    said = (said + Buffer.from(chunk).toString()).slice(0, LONGEST_REFUSAL)
  }
  const stdout = (chunk: Uint8Array) => {
    // docker says some of its refusals there
    if (state === 'starting') hear(chunk)
    events.stdout(chunk)
  }
  const stderr = (chunk: Uint8Array) => {
    const marked = marks.push(chunk)
    if (state === 'starting' && marked.begun) {
      state = 'begun'
      tell(undefined)
    }
    if (state === 'starting') hear(marked.output)
    else if (marked.output.length > 0) events.stderr(marked.output)
    if (marked.exitCode !== undefined) end(marked.exitCode)
  }
  const end = (exitCode: number | undefined) => {
    if (state === 'begun') events.exit({ exitCode, signal: undefined })
    if (state === 'begun') state = 'ended'
  }
  forwardOutput(child, { stdout, stderr }, traffic)
  child.once('error', tell)
  const close = async () => {
    const rest = marks.rest()
    if (rest.length > 0) events.stderr(rest)
    const error = state === 'begun' ? await whyCut() : undefined
    if (state === 'killed') events.exit({ exitCode: undefined, signal: undefined })
    else end(undefined)
    events.close(error)
  }
  child.once('close', (code) => (state === 'starting' ? tell(code ?? 255) : void close()))
  const kill = () => {
    if (state === 'begun') state = 'killed'
    killGroup(child)
  }
  return { begun, said: () => said.trim(), kill }
}

/** Resolves with nothing when a program has begun, or with why it has not. */
function beginning(limit: number, signal: AbortSignal) {
  let tell!: (end: Refusal['end'] | undefined) => void
  const begun = new Promise<Refusal['end'] | undefined>((resolve) => (tell = resolve))
  const timer = setTimeout(tell, limit, 'timeout')
  const onAbort = () => tell('aborted')
  signal.addEventListener('abort', onAbort, { once: true })
  if (signal.aborted) onAbort()
  void begun.then(() => {
    clearTimeout(timer)
    signal.removeEventListener('abort', onAbort)
  })
  return { begun, tell }
}
