import { ConfigError } from '../errors.ts'

/**
 * A TCP port: a whole number from 1 to 65535.
 *
 * @throws {ConfigError} when it is anything else. `source` says where it stands, such as `--port`.
 */
export function parsePort(text: string | number, source: string): number {
  const port = /^\d{1,5}$/.test(String(text)) ? Number(text) : 0
  if (port >= 1 && port <= 65_535) return port
  throw new ConfigError(
    'malformed-port',
    `${source} says port ${JSON.stringify(text)}: a port is a number from 1 to 65535`,
  )
}
