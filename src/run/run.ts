import { randomUUID } from 'node:crypto'
import { BroadcastChannel, type Worker } from 'node:worker_threads'

import { diagnose } from '../diagnose.ts'
import type { HostStatus } from '../host/messages.ts'
import type { SessionThread } from '../host/session-pool.ts'
import type { Finding } from '../spec/plan.ts'
import { mark } from '../timeline.ts'
import { VERSION } from '../version.ts'
import { startAudit } from './audit.ts'
import { takeThreads } from './early.ts'
import { startEngine, type Engine } from './engine.ts'
import { exitCode } from './exit-code.ts'
import type { Door, OpenDoor } from './door.ts'
import { depletedRoles, findGone, markGone, withoutGone } from './gone.ts'
import { doLastActs } from './last-acts.ts'
import { Ledger } from './ledger.ts'
import { makePlan } from './make-plan.ts'
import type { RunOptions } from './options.ts'
import type { RunEvent, RunReport } from './report.ts'
import { printable } from './printable.ts'
import { createReporters, type Reporters } from './reporters.ts'
import { outliersOf } from './outliers.ts'
import { parseReporters } from './reports/flag.ts'
import { totalsOf } from './reports/parts.ts'
import type { Profile } from './profile/profile.ts'
import { emptyRoles, silentHosts } from './shortfalls.ts'
import { listenForStops, lostSessions, type Stop } from './stops.ts'

/** Checks every host of every role, reports, and says how the process should exit. */
export async function run(options: RunOptions, openDoor?: OpenDoor): Promise<number> {
  const targets = parseReporters(options.reporters, options.root)
  if (options.profile && !targets.some(({ name }) => name === 'console' || name === 'json')) {
    diagnose('note: --profile is in the reports console and json, and neither is among the reporters\n')
  }
  let reporters: Reporters | undefined
  const listen = async () => {
    reporters = await createReporters(options)
    return reporters.onEvent
  }
  const { report, held, notes } = await checkHosts(options, listen, openDoor)
  await reporters?.onEnd(report)
  sayNotes(notes)
  if (held) await leave(report.exitCode)
  return report.exitCode
}

/** What was found out, and whether a thread that was stopped in the middle may hold the process. */
export interface Checked {
  readonly report: RunReport
  readonly held: boolean
  /** What is to be said after the report. */
  readonly notes: readonly string[]
}

/** Says what is no part of a report. */
export function sayNotes(notes: readonly string[]): void {
  for (const note of notes) diagnose(`note: ${printable(note)}\n`)
}

/**
 * Checks every host of every role, with sessions and threads of its own.
 *
 * The session thread connects while specs are read, and while `listen` makes what is told of events.
 */
export async function checkHosts(
  options: RunOptions,
  listen: () => Promise<(event: RunEvent) => void>,
  openDoor?: OpenDoor,
): Promise<Checked> {
  const begin = { at: new Date(), clock: performance.now() }
  const { id, sessions, evaluation: thread } = takeThreads()
  const early: [string, HostStatus][] = []
  let onHost = (host: string, state: HostStatus): void => void early.push([host, state])
  sessions.onHost((host, state) => onHost(host, state))
  const stops = listenForStops(options.deadline)
  let door: Door | undefined
  try {
    const profile = options.profile ? await startProfile(sessions) : undefined
    mark('checking')
    const audit = startAudit(sessions, options, id)
    if (options.hosts.length > 0) door = await openDoor?.(options.hosts)
    sessions.open(options.hosts, options.limits, door?.reopen)
    const ledger = new Ledger(options, await listen())
    ledger.start()
    emptyRoles(options).forEach((problem) => ledger.problem(problem))
    onHost = (host, state) => {
      door?.host(host, state)
      ledger.host(host, state)
    }
    for (const [host, state] of early) onHost(host, state)
    const evaluation = new Evaluation({ id, thread, options, ledger, sessions, profile })
    const stop = await Promise.race([evaluation.finished(), stops.stopped])
    evaluation.deafen()
    mark('closing')
    const [counters, ended] = await Promise.all([sessions.close(), evaluation.close()])
    const closed = await door?.close()
    closed?.problems.forEach((problem) => ledger.problem(problem))
    const unwritten = audit.close()
    if (unwritten !== undefined) ledger.problem({ kind: 'usage', message: unwritten.message })
    const gone = stop === undefined ? await findGone(options, ledger) : new Set<string>()
    const report = makeReport({ id, begin, options, ledger, counters, stop, gone, profile })
    return { report, held: !ended || stop !== undefined, notes: closed?.notes ?? [] }
  } finally {
    await door?.close()
    stops.dispose()
    await Promise.all([sessions.terminate(), thread.terminate()])
  }
}

interface Parts {
  readonly id: string
  readonly begin: { readonly at: Date; readonly clock: number }
  readonly options: RunOptions
  readonly ledger: Ledger
  readonly counters: Awaited<ReturnType<SessionThread['close']>>
  readonly stop: Stop | undefined
  /** Ids of hosts that are not there any more. */
  readonly gone: ReadonlySet<string>
  readonly profile?: Profile | undefined
}

function makeReport({ id, begin, options, ledger, counters, stop, gone, profile }: Parts): RunReport {
  if (stop?.problem !== undefined) ledger.problem(stop.problem)
  const interrupted = stop?.problem?.kind === 'interrupted'
  const checks = withoutGone(ledger.checks(stop?.reason ?? 'the run ended before its outcome was known'), gone)
  const hosts = markGone(ledger.hosts(counters), gone)
  silentHosts(options, ledger, checks).forEach((problem) => ledger.problem(problem))
  depletedRoles(ledger.roles, gone).forEach((problem) => ledger.problem(problem))
  const { roles, problems } = ledger
  return {
    schema: 1,
    id,
    infraspec: VERSION,
    startedAt: begin.at.toISOString(),
    duration: Math.round(performance.now() - begin.clock),
    exitCode: exitCode({ problems, checks, hosts, interrupted }),
    interrupted,
    bailed: stop !== undefined && stop.problem === undefined,
    shard: options.shard,
    roles,
    hosts,
    checks,
    problems,
    outliers: outliersOf({ roles, checks }),
    profile: profile?.report(),
    totals: totalsOf(checks),
  }
}

async function startProfile(sessions: SessionThread): Promise<Profile> {
  const { Profile } = await import('./profile/profile.ts')
  return new Profile(sessions)
}

/** The report of a run that has not begun: which hosts there are, and nothing about them. */
export function reportOfNothing(options: RunOptions): RunReport {
  const ledger = new Ledger(options, () => undefined)
  const begin = { at: new Date(), clock: performance.now() }
  return makeReport({ id: randomUUID(), begin, options, ledger, counters: {}, stop: undefined, gone: new Set() })
}

/** Ends the process although a thread of it does not, once everything that was written is out. */
export async function leave(code: number): Promise<never> {
  await doLastActs()
  const written = [process.stdout, process.stderr].map((stream) => new Promise((resolve) => stream.write('', resolve)))
  await Promise.race([Promise.all(written), new Promise((resolve) => setTimeout(resolve, 5000))])
  process.exit(code)
}

const DECIDED = new Set(['ExpectationFailed', 'CouldNotTell', 'HostLost'])

interface Participants {
  readonly id: string
  readonly thread: Worker
  readonly options: RunOptions
  readonly ledger: Ledger
  readonly sessions: SessionThread
  readonly profile: Profile | undefined
}

/** The evaluating side of a run. */
class Evaluation {
  readonly #options: RunOptions
  readonly #ledger: Ledger
  readonly #findings: BroadcastChannel
  readonly #told: Promise<void>
  readonly #bailed: Promise<Stop>
  readonly #engine: Engine | undefined
  readonly #profile: Profile | undefined
  #deaf = false

  constructor({ id, thread, options, ledger, sessions, profile }: Participants) {
    this.#options = options
    this.#ledger = ledger
    this.#profile = profile
    const plan = makePlan(id, options)
    this.#findings = new BroadcastChannel(plan.findingChannel)
    let bail!: (stop: Stop) => void
    this.#bailed = new Promise((resolve) => (bail = resolve))
    this.#told = this.#listen(bail)
    sessions.onError((error) => bail(lostSessions(error)))
    if (options.hosts.length > 0) this.#engine = startEngine(plan, thread)
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
        const finding = (event as { data: Finding }).data
        this.#ledger.finding(finding)
        if (finding.type === 'done') resolve()
        if (this.#options.bail && finding.type === 'outcomes' && this.#ledger.failing)
          bail({ problem: undefined, reason: 'the run ended at the first failure (--bail)' })
      }
    })
  }
}
