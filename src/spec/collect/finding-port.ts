import { BroadcastChannel } from 'node:worker_threads'

import type { Finding, FoundOutcome } from './plan.ts'

// a spec may turn the clock
const nextTick = globalThis.setImmediate

/** The checks of one host that passed. */
interface Passed {
  readonly host: string
  readonly checks: number[]
  readonly durations: number[]
}

/** The way to the main thread: what is found in one tick leaves in one message, for waking a thread costs more than what it is told. */
export class FindingPort {
  readonly #port: BroadcastChannel
  #findings: Finding[] = []
  #passed = new Map<string, Passed>()
  #scheduled = false

  constructor(channel: string) {
    this.#port = new BroadcastChannel(channel)
    ;(this.#port as unknown as { unref: () => void }).unref()
  }

  post(finding: Finding): void {
    this.#schedule()
    this.#findings.push(finding)
    // a spec that never yields would keep a problem for itself, and may print a secret before the tick ends
    if (finding.type === 'problem' || finding.type === 'secret') this.#flush()
  }

  /** Most pass, and of those nothing but their time is to be told. */
  outcome({ check, host, outcome }: FoundOutcome): void {
    if (outcome.status !== 'passed') return this.post({ type: 'outcome', check, host, outcome })
    this.#schedule()
    const passed = this.#passed.get(host) ?? { host, checks: [], durations: [] }
    this.#passed.set(host, passed)
    passed.checks.push(check)
    passed.durations.push(outcome.duration)
  }

  end(): void {
    this.#flush({ type: 'done' })
    this.#port.close()
  }

  #schedule(): void {
    if (this.#scheduled) return
    this.#scheduled = true
    nextTick(() => this.#flush())
  }

  #flush(...last: Finding[]): void {
    this.#scheduled = false
    const findings = this.#findings.splice(0)
    if (this.#passed.size > 0) findings.push({ type: 'passed', hosts: [...this.#passed.values()] })
    this.#passed.clear()
    findings.push(...last)
    if (findings.length > 0) this.#port.postMessage(findings)
  }
}
