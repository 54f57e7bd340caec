import { ConfigError } from '../errors.ts'
import { projectPath } from '../run/project/source-line.ts'
import type { RunOptions } from '../run/options/options.ts'
import { resolveOptions } from '../run/options/resolve-options.ts'
import type { Request } from '../run/options/settings.ts'
import type { RunReport } from '../run/report.ts'
import { testsOfError, testsOfSpec } from '../run/reports/of-spec.ts'
import type { SpecTest } from '../run/reports/spec-test.ts'
import { checkHosts, sayNotes } from '../run/run.ts'
import { withKeys } from '../run/secrets/unlock-keys.ts'
import { interrupted, type Stop, stopsBy } from '../run/stops.ts'
import { findSpecFiles } from './spec-files.ts'

/** A round that has ended, of some specs. */
interface Round {
  readonly options: RunOptions
  readonly report: RunReport
}

// one after the other: what opens vaults is of one project at a time
let turn: Promise<unknown> = Promise.resolve()

/** Runs specs as Vitest asks for them: all that it is about to run in one round, so that each host is connected to once. */
export class SpecRounds {
  readonly #request: () => Request
  readonly #root: string
  readonly #listen: (round: RunReport) => void
  /** Files that Vitest is about to run, of which none was asked for yet. */
  #expected: readonly string[] = []
  /** Rounds by those specs that they have and that were not asked for yet. */
  readonly #begun = new Map<string, Promise<Round>>()
  #stop: ((stop: Stop) => void) | undefined
  #running: Promise<unknown> = Promise.resolve()

  constructor(root: string, request: () => Request, listen: (round: RunReport) => void) {
    this.#root = root
    this.#request = request
    this.#listen = listen
  }

  /** Vitest is about to run these files. What was found out before is not asked for any more. */
  expect(files: readonly string[]): void {
    this.#expected = files
    this.#begun.clear()
  }

  /** Ends the round that is under way, if there is one, and waits for its connections to be closed. */
  async stop(why: string): Promise<void> {
    this.#stop?.(interrupted(why))
    await this.#running.catch(() => undefined)
  }

  /** What a spec gives, asked anew each time: tests, of which one is failed whenever that is not green. Never rejects. */
  async testsOf(spec: string): Promise<readonly SpecTest[]> {
    try {
      const begun = this.#begun.get(spec) ?? this.#begin(spec)
      this.#begun.delete(spec)
      const { report, options } = await begun
      return testsOfSpec(report, spec, options)
    } catch (error) {
      return testsOfError(error, this.#root)
    }
  }

  #begin(spec: string): Promise<Round> {
    const files = this.#expected.includes(spec) ? this.#expected : [spec]
    this.#expected = []
    const round = turn.then(() => this.#run(spec, files))
    turn = this.#running = round.catch(() => undefined)
    for (const file of files) if (file !== spec) this.#begun.set(file, round)
    return round
  }

  async #run(spec: string, files: readonly string[]): Promise<Round> {
    const request = this.#request()
    const { ofRoles } = await findSpecFiles(request)
    if (!ofRoles.has(spec)) throw noRole(spec, this.#root)
    const specs = files.filter((file) => ofRoles.has(file))
    const options = await withKeys(await resolveOptions({ ...request, specs }, 'all'), false)
    const wished = new Promise<Stop>((resolve) => (this.#stop = resolve))
    const stops = stopsBy(wished, options.deadline)
    const { report, notes } = await checkHosts(options, async () => () => undefined, undefined, stops)
    this.#stop = undefined
    sayNotes(notes)
    this.#listen(report)
    return { options, report }
  }
}

function noRole(spec: string, root: string): ConfigError {
  const message = `${projectPath(spec, root)} is the spec of no role that infraspec() was asked for`
  return new ConfigError('unknown-spec', message, {
    hint: 'name it in `specs` of a role, name its role in infraspec({ role }), or leave it out by test.exclude',
  })
}
