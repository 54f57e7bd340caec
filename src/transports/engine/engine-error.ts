import { execFile } from 'node:child_process'
import { ConfigError, ConnectError, type InfraspecError } from '../../errors.ts'
import { printable } from '../endpoint.ts'
import type { Engine } from './engine.ts'

/** What came of a client that did not let in. */
export interface Refusal {
  readonly end: number | 'timeout' | 'aborted' | Error
  /** What it said. */
  readonly said: string
  /** Milliseconds. */
  readonly limit: number
}

// milliseconds
const INQUIRY_LIMIT = 2000

/** Why a container was not entered, in the engine's own words. */
export async function engineError(engine: Engine, { end, said, limit }: Refusal): Promise<InfraspecError> {
  const { program, place, host, reasons, inquiry } = engine
  const error = (code: string, why: string, hint?: string, cause?: Error) =>
    new ConnectError(code, `Cannot connect to ${place}: ${why}`, { host, hint, cause })
  if (end === 'aborted') return error('aborted', 'interrupted')
  if (end instanceof Error) return cannotStart(engine, end)
  const more = inquiry === undefined || end === 'timeout' ? '' : await ask(inquiry)
  const words = lastLines(`${said}\n${more}`)
  if (end === 'timeout') {
    const hint = `see whether ${program} answers at all: its engine may hang`
    return error('connect-timeout', `timed out after ${limit / 1000} s${words && `; ${words}`}`, hint)
  }
  const known = reasons.find((reason) => reason.said.test(`${said}\n${more}`))
  return error(known?.code ?? 'engine-refused', words || `${program} ended with exit code ${end}`, known?.hint)
}

// kubectl logs each of its attempts, and says last what it comes to
function lastLines(text: string): string {
  const lines = text.split('\n').map((line) => line.trim())
  return printable([...new Set(lines.filter((line) => line !== ''))].slice(-2).join(' '), 400)
}

function cannotStart({ program, host, install }: Engine, cause: NodeJS.ErrnoException): ConfigError {
  const why = cause.code === 'ENOENT' ? 'it is not installed here, or not on the PATH' : cause.message
  return new ConfigError(`no-${program}`, `Cannot start ${program} to reach ${host}: ${why}`, {
    host,
    hint: install,
    cause,
  })
}

/** What a program says on both streams; empty when it cannot be started. */
export function ask([file = '', ...args]: readonly string[]): Promise<string> {
  const options = { timeout: INQUIRY_LIMIT, maxBuffer: 64 * 1024, env: { ...process.env, LC_ALL: 'C' } }
  return new Promise((resolve) => {
    execFile(file, args, options, (_error, stdout, stderr) => resolve(`${stdout}${stderr}`.trim()))
  })
}
