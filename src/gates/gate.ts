import { basename } from 'node:path'

import { ConfigError } from '../errors.ts'
import type { RunOptions } from '../run/options.ts'
import type { GateReport, Problem } from '../run/report.ts'
import { createReporters } from '../run/reporters.ts'
import { standardOutput } from '../run/reports/output.ts'
import { resolveOptions, withSpecs } from '../run/resolve-options.ts'
import { type Checked, checkHosts, leave, reportOfNothing } from '../run/run.ts'
import { redact } from '../run/secrets.ts'
import { type Request, type Settings, settingsOf } from '../run/settings.ts'
import { withKeys } from '../run/unlock-keys.ts'
import { type HeldSignals, holdSignals } from './access/signals.ts'
import { openAccess } from './gate-access.ts'
import { type GateParts, gateReport } from './gate-report.ts'
import { idempotenceProblem, recordRecap, requirePlaybook } from './idempotence.ts'
import { type CommandEnd, requireProgram, runWrapped } from './wrapped-command.ts'

/**
 * Runs a command between checks, reports once, and says how the process should exit.
 *
 * Checks before it that do not pass keep it from being run; when it fails nothing is checked after it. The checks after it have
 * sessions of their own, and the hosts that the inventory names by then.
 *
 * @throws {ConfigError} or {InventoryError} before anything is done, when something asked for makes no sense.
 */
export async function gate(request: Request): Promise<number> {
  const clock = performance.now()
  const settings = settingsOf(request)
  const words = request.wrapped ?? []
  if (settings.keyStdin) {
    throw new ConfigError('usage', '--key-stdin cannot be: the command of a gate has the standard input')
  }
  if (settings.idempotent) requirePlaybook(words)
  requireProgram(words[0] ?? '')
  const options = await resolveOptions(request, 'refuse')
  const reporters = await createReporters(options, standardOutput(process.stderr))
  const signals = holdSignals()
  try {
    const { held, ...found } = await insideAccess(settings, () => passThrough({ request, options, words, signals }))
    const duration = Math.round(performance.now() - clock)
    const report = gateReport({ ...found, duration }, reportOfNothing(options))
    await reporters.onEnd(report)
    if (held) await leave(report.exitCode)
    return report.exitCode
  } finally {
    signals.dispose()
  }
}

type Found = Omit<GateParts, 'duration'> & { readonly held: boolean }

/** Whatever comes of it, what was opened is closed; that this failed is part of the report. */
async function insideAccess(settings: Settings, pass: () => Promise<Found>): Promise<Found> {
  const access = await openAccess(settings)
  try {
    const found = await pass()
    const problem = await access.close()
    return problem === undefined ? found : { ...found, problems: [...found.problems, problem] }
  } catch (thrown) {
    await access.close()
    throw thrown
  }
}

interface Gate {
  readonly request: Request
  readonly options: RunOptions
  readonly words: readonly string[]
  readonly signals: HeldSignals
}

/** The checks before, the command, and the checks after it. */
async function passThrough({ request, options, words, signals }: Gate): Promise<Found> {
  const { before: specs = [], idempotent = false } = settingsOf(request)
  const first = specs.length === 0 ? undefined : await check(await withSpecs(options, specs, '--before'))
  const passed = first === undefined || first.report.exitCode === 0
  const isFree = signals.got === undefined
  const ran = passed && isFree ? await runCommand(words, idempotent, options.root) : notRun(words, signals.got)
  const mayCheck = ran.gate.status === 'passed' && signals.got === undefined
  const last = mayCheck ? await check(await resolveOptions(request, 'refuse')) : undefined
  const held = first?.held === true || last?.held === true
  const { gate, problems } = ran
  return { before: first?.report, after: last?.report, gate, problems, interrupted: signals.got !== undefined, held }
}

async function check(options: RunOptions): Promise<Checked> {
  const checked = await checkHosts(await withKeys(options), async () => () => undefined)
  return checked
}

interface Ran {
  readonly gate: GateReport
  readonly problems: readonly Problem[]
}

function notRun(words: readonly string[], signal?: string): Ran {
  const command = nameOf(words)
  const why = signal === undefined ? 'the checks before it did not pass' : `the gate was interrupted by ${signal}`
  const message = `${command} was not run: ${why}`
  return {
    gate: { command, status: 'not-run', duration: 0 },
    problems: [{ kind: 'command-not-run', message }],
  }
}

async function runCommand(words: readonly string[], idempotent: boolean, root: string): Promise<Ran> {
  const once = await runWrapped(words)
  if (!idempotent || !isGood(once)) return outcomeOf(words, [once])
  const recorder = recordRecap(root)
  try {
    const again = await runWrapped(words, recorder.variables)
    const problem = isGood(again) ? idempotenceProblem(recorder.recap()) : undefined
    const { problems, ...rest } = outcomeOf(words, [once, again])
    return { ...rest, problems: [...problems, ...(problem === undefined ? [] : [problem])] }
  } finally {
    recorder.dispose()
  }
}

function isGood({ code, interrupted }: CommandEnd): boolean {
  return code === 0 && interrupted === undefined
}

function outcomeOf(words: readonly string[], ends: readonly CommandEnd[]): Ran {
  const command = nameOf(words)
  const { code: exitCode, signal, interrupted } = ends.at(-1)!
  const duration = ends.reduce((sum, end) => sum + end.duration, 0)
  const status = exitCode === 0 ? 'passed' : 'failed'
  const gate: GateReport = { command, status, exitCode, signal, duration }
  return { gate, problems: problemsOf(gate, ends.length, interrupted) }
}

function problemsOf({ command, status, exitCode, signal }: GateReport, runs: number, interrupted?: string): Problem[] {
  if (interrupted !== undefined) {
    return [{ kind: 'interrupted', message: `The gate ended early: ${command} was interrupted by ${interrupted}` }]
  }
  if (status === 'passed') return []
  const how = signal === undefined ? `exited with ${exitCode}` : `was ended by ${signal}`
  const again = runs > 1 ? ' when it was run again' : ''
  return [{ kind: 'command-failed', message: `${command} ${how}${again}: nothing was checked after it` }]
}

// arguments may hold secrets that nobody has told us of
function nameOf([program = '']: readonly string[]): string {
  return redact(basename(program))
}
