import { diagnose } from '../diagnose.ts'
import type { SessionThread } from '../host/session-pool.ts'
import { mark } from '../timeline.ts'
import { startAudit } from './audit.ts'
import { takeThreads } from './early.ts'
import type { Door, OpenDoor } from './door.ts'
import { doLastActs } from './last-acts.ts'
import type { RunOptions } from './options/options.ts'
import { printable } from './printable.ts'
import type { Problem, RunEvent, RunReport } from './report.ts'
import { createReporters, type Reporters } from './reporters.ts'
import { parseReporters } from './reports/flag.ts'
import type { Profile } from './profile/profile.ts'
import { HostStates } from './round/host-states.ts'
import { beginNow } from './round/make-report.ts'
import { Round } from './round/round.ts'
import { listenForStops, type Stops } from './stops.ts'

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
  stops: Stops = listenForStops(options.deadline),
): Promise<Checked> {
  const begin = beginNow()
  const { id, sessions, evaluation: thread } = takeThreads()
  const states = new HostStates(sessions)
  let door: Door | undefined
  try {
    const profile = options.profile ? await startProfile(sessions) : undefined
    mark('checking')
    const audit = startAudit(sessions, options, id)
    if (options.hosts.length > 0) door = await openDoor?.(options.hosts)
    sessions.open(options.hosts, options.limits, { reopen: door?.reopen })
    const emit = await listen()
    const round = new Round({ id, number: 0, begin, options, sessions, thread, emit, profile })
    states.listen((host, state) => {
      door?.host(host, state)
      round.host(host, state)
    })
    await round.run(stops.stopped)
    mark('closing')
    const [counters, ended] = await Promise.all([sessions.close(), round.close()])
    const { problems = [], notes = [] } = (await door?.close()) ?? {}
    const report = await round.report(counters, [...problems, ...problemsOf(audit.close())])
    return { report, held: !ended || round.stopped, notes }
  } finally {
    await door?.close()
    stops.dispose()
    await Promise.all([sessions.terminate(), thread.terminate()])
  }
}

/** That something of what was sent could not be written down. */
function problemsOf(unwritten: Error | undefined): Problem[] {
  return unwritten === undefined ? [] : [{ kind: 'usage', message: unwritten.message }]
}

async function startProfile(sessions: SessionThread): Promise<Profile> {
  const { Profile } = await import('./profile/profile.ts')
  return new Profile(sessions)
}

/** Ends the process although a thread of it does not, once everything that was written is out. */
export async function leave(code: number): Promise<never> {
  await doLastActs()
  const written = [process.stdout, process.stderr].map((stream) => new Promise((resolve) => stream.write('', resolve)))
  await Promise.race([Promise.all(written), new Promise((resolve) => setTimeout(resolve, 5000))])
  process.exit(code)
}
