import { ConfigError } from '../errors.ts'
import { sh } from '../host/shell.ts'
import { couldNotTell, defineResource, ifPresent, type EvidenceContext, type Verdict } from './define-resource.ts'
import { AGENTS } from './logs/agents.ts'
import { files, type LogBufferFolder, type LogBufferPresent, type LogBufferState } from './logs/buffers.ts'
import { within, type NumberRange } from './shared/number-range.ts'

export type { LogBufferFolder, LogBufferPresent, LogBufferState } from './logs/buffers.ts'

/** Which configuration is read. */
export interface LogBufferOptions {
  /** Its path, where it is not in its usual place. */
  readonly config?: string
}

/**
 * What an agent that sends logs on keeps on disk until it is sent: `fluentd`, `td-agent`, `fluent-bit` or `vector`.
 *
 * Where that is, its own configuration says. A folder that is missing is not empty: of that it could not be told whether
 * anything waits. Neither can it of an agent that keeps all in memory.
 *
 * @example
 * it(logBuffer('fluentd')).toBePresent().toBeDrained()
 * it(logBuffer('fluent-bit')).toHaveSize({ below: 100e6 })
 */
export const logBuffer = defineResource({
  kind: 'log buffer of',
  absence: 'has no configuration on this host',
  key: (name: string, options: LogBufferOptions | undefined) => keyOf(name, options),
  providers: { files },
  evidence,
  matchers: {
    /** The agent is configured to keep what it has not sent on disk. */
    toBeConfigured: (buffer: LogBufferState) => buffer.exists && buffer.folders.length > 0,
    /** All folders that its configuration names are there. */
    toBePresent: ifPresent((buffer: LogBufferPresent): Verdict => {
      if (buffer.folders.length === 0) return IN_MEMORY
      const missing = buffer.folders.filter(({ present }) => !present).map(({ path }) => path)
      return { pass: missing.length === 0, expected: [], actual: missing.map((path) => `${path} is missing`) }
    }),
    /** Nothing waits to be sent. */
    toBeDrained: ifPresent((buffer: LogBufferPresent): Verdict => ofChunks(buffer, drained)),
    /** So many bytes wait to be sent. */
    toHaveSize: ifPresent((buffer: LogBufferPresent, bytes: number | NumberRange): Verdict =>
      ofChunks(buffer, (folders) => within(sum(folders.map(({ size }) => size)), bytes)),
    ),
    /** The oldest chunk has waited for so many seconds; 0 when nothing waits. */
    toHaveAge: ifPresent((buffer: LogBufferPresent, seconds: number | NumberRange): Verdict =>
      ofChunks(buffer, (folders) => within(Math.max(...folders.map(({ age }) => age ?? 0)), seconds)),
    ),
  },
})

const IN_MEMORY = couldNotTell('it keeps everything in memory, and nobody can look there')

function ofChunks({ folders }: LogBufferPresent, test: (folders: readonly LogBufferFolder[]) => Verdict): Verdict {
  const missing = folders.find(({ present }) => !present)
  if (folders.length === 0) return IN_MEMORY
  if (missing !== undefined) return couldNotTell(`${missing.path} is missing, which is not the same as empty`)
  return test(folders)
}

function drained(folders: readonly LogBufferFolder[]): Verdict {
  const waiting = folders.filter(({ size }) => size > 0)
  const kept = waiting.find(({ keepsNewest, chunks }) => keepsNewest && chunks === 1)
  if (kept !== undefined && waiting.every((folder) => folder.keepsNewest && folder.chunks === 1)) {
    return couldNotTell(`the one file in ${kept.path} may hold what is sent already`)
  }
  const actual = waiting.map(({ path, chunks, size }) => `${path}: ${chunks} chunks, ${size} bytes`)
  return { pass: waiting.length === 0, expected: [], actual }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0)
}

function keyOf(name: string, { config }: LogBufferOptions = {}): string {
  if (!Object.hasOwn(AGENTS, name)) {
    throw new ConfigError('log-agent', `There is no agent ${JSON.stringify(name)}`, {
      hint: `known are ${Object.keys(AGENTS).join(', ')}`,
    })
  }
  if (config === undefined) return name
  if (config.startsWith('/') && !/[\n\p{Surrogate}]/u.test(config)) return `${name} ${config}`
  throw new ConfigError('log-config', `${JSON.stringify(config)} is not an absolute path`)
}

function evidence({ state }: EvidenceContext<LogBufferState>) {
  const folders = state.exists ? state.folders.slice(0, 3) : []
  return folders.map(({ path }) => ({ label: path, script: sh`ls -la -- ${path} 2>&1 | head -n 20` }))
}
