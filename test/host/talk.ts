import { onTestFinished } from 'vitest'
import { fromErrorData } from '../../src/errors.ts'
import { decode, type Answer, type RawAnswer } from '../../src/host/answer.ts'
import { Desk } from '../../src/host/desk.ts'
import type { HostSpec, Limits } from '../../src/host/host-spec.ts'
import type { Ask, AskAnswer, HostStatus } from '../../src/host/messages.ts'

/** This machine, as a host. */
export const THIS_MACHINE: HostSpec = {
  id: 'here',
  name: 'here',
  transport: 'local',
  address: 'localhost',
  port: undefined,
  user: undefined,
  identities: [],
  sudo: false,
  hostKey: { mode: 'strict', fingerprints: [], knownHosts: [] },
  source: 'test',
  vars: {},
}

type AskOptions = Partial<Omit<Ask, 'id' | 'host' | 'script'>>

/** A conversation with one host, as the session thread holds it. */
export interface Talk {
  readonly state: () => HostStatus | undefined
  /** Asks one thing; rejects with the error that came instead of an answer. */
  readonly ask: (script: string, options?: AskOptions) => Promise<Answer>
  /** Runs a user's command. */
  readonly command: (script: string, options?: AskOptions) => Promise<Answer>
  /** Asks everything in one message. */
  readonly askAll: (scripts: readonly string[], options?: AskOptions) => Promise<Answer>[]
  readonly close: Desk['close']
}

/** Connects, waits until the host is ready or has failed, and ends everything with the test. */
export async function talkTo(host: HostSpec, changes: Partial<Limits> = {}): Promise<Talk> {
  const limits: Limits = { connectTimeout: 5000, timeout: 5000, maxBytes: 1 << 20, concurrency: 4, ...changes }
  const pending = new Map<number, (answer: AskAnswer) => void>()
  let lastId = 0
  let desk!: Desk
  await new Promise<void>((resolve) => {
    desk = new Desk({
      onHost: (_host, { status }) => status !== 'connecting' && resolve(),
      onAnswer: (answer) => pending.get(answer.id)?.(answer),
    })
    desk.open([host], limits)
  })
  onTestFinished(async () => void (await desk.close()))

  const askAll: Talk['askAll'] = (scripts, options = {}) => {
    const asks = scripts.map((script): Ask => ({ kind: 'probe', ...options, id: ++lastId, host: host.id, script }))
    const answers = asks.map(({ id }) => new Promise<AskAnswer>((resolve) => pending.set(id, resolve)))
    desk.ask(asks)
    return answers.map(async (answer) => decode(unwrap(await answer)))
  }
  const ask: Talk['ask'] = (script, options) => askAll([script], options)[0]!
  return {
    state: () => desk.hosts[host.id],
    ask,
    command: (script, options) => ask(script, { ...options, kind: 'command' }),
    askAll,
    close: () => desk.close(),
  }
}

function unwrap(answer: AskAnswer): RawAnswer {
  if ('error' in answer) throw fromErrorData(answer.error)
  return answer.answer
}
