import { isIPv6 } from 'node:net'
import { userInfo } from 'node:os'
import { ConfigError } from '../errors.ts'
import type { HostSpec } from '../host/host-spec.ts'

/** Where a login goes to. */
export interface Endpoint {
  readonly address: string
  readonly port: number
  readonly user: string
}

/**
 * Where a host's login goes to, with the defaults filled in: port 22, the user who runs this.
 *
 * @throws {ConfigError} when a part could be taken for something else than a name.
 */
export function checkEndpoint(host: Pick<HostSpec, 'name' | 'address' | 'port' | 'user'>): Endpoint {
  const { address, port = 22, user = userInfo().username } = host
  refuseOdd('address', address, host.name)
  refuseOdd('user', user, host.name)
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new ConfigError('port', `The port of ${host.name} is not between 1 and 65535: ${port}`, { host: host.name })
  }
  return { address, port, user }
}

function refuseOdd(what: string, value: string, host: string): void {
  const reason = oddity(value)
  if (reason === undefined) return
  throw new ConfigError(what, `The ${what} of ${printable(host)} ${reason}: ${JSON.stringify(value)}`, { host })
}

function oddity(value: string): string | undefined {
  if (value === '') return 'is empty'
  if (value.startsWith('-')) return 'begins with a dash'
  if (/[\p{Cc}\p{Cf}\p{Z}\p{Cs}]/u.test(value)) return 'holds a space or an invisible character'
  return undefined
}

/** `web-1 (deploy@10.0.3.7:22)`: how messages name a host and where it was looked for. */
export function place(name: string, { user, address, port }: Endpoint, through?: string): string {
  const way = through === undefined ? '' : ` through ${through}`
  return `${name} (${user}@${isIPv6(address) ? `[${address}]` : address}:${port}${way})`
}

/** Text from a host on one line: escaped where a terminal would obey it, and cut. */
export function printable(text: string, longest = 200): string {
  const cut = text.length > longest ? `${text.slice(0, longest)}…` : text
  return cut.trim().replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, (char) => {
    return JSON.stringify(char)
      .slice(1, -1)
      .replace(/^[^\\]$/, `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
  })
}
