import type { Worker } from 'node:worker_threads'

import type { HostStatus } from '../../host/messages.ts'
import type { SessionThread } from '../../host/session-pool.ts'
import { findGone } from '../hosts/gone.ts'
import { Ledger } from '../verdict/ledger.ts'
import { makePlan } from '../options/make-plan.ts'
import type { RunOptions } from '../options/options.ts'
import type { Profile } from '../profile/profile.ts'
import type { Problem, RunEvent, RunReport } from '../report.ts'
import { emptyRoles } from '../verdict/shortfalls.ts'
import type { SpecModules } from '../specs/spec-modules.ts'
import type { Stop } from '../stops.ts'
import { Evaluation } from './evaluation.ts'
import { type Begin, makeReport } from './make-report.ts'

/** What a round works with. */
export interface RoundParts {
  /** Of the conversation with the hosts. */
  readonly id: string
  /** Which round of that conversation it is; the first is 0. */
  readonly number: number
  readonly begin: Begin
  readonly options: RunOptions
  readonly sessions: SessionThread
  /** Evaluates the specs, and nothing after that: what it knows is of this round. */
  readonly thread: Worker
  readonly emit: (event: RunEvent) => void
  readonly profile?: Profile | undefined
  readonly modules?: SpecModules | undefined
}

/** One look at the hosts: everything is asked anew, and it is kept what was found out. */
export class Round {
  readonly #parts: RoundParts
  readonly #ledger: Ledger
  readonly #evaluation: Evaluation
  #stop: Stop | undefined

  constructor(parts: RoundParts) {
    const { id, number, options, emit } = parts
    this.#parts = parts
    this.#ledger = new Ledger(options, emit)
    this.#ledger.start()
    emptyRoles(options).forEach((problem) => this.#ledger.problem(problem))
    this.#evaluation = new Evaluation({ ...parts, plan: makePlan(id, options, number), ledger: this.#ledger })
  }

  /** How far a host is. */
  host(host: string, state: HostStatus): void {
    this.#ledger.host(host, state)
  }

  /** Resolves when everything is known, or when it is to stop. */
  async run(stopped: Promise<Stop>): Promise<void> {
    this.#stop = await Promise.race([this.#evaluation.finished(), stopped])
    this.#evaluation.deafen()
  }

  /** Whether it ended before everything was known. */
  get stopped(): boolean {
    return this.#stop !== undefined
  }

  /** Whether what evaluates has ended; a spec that never yields does not let it. */
  close(): Promise<boolean> {
    return this.#evaluation.close()
  }

  /** What was found out. */
  async report(
    counters: Awaited<ReturnType<SessionThread['close']>>,
    problems: readonly Problem[] = [],
  ): Promise<RunReport> {
    const { id, number, begin, options, profile } = this.#parts
    problems.forEach((problem) => this.#ledger.problem(problem))
    const gone = this.stopped ? new Set<string>() : await findGone(options, this.#ledger)
    const own = number === 0 ? id : `${id}-${number}`
    return makeReport({ id: own, begin, options, ledger: this.#ledger, counters, stop: this.#stop, gone, profile })
  }
}
