import type { Worker } from 'node:worker_threads'

import { startConversation, type Threads } from '../early.ts'
import { startEvaluationThread } from '../evaluation/evaluation-pool.ts'
import type { RunOptions } from '../options/options.ts'
import type { RunReport } from '../report.ts'
import { createReporters } from '../reporters.ts'
import { beginNow } from '../round/make-report.ts'
import { Round } from '../round/round.ts'
import type { SpecModules } from '../specs/spec-modules.ts'
import { interrupted, late, lostSessions, type Stop } from '../stops.ts'
import { Connected } from './connected.ts'
import { onlySpecs } from './only-specs.ts'
import type { Wish, Wishes } from './wishes.ts'

/** What a round came to. */
export interface RoundEnd {
  readonly report: RunReport
  /** Names of hosts that had been ready before and had to be connected to again. */
  readonly again: readonly string[]
  /** It ended because something else was wished for. */
  readonly cut: boolean
}

/** One round after the other, with the same connections. */
export class Rounds {
  /** Whether a spec that never yields may hold the process. */
  held = false
  readonly #wishes: Wishes
  readonly #modules: SpecModules
  #connected: Connected
  /** Evaluates the next round, and is loaded before it begins; each evaluates one, so that no answer is kept for another. */
  #thread: Worker
  #unwritten: Error | undefined

  constructor(
    options: RunOptions,
    { evaluation, ...conversation }: Threads,
    { wishes, modules }: { readonly wishes: Wishes; readonly modules: SpecModules },
  ) {
    this.#wishes = wishes
    this.#modules = modules
    this.#thread = evaluation
    this.#connected = this.#connect(options, conversation)
  }

  /** Has other options from now on: connections stay where they want the same hosts. */
  async use(options: RunOptions): Promise<void> {
    if (this.#connected.suits(options)) return
    this.#unwritten ??= await this.#connected.close()
    this.#connected = this.#connect(options, startConversation())
  }

  /** Runs these specs, reports, and lets the connections rest. */
  async run(all: RunOptions, specs: ReadonlySet<string>): Promise<RoundEnd> {
    const begin = beginNow()
    const options = onlySpecs(all, specs)
    const { id, sessions, states, known } = this.#connected
    const before = new Set(known)
    const thread = this.#thread
    sessions.open(options.hosts, options.limits, { kept: true })
    const reporters = await createReporters(options)
    const emit = reporters.onEvent
    const number = this.#connected.nextRound()
    const round = new Round({ id, number, begin, options, sessions, thread, emit, modules: this.#modules })
    states.listen((host, state) => {
      if (state.status === 'ready') known.add(host)
      round.host(host, state)
    })
    const cut = this.#wishes.made.then(() => stopFor(this.#wishes.first))
    await withDeadline(options.deadline, (deadline) => round.run(Promise.race([cut, deadline])))
    const [counters, ended] = await Promise.all([sessions.rest(), round.close(), thread.terminate()])
    this.held ||= !ended
    states.leave()
    this.#thread = startEvaluationThread()
    const report = await round.report(counters)
    await reporters.onEnd(report)
    const again = report.hosts.filter((host) => before.has(host.id) && host.counters.connections > 0)
    return { report, again: again.map(({ name }) => name), cut: report.interrupted }
  }

  /** Ends everything; gives why what was sent could not be written down. */
  async close(): Promise<Error | undefined> {
    const [unwritten] = await Promise.all([this.#connected.close(), this.#thread.terminate()])
    return this.#unwritten ?? unwritten
  }

  #connect(options: RunOptions, conversation: Pick<Threads, 'id' | 'sessions'>): Connected {
    conversation.sessions.onError((error) => this.#wishes.add({ type: 'stopped', stop: lostSessions(error) }))
    return new Connected(options, conversation)
  }
}

/** Why a round ends early: what else is wished for. */
function stopFor(wish: Wish | undefined): Stop {
  if (wish?.type === 'stopped') return wish.stop
  if (wish?.type === 'changed') return interrupted('something was saved, and is run again')
  return interrupted(wish?.type === 'quit' ? 'by the key q' : 'to begin again')
}

async function withDeadline(deadline: number, run: (over: Promise<Stop>) => Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const over = new Promise<Stop>((resolve) => (timer = setTimeout(() => resolve(late(deadline)), deadline)))
  await run(over).finally(() => clearTimeout(timer))
}
