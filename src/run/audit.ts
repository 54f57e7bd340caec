import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { diagnose } from '../diagnose.ts'
import { ConfigError } from '../errors.ts'
import type { Exchange } from '../host/exchange.ts'
import type { HostSpec } from '../host/host-spec.ts'
import type { SessionThread } from '../host/session-pool.ts'
import { dateOf } from '../timeline.ts'
import type { HostsOptions } from './options/options.ts'
import { printable } from './printable.ts'
import { redacted } from './reports/redacted.ts'

/** What hears of everything that is sent to the hosts of a run. */
export interface Audit {
  /** Ends it; the error when something could not be written. */
  readonly close: () => ConfigError | undefined
}

/**
 * Writes down everything that is sent, as it is answered: to a file with `--audit`, to standard error with `--verbose`.
 *
 * Each line is on the disk when the next one is begun, whatever ends the run.
 *
 * @throws {ConfigError} when the file cannot be written.
 */
export function startAudit(
  sessions: SessionThread,
  { audit, verbose, hosts }: Pick<HostsOptions, 'audit' | 'verbose' | 'hosts'>,
  run: string,
): Audit {
  const known = new Map(hosts.map((host) => [host.id, host]))
  const log = audit === undefined ? undefined : openLog(audit)
  sessions.onExchange((exchange) => {
    const host = known.get(exchange.host)
    if (host === undefined) return
    log?.write(`${JSON.stringify(redacted(entryOf(exchange, host, run)))}\n`)
    if (verbose) diagnose(printable(shown(exchange, host)))
  })
  return { close: () => log?.close() }
}

function openLog(file: string) {
  let fd: number
  try {
    mkdirSync(dirname(file), { recursive: true })
    fd = openSync(file, 'a', 0o600)
  } catch (cause) {
    throw unwritable(file, cause)
  }
  let problem: ConfigError | undefined
  return {
    write: (line: string) => {
      try {
        if (problem === undefined) writeSync(fd, line)
      } catch (cause) {
        // the run goes on, and is not green: see close
        problem = unwritable(file, cause)
      }
    },
    close: () => {
      closeSync(fd)
      return problem
    },
  }
}

function unwritable(file: string, cause: unknown): ConfigError {
  const message = `Cannot write the audit log to ${file}: ${(cause as Error).message}`
  return new ConfigError('audit-unwritable', message, { cause })
}

/** One line of the file. */
function entryOf(exchange: Exchange, { name, address, transport, user, sudo }: HostSpec, run: string) {
  const { kind, as, script, sent, duration, exitCode, signal, timedOut, stdout, stderr, error } = exchange
  return {
    ...{ time: dateOf(sent).toISOString(), run, host: name, address, transport, user: user ?? null, sudo },
    ...{ kind, as: as ?? null, command: script, duration: Math.round(duration) },
    ...{ exit: exitCode ?? null, signal: signal ?? null, timedOut, stdout, stderr, error: error ?? null },
  }
}

function shown(exchange: Exchange, { name }: HostSpec): string {
  const { kind, as, script, duration, stdout, stderr } = exchange
  const who = as === undefined ? '' : ` as ${as}`
  const text = script.replaceAll(/^(?=.)/gm, '    ')
  return `[${name}] ${kind}${who}: ${ending(exchange)}, ${Math.round(duration)} ms, ${stdout} bytes out, ${stderr} bytes err\n${text}\n`
}

function ending({ exitCode, signal, timedOut, error }: Exchange): string {
  if (error !== undefined) return `no answer (${error})`
  if (timedOut) return 'time limit'
  return signal ?? (exitCode === undefined ? 'end not waited for' : `exit ${exitCode}`)
}
