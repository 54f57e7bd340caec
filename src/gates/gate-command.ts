import { basename } from 'node:path'

import type { GateReport, Problem } from '../run/report.ts'
import { redact } from '../run/secrets/secrets.ts'
import type { Settings } from '../run/options/settings.ts'
import { idempotenceProblem, recordRecap } from './idempotence.ts'
import { type CommandEnd, runWrapped } from './wrapped-command.ts'

/** What became of the command of a gate. */
export interface Ran {
  readonly gate: GateReport
  readonly problems: readonly Problem[]
}

/** The command of a gate, and how it is run. */
export interface GateCommand {
  readonly words: readonly string[]
  readonly root: string
  readonly settings: Pick<Settings, 'openSsh' | 'hold' | 'idempotent'>
}

/** Of a command that has not been run. */
export function notRun(words: readonly string[]): GateReport {
  return { command: nameOf(words), status: 'not-run', duration: 0 }
}

/** That it was not run, and why. */
export function notRunProblem(words: readonly string[], signal: NodeJS.Signals | undefined): Problem {
  const why = signal === undefined ? 'the checks before it did not pass' : `the gate was interrupted by ${signal}`
  return { kind: 'command-not-run', message: `${nameOf(words)} was not run: ${why}` }
}

/**
 * Runs the command of a gate, again if it has to change nothing then.
 *
 * @throws {ConfigError} when it cannot be started.
 */
export async function runCommand(command: GateCommand): Promise<Ran> {
  const { words, root, settings } = command
  if (!settings.idempotent) return outcomeOf(command, [await runWrapped(words)])
  const [first, second] = [recordRecap(root), recordRecap(root)]
  try {
    const once = await runWrapped(words, first.variables)
    if (!isGood(once)) return outcomeOf(command, [once])
    const again = await runWrapped(words, second.variables)
    const problem = isGood(again) ? idempotenceProblem(second.recap(), first.recap()) : undefined
    const { problems, ...rest } = outcomeOf(command, [once, again])
    return { ...rest, problems: [...problems, ...(problem === undefined ? [] : [problem])] }
  } finally {
    first.dispose()
    second.dispose()
  }
}

function isGood({ code, interrupted }: CommandEnd): boolean {
  return code === 0 && interrupted === undefined
}

function outcomeOf({ words, settings }: GateCommand, ends: readonly CommandEnd[]): Ran {
  const { code: exitCode, signal, interrupted } = ends.at(-1)!
  const duration = ends.reduce((sum, end) => sum + end.duration, 0)
  const status = exitCode === 0 ? 'passed' : 'failed'
  const gate: GateReport = { command: nameOf(words), status, exitCode, signal, duration }
  if (interrupted !== undefined) {
    const message = `The gate ended early: ${gate.command} was interrupted by ${interrupted}`
    return { gate, problems: [{ kind: 'interrupted', message }] }
  }
  return { gate, problems: status === 'passed' ? [] : [failed(gate, ends.length, settings)] }
}

function failed({ command, exitCode, signal }: GateReport, runs: number, settings: GateCommand['settings']): Problem {
  const how = signal === undefined ? `exited with ${exitCode}` : `was ended by ${signal}`
  const again = runs > 1 ? ' when it was run again' : ''
  const message = `${command} ${how}${again}: nothing was checked after it`
  const closed = settings.openSsh !== undefined && !settings.hold
  const hint = 'SSH was closed while it ran: --hold keeps it open, for a command that connects by itself'
  return { kind: 'command-failed', message, ...(closed && { hint }) }
}

// arguments may hold secrets that nobody has told us of
function nameOf([program = '']: readonly string[]): string {
  return redact(basename(program))
}
