import { ConfigError, InfraspecError } from '../errors.ts'
import type { HostSpec } from '../host/host-spec.ts'
import type { OpenDoor } from '../run/door.ts'
import type { RunOptions } from '../run/options/options.ts'
import type { Problem } from '../run/report.ts'
import { createReporters } from '../run/reporters.ts'
import { standardOutput } from '../run/reports/output.ts'
import { resolveOptions, withSpecs } from '../run/options/resolve-options.ts'
import { reportOfNothing } from '../run/round/make-report.ts'
import { type Checked, checkHosts, leave, sayNotes } from '../run/run.ts'
import { type Request, type Settings, settingsOf } from '../run/options/settings.ts'
import { withKeys } from '../run/secrets/unlock-keys.ts'
import { type HeldSignals, holdSignals } from './access/signals.ts'
import { notRun, notRunProblem, type Ran, runCommand } from './gate-command.ts'
import { gateReport } from './gate-report.ts'
import { requirePlaybook } from './idempotence.ts'
import { requireProgram } from './wrapped-command.ts'

/**
 * Runs a command between checks, reports once, and says how the process should exit.
 *
 * Checks before it that do not pass keep it from being run; when it fails nothing is checked after it. The checks after it have
 * sessions of their own, and the hosts that the inventory names by then. What goes wrong once something was done is reported
 * with what was found out.
 *
 * @throws {ConfigError} or {InventoryError} before anything is done, when something asked for makes no sense.
 */
export async function gate(request: Request): Promise<number> {
  const clock = performance.now()
  const words = request.wrapped ?? []
  const settings = checkSettings(settingsOf(request), words)
  const options = await resolveOptions(request, 'refuse')
  const { before: specs = [] } = settings
  const before = specs.length === 0 ? undefined : await withSpecs(options, specs, '--before')
  const reporters = await createReporters(options, standardOutput(process.stderr))
  const signals = holdSignals()
  try {
    const pass = new Pass({ request, settings, root: options.root, hosts: options.hosts, before, words, signals })
    await pass.go()
    const { checked, ran } = pass
    const duration = Math.round(performance.now() - clock)
    const found = { before: checked.before?.report, after: checked.after?.report, ...ran, duration }
    const report = gateReport({ ...found, interrupted: signals.got !== undefined }, reportOfNothing(options))
    await reporters.onEnd(report)
    const both = [checked.before, checked.after].filter((one) => one !== undefined)
    sayNotes(both.flatMap(({ notes }) => notes))
    if (both.some(({ held }) => held)) await leave(report.exitCode)
    return report.exitCode
  } finally {
    signals.dispose()
  }
}

function checkSettings(settings: Settings, words: readonly string[]): Settings {
  if (settings.keyStdin) {
    throw new ConfigError('usage', '--key-stdin cannot be: the command of a gate has the standard input')
  }
  if (settings.hold && settings.openSsh === undefined) {
    throw new ConfigError('usage', '--hold keeps open what --open-ssh opens, which is not given')
  }
  if (settings.idempotent) requirePlaybook(words)
  requireProgram(words[0] ?? '')
  return settings
}

interface PassOptions {
  readonly request: Request
  readonly settings: Settings
  readonly root: string
  /** As the inventory names them before the command is run. */
  readonly hosts: readonly HostSpec[]
  readonly before: RunOptions | undefined
  readonly words: readonly string[]
  readonly signals: HeldSignals
}

/** The checks before, the command, and the checks after it, with what has come of them so far. */
class Pass {
  readonly checked: { before?: Checked; after?: Checked } = {}
  ran: Ran
  readonly #options: PassOptions

  constructor(options: PassOptions) {
    this.#options = options
    this.ran = { gate: notRun(options.words), problems: [] }
  }

  /** Goes as far as it may; what the user can put right is one of its problems. */
  async go(): Promise<void> {
    try {
      await this.#go()
    } catch (thrown) {
      if (!(thrown instanceof InfraspecError)) throw thrown
      const { code, message, hint } = thrown
      this.#problem({ kind: code === 'not-closed' ? 'access-not-closed' : 'usage', message, hint })
    }
  }

  async #go(): Promise<void> {
    const { request, before, words, signals } = this.#options
    if (before !== undefined) this.checked.before = await this.#check(before)
    const passed = (this.checked.before?.report.exitCode ?? 0) === 0
    if (!passed || signals.got !== undefined) return this.#problem(notRunProblem(words, signals.got))
    await this.#command()
    if (this.ran.gate.status !== 'passed' || signals.got !== undefined) return
    this.checked.after = await this.#check(await resolveOptions(request, 'refuse'))
  }

  async #check(options: RunOptions): Promise<Checked> {
    return checkHosts(
      await withKeys({ ...options, decides: 'in a gate' }),
      async () => () => undefined,
      await this.#door(),
    )
  }

  /** What opening SSH needs is loaded only where it is opened. */
  async #door(): Promise<OpenDoor | undefined> {
    const { settings } = this.#options
    return settings.openSsh === undefined ? undefined : (await import('./access/door.ts')).doorOf(settings)
  }

  /** Runs the command, while SSH is held open if it is to be; that closing it failed is a problem. */
  async #command(): Promise<void> {
    const { words, root, hosts, settings, signals } = this.#options
    const { openSsh: group, hold } = settings
    if (group === undefined || !hold) return void (this.ran = await runCommand({ words, root, settings }))
    const { openAccess, notClosedProblem } = await import('./access/open-access.ts')
    const { portsOf } = await import('./access/ports.ts')
    const opened = { group, ports: await portsOf(hosts) }
    const access = await openAccess(settings, opened, `while ${this.ran.gate.command} runs`)
    try {
      if (signals.got !== undefined) this.#problem(notRunProblem(words, signals.got))
      else this.ran = await runCommand({ words, root, settings })
    } finally {
      await signals.whileClosing(access.close()).catch((thrown: unknown) => this.#problem(notClosedProblem(thrown)))
    }
  }

  #problem(problem: Problem): void {
    this.ran = { ...this.ran, problems: [...this.ran.problems, problem] }
  }
}
