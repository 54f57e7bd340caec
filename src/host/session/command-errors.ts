import { ConfigError, ProbeError } from '../../errors.ts'
import type { Frame } from './frames.ts'
import { quoteText } from '../become/refusal.ts'

/** The connection went while a command ran. */
export function connectionLost(host: string, cause: Error): ProbeError {
  const hint = 'it is not run again, for it may have begun'
  return new ProbeError('connection-lost', `Lost the connection to ${host} while the command ran`, {
    host,
    hint,
    cause,
  })
}

/** A command was to run in a folder that cannot be entered. */
export function noFolder(host: string, cwd = '', { bytes }: Frame): ProbeError {
  const said = quoteText(bytes)
  const message = `Cannot run a command in ${JSON.stringify(cwd)} on ${host}: the folder cannot be entered`
  return new ProbeError('cwd', said === '' ? message : `${message}\n  stderr   ${said}`, { host })
}

/** A command ended, and nobody says how. */
export function noStatus(host: string): ProbeError {
  const message = `The command on ${host} ended without an exit code or a signal`
  return new ProbeError('no-exit-status', message, { host })
}

/** @throws {ConfigError} when a shell could not set one of these variables. */
export function refuseOddNames(env: Readonly<Record<string, string>>): void {
  for (const name of Object.keys(env)) {
    if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) continue
    throw new ConfigError('variable-name', `Not the name of an environment variable: ${JSON.stringify(name)}`)
  }
}
