import { BroadcastChannel, type Worker } from 'node:worker_threads'

import type { SessionThread } from '../../host/session-pool.ts'
import type { Finding, Plan } from '../../spec/collect/plan.ts'
import { type Engine, startEngine } from '../evaluation/engine.ts'
import type { Ledger } from '../verdict/ledger.ts'
import type { RunOptions } from '../options/options.ts'
import { registerSecret } from '../secrets/secrets.ts'
import type { Profile } from '../profile/profile.ts'
import type { SpecModules } from '../specs/spec-modules.ts'
import { lostSessions, type Stop } from '../stops.ts'

const DECIDED = new Set(['ExpectationFailed', 'CouldNotTell', 'HostLost'])

/** What an evaluation works with. */
export interface EvaluationParts {
  readonly plan: Plan
  readonly thread: Worker
  readonly options: RunOptions
  readonly ledger: Ledger
  readonly sessions: SessionThread
  readonly profile?: Profile | undefined
  readonly modules?: SpecModules | undefined
}

/** The evaluating side of a round. */
export class Evaluation {
  readonly #options: RunOptions
  readonly #ledger: Ledger
  readonly #findings: BroadcastChannel
  readonly #told: Promise<void>
  readonly #bailed: Promise<Stop>
  readonly #engine: Engine | undefined
  readonly #profile: Profile | undefined
  #deaf = false

  constructor({ plan, thread, options, ledger, sessions, profile, modules }: EvaluationParts) {
    this.#options = options
    this.#ledger = ledger
    this.#profile = profile
    this.#findings = new BroadcastChannel(plan.findingChannel)
    let bail!: (stop: Stop) => void
    this.#bailed = new Promise((resolve) => (bail = resolve))
    this.#told = this.#listen(bail)
    sessions.onError((error) => bail(lostSessions(error)))
    if (options.hosts.length > 0) this.#engine = startEngine(plan, thread, modules)
  }

  /** Resolves when everything is known, or with why it never will be. */
  async finished(): Promise<Stop | undefined> {
    if (this.#engine === undefined) return undefined
    return Promise.race([this.#ended(this.#engine), this.#bailed])
  }

  /** From here on nothing is found out: what ends because the run does is no outcome. */
  deafen(): void {
    this.#deaf = true
    this.#findings.close()
  }

  /** Whether it has ended; a spec that never yields does not let it. */
  async close(): Promise<boolean> {
    const closed = Promise.resolve(this.#engine?.close()).then(() => true)
    return Promise.race([closed, new Promise<boolean>((resolve) => setTimeout(resolve, 1500, false).unref())])
  }

  async #ended(engine: Engine): Promise<undefined> {
    const { faults, marks, complete } = await engine.done
    this.#profile?.evaluated(marks)
    // An expectation that nobody caught has decided its check already.
    for (const { message, stack } of this.#deaf ? [] : faults.filter(({ name }) => !DECIDED.has(name))) {
      this.#ledger.problem({ kind: 'spec', message: `outside of any check: ${message}`, stack })
    }
    // With a fault of the thread itself there is nobody left to say that all is told.
    if (complete) await this.#told
  }

  #listen(bail: (stop: Stop) => void): Promise<void> {
    return new Promise((resolve) => {
      this.#findings.onmessage = (event) => {
        for (const finding of (event as { data: readonly Finding[] }).data) {
          if (finding.type === 'secret') registerSecret(finding.value)
          else this.#ledger.finding(finding)
          if (finding.type === 'done') resolve()
        }
        if (this.#options.bail && this.#ledger.failing)
          bail({ problem: undefined, reason: 'the run ended at the first failure (--bail)' })
      }
    })
  }
}
