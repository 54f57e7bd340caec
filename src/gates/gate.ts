import { basename } from 'node:path'

import { ConfigError } from '../errors.ts'
import type { RunOptions } from '../run/options.ts'
import type { GateReport, Problem } from '../run/report.ts'
import { createReporters } from '../run/reporters.ts'
import { standardOutput } from '../run/reports/output.ts'
import { resolveOptions, withSpecs } from '../run/resolve-options.ts'
import { type Checked, checkHosts, leave, reportOfNothing } from '../run/run.ts'
import { redact } from '../run/secrets.ts'
import { type Request, settingsOf } from '../run/settings.ts'
import { withKeys } from '../run/unlock-keys.ts'
import { gateReport } from './gate-report.ts'
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
  const { before: specs = [], idempotent = false, keyStdin = false } = settingsOf(request)
  const words = request.wrapped ?? []
  if (keyStdin) throw new ConfigError('usage', '--key-stdin cannot be: the command of a gate has the standard input')
  if (idempotent) requirePlaybook(words)
  requireProgram(words[0] ?? '')
  const options = await resolveOptions(request, 'refuse')
  const reporters = await createReporters(options, standardOutput(process.stderr))
  const first = specs.length === 0 ? undefined : await check(await withSpecs(options, specs, '--before'))
  const passed = first === undefined || first.report.exitCode === 0
  const ran = passed ? await runCommand(words, idempotent, options.root) : notRun(words)
  const mayCheck = ran.gate.status === 'passed' && ran.interrupted === undefined
  const last = mayCheck ? await check(await resolveOptions(request, 'refuse')) : undefined
  const parts = { before: first?.report, after: last?.report, ...ran, duration: Math.round(performance.now() - clock) }
  const report = gateReport({ ...parts, interrupted: ran.interrupted !== undefined }, reportOfNothing(options))
  await reporters.onEnd(report)
  if (first?.held || last?.held) await leave(report.exitCode)
  return report.exitCode
}

async function check(options: RunOptions): Promise<Checked> {
  const checked = await checkHosts(await withKeys(options), async () => () => undefined)
  return checked
}

interface Ran {
  readonly gate: GateReport
  readonly problems: readonly Problem[]
  readonly interrupted: NodeJS.Signals | undefined
}

function notRun(words: readonly string[]): Ran {
  const command = nameOf(words)
  const message = `${command} was not run: the checks before it did not pass`
  return {
    gate: { command, status: 'not-run', duration: 0 },
    problems: [{ kind: 'command-not-run', message }],
    interrupted: undefined,
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
  return { gate, problems: problemsOf(gate, ends.length, interrupted), interrupted }
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
