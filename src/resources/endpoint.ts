import { parseDuration } from '../duration.ts'
import { ConfigError } from '../errors.ts'
import { sh } from '../host/shell.ts'
import { defineResource, ifPresent, withDetails, type Comparison } from './define-resource.ts'
import {
  bashConnect,
  getentAhosts,
  getentFiles,
  partsOf,
  type Connection,
  type EndpointState,
} from './network/endpoint.ts'
import { checkOptions } from './shared/wanted.ts'
import { readAddress } from './sockets/address.ts'

export type { Connection, EndpointState } from './network/endpoint.ts'

/** What is fetched of an endpoint only when something asks for it. */
export interface EndpointDetails {
  /** Whether the target gets a TCP connection: it is made and closed at once. */
  readonly connection: Connection
  /** Whether /etc/hosts knows the name. */
  readonly inHosts: boolean
}

/** How long the target tries. */
export interface EndpointOptions {
  /** For a connection, such as `'2s'`, or milliseconds; 5 seconds when it is not given, and 8 at most. */
  readonly timeout?: string | number
}

type EndpointPresent = Extract<EndpointState, { exists: true }>

/**
 * Another machine, as the target sees it: a name or an address, with a TCP port where it is to be reached.
 *
 * The target looks the name up and connects, not this machine. UDP has no connection that could be refused: there is no
 * such check. Of a name that is not known nothing else holds, in both polarities; when no name server answers, nothing
 * could be told.
 *
 * @example
 * it(endpoint('db.internal:5432')).toBeResolvable().toBeReachable()
 * it(endpoint('10.0.9.1:22', { timeout: '2s' })).not.toBeReachable()
 */
export const endpoint = defineResource({
  kind: 'endpoint',
  absence: 'is not a name that the host knows',
  key: (name, options: EndpointOptions | undefined) => hostAndPort(name) + seconds(options),
  providers: { getent: getentAhosts },
  details: { connection: { bash: bashConnect }, inHosts: { getent: getentFiles } },
  evidence: ({ key }) => [
    { label: `${partsOf(key)[0]} in /etc/hosts`, script: sh`grep -nwF -e ${partsOf(key)[0]} /etc/hosts` },
    { label: '/etc/resolv.conf', script: sh`grep -v '^#' /etc/resolv.conf 2>&1` },
  ],
  matchers: {
    /** The target knows the name, from whichever source: /etc/hosts, DNS. */
    toBeResolvable: (endpoint: EndpointState) => endpoint.exists,
    /** One of its addresses, however it is written. */
    toHaveAddress: ifPresent((endpoint: EndpointPresent, address: string): Comparison => {
      const wanted = readAddress(address)?.address
      if (wanted === undefined) throw new ConfigError('address', `${JSON.stringify(address)} is not an address`)
      return { pass: endpoint.addresses.includes(wanted), expected: address, actual: endpoint.addresses }
    }),
    /** /etc/hosts of the target has the name; whether DNS has it, `dns` tells. */
    toBeInHosts: withDetails(
      ['inHosts'],
      ifPresent(({ inHosts }: EndpointPresent & EndpointDetails) => inHosts),
    ),
    /** The target gets a TCP connection to this port, within 5 seconds or the `timeout` that was given. */
    toBeReachable: withDetails(
      ['connection'],
      ifPresent(({ connection }: EndpointPresent & EndpointDetails): Comparison => {
        return { pass: connection.reachable, expected: 'reachable', actual: connection.reason }
      }),
    ),
  },
})

function seconds(options: EndpointOptions | undefined): string {
  const { timeout, ...rest } = options ?? {}
  checkOptions('endpoint()', rest, {})
  if (timeout === undefined) return ''
  const time = parseDuration(timeout)
  if (time > 0 && time <= 8000) return ` ${time / 1000}`
  throw new ConfigError('timeout', 'endpoint() takes a timeout of up to 8 seconds', { hint: "{ timeout: '2s' }" })
}

function hostAndPort(name: string): string {
  const [, inBrackets, bare, port = ''] = /^(?:\[([^\]]*)\]|([^:]*))(?::(\d{1,5}))?$/.exec(name) ?? []
  const host = inBrackets ?? bare ?? name
  const address = readAddress(host)
  const named = address === undefined && /^[\w.-]+$/.test(host) && !host.startsWith('-') && host.length < 254
  const valid = port === '' || (Number(port) > 0 && Number(port) < 65_536)
  if (valid && (address !== undefined || named)) return `${host} ${port}`
  throw new ConfigError('endpoint', `${JSON.stringify(name)} is neither a host nor a host and its port`, {
    hint: /^udp:|\/udp$/.test(name)
      ? 'UDP has no connection that could be refused: only TCP can be checked'
      : 'db.internal, db.internal:5432 or [fd00::7]:5432',
  })
}
