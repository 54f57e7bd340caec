import { parseDuration } from '../../duration.ts'
import { ConfigError } from '../../errors.ts'

// a timer of Node that is set to more fires at once
const MOST = 2 ** 31 - 1

/**
 * How long to wait, in milliseconds; 0 is not at all.
 *
 * @throws {ConfigError} that names `source`, such as `--retry-for`.
 */
export function parseWait(value: string | number, source: string): number {
  const wait = parse(value, source)
  if (wait <= MOST) return wait
  throw new ConfigError('duration', `${source} says ${JSON.stringify(value)}, and takes at most 596h`)
}

/**
 * How long something may take, in milliseconds.
 *
 * @throws {ConfigError} that names `source`, such as `--timeout`; also for 0, in which nothing is done.
 */
export function parseLimit(value: string | number, source: string): number {
  const limit = parseWait(value, source)
  if (limit > 0) return limit
  throw new ConfigError('duration', `${source} says ${JSON.stringify(value)}, in which nothing can be done`)
}

function parse(value: string | number, source: string): number {
  try {
    return parseDuration(value)
  } catch (cause) {
    const hint = "write '500ms', '30s', '2m' or '1h'"
    throw new ConfigError('duration', `${source}: ${(cause as Error).message}`, { hint, cause })
  }
}
