import { type ChildProcess, spawn } from 'node:child_process'
import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'

import { ConfigError } from '../errors.ts'

/** How a wrapped command ended. */
export interface CommandEnd {
  /** Its exit code; undefined when a signal ended it. */
  readonly code: number | undefined
  readonly signal: NodeJS.Signals | undefined
  /** The signal that this process got meanwhile and handed on. */
  readonly interrupted: NodeJS.Signals | undefined
  /** Milliseconds. */
  readonly duration: number
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
const GRACE = 10_000

/**
 * Runs a command that has the standard input and output of this process, and waits for its end.
 *
 * A signal is handed on to it and to all that it started. What still runs after 10 s, or at the second signal, is killed.
 *
 * @throws {ConfigError} when it cannot be started.
 */
export async function runWrapped(
  [program = '', ...args]: readonly string[],
  variables: NodeJS.ProcessEnv = {},
): Promise<CommandEnd> {
  const begin = performance.now()
  // On a terminal it stays in the foreground, where Ctrl-C reaches it without our help and it may ask questions.
  const detached = !process.stdin.isTTY
  const child = spawn(program, args, { stdio: 'inherit', detached, env: { ...process.env, ...variables } })
  const signals = handOn(child, detached)
  try {
    const [code, signal] = await endOf(child)
    if (signals.got !== undefined) signals.kill()
    const duration = Math.round(performance.now() - begin)
    return { code: code ?? undefined, signal: signal ?? undefined, interrupted: signals.got, duration }
  } catch (cause) {
    throw new ConfigError('command', `Cannot run ${program}: ${(cause as Error).message}`, { cause })
  } finally {
    signals.dispose()
  }
}

/**
 * Refuses a command that is not there, before anything else is done.
 *
 * @throws {ConfigError} when no program of that name can be run.
 */
export function requireProgram(program: string, path = process.env['PATH'] ?? ''): void {
  const candidates = program.includes('/') ? [program] : path.split(delimiter).map((folder) => join(folder, program))
  if (candidates.some(isProgram)) return
  throw new ConfigError('command', `There is no program ${JSON.stringify(program)} to run`, {
    hint: program.includes(' ') ? 'each word stands alone: -- ansible-playbook site.yml, without quotes' : undefined,
  })
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}

function endOf(child: ChildProcess): Promise<[number | null, NodeJS.Signals | null]> {
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) => resolve([code, signal]))
  })
}

function handOn(child: ChildProcess, detached: boolean) {
  const state: { got?: NodeJS.Signals; timer?: NodeJS.Timeout } = {}
  const send = (signal: NodeJS.Signals) => {
    try {
      if (child.pid !== undefined) process.kill(detached ? -child.pid : child.pid, signal)
    } catch {
      // it has ended meanwhile
    }
  }
  const onSignal = (signal: NodeJS.Signals) => {
    // the terminal has sent these to every process in its foreground already
    const arrived = !detached && signal !== 'SIGTERM'
    if (state.got !== undefined) send('SIGKILL')
    else if (!arrived) send(signal)
    state.got ??= signal
    state.timer ??= setTimeout(send, GRACE, 'SIGKILL')
  }
  for (const signal of SIGNALS) process.on(signal, onSignal)
  return {
    get got() {
      return state.got
    },
    /** Ends what is left of its process group. */
    kill: () => detached && send('SIGKILL'),
    dispose: () => {
      clearTimeout(state.timer)
      for (const signal of SIGNALS) process.off(signal, onSignal)
    },
  }
}
