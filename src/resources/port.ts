import { ConfigError } from '../errors.ts'
import { sh } from '../host/shell.ts'
import { ByOs } from './by-os.ts'
import { defineList, listed } from './define-list.ts'
import {
  couldNotTell,
  defineResource,
  ifPresent,
  type Comparison,
  type EvidenceContext,
  type EvidenceProbe,
  type Name,
  type Resource,
  type Verdict,
} from './define-resource.ts'
import { checkKind, checkOptions } from './shared/wanted.ts'
import { anyAccepts, type Connection } from './sockets/accepts.ts'
import { readAddress, type Address } from './sockets/address.ts'
import { procnet, procnetSockets } from './sockets/procnet.ts'
import { ss, ssSockets } from './sockets/ss.ts'
import type { Listener, PortOpen, PortState } from './sockets/state.ts'

/** What a connection to a port would be. */
export interface ListeningOptions {
  /** Either of them when it is not given. */
  readonly protocol?: 'tcp' | 'udp'
  /** The address that one would connect to; `0.0.0.0` and `::` mean all addresses of their family. */
  readonly on?: string
  /** Of the connection: a dual-stack socket on `::` takes both. */
  readonly family?: 'ipv4' | 'ipv6'
}

const matchers = {
  /**
   * A connection like this one would find a socket; without options any TCP or UDP socket will do.
   *
   * `{ on: '127.0.0.1' }` holds for a listener on that address, on `0.0.0.0`, and on a dual-stack `::`. The whole truth
   * table is in docs/port-semantics.md.
   */
  toBeListening: (state: PortState, options: ListeningOptions = {}): Verdict => {
    const connection = readOptions(options)
    if (!state.exists) return { pass: false, expected: options, actual: 'nothing listens on it' }
    const pass = anyAccepts(state.listeners, connection)
    if (pass === undefined)
      return couldNotTell(`it depends on more than is known of ${describeAll(state.listeners)}`, HINT)
    return { pass, expected: options, actual: describeAll(state.listeners) }
  },

  /** Everything that listens on it does so on one of these addresses, so that no other one reaches it. */
  toBeListeningOnlyOn: ifPresent((state: PortOpen, ...addresses: readonly [string, ...string[]]): Comparison => {
    if (addresses.length === 0)
      throw new ConfigError('port-address', 'toBeListeningOnlyOn() needs at least one address')
    const allowed = new Set(addresses.map((text) => addressOf(text).address))
    const pass = state.listeners.every(({ address }) => allowed.has(address))
    return { pass, expected: addresses.join(', '), actual: describeAll(state.listeners) }
  }),
}

const HINT = 'the kernel tables do not say whether a socket on :: takes IPv4: install ss (iproute2) on the host'

const define = defineResource({
  kind: 'port',
  absence: 'has no listener',
  title: (number) => `port ${number}`,
  providers: { ss, procnet },
  key: portOf,
  matchers,
  evidence,
})

/**
 * A TCP or UDP port of the host, by its number.
 *
 * Only sockets that wait for others count: TCP ones that listen, and UDP ones that are bound and not connected.
 *
 * @example
 * it(port(443)).toBeListening({ protocol: 'tcp' })
 * it(port(5432)).toBeListeningOnlyOn('127.0.0.1', '::1')
 */
export function port(number: number | Name): Resource<PortState, typeof matchers, Record<never, never>> {
  return define(number instanceof ByOs ? number : portOf(String(number)))
}

/**
 * All that listens on the host: TCP sockets that listen, and UDP ones that are bound and not connected.
 *
 * @example
 * it('listens on nothing else', async () => {
 *   const open = (await inspect(ports())).filter(({ address }) => !address.startsWith('127.'))
 *   expect([...new Set(open.map(({ protocol, port }) => `${protocol} ${port}`))]).toEqual(['tcp 22', 'tcp 80'])
 * })
 */
export const ports = defineList({
  title: 'the listening ports',
  providers: { ss: listed(ssSockets), procnet: listed(procnetSockets) },
})

function portOf(name: string): string {
  if (/^[1-9]\d{0,4}$/.test(name) && Number(name) < 65_536) return name
  throw new ConfigError('port-number', `${JSON.stringify(name)} is not a port`, { hint: 'a number from 1 to 65535' })
}

const OPTIONS: Readonly<Record<string, readonly string[]>> = { protocol: ['tcp', 'udp'], family: ['ipv4', 'ipv6'] }

function readOptions(options: ListeningOptions): Connection {
  checkOptions('toBeListening()', options, { protocol: 'string', family: 'string', on: 'string' })
  const { protocol, family, on } = options
  for (const [name, value] of Object.entries({ protocol, family })) {
    if (value !== undefined && !OPTIONS[name]?.includes(value)) {
      const hint = `it is ${OPTIONS[name]?.join(' or ')}`
      throw new ConfigError('port-options', `toBeListening() has no ${name} ${JSON.stringify(value)}`, { hint })
    }
  }
  const address = on === undefined ? undefined : addressOf(on)
  if (address !== undefined && family !== undefined && address.family !== family) {
    throw new ConfigError('port-options', `${JSON.stringify(on)} is no ${family} address`)
  }
  return { protocol, family, on: address }
}

function addressOf(text: string): Address {
  checkKind(text, 'string', 'an address')
  const address = readAddress(text)
  if (address !== undefined) return address
  throw new ConfigError('port-address', `${JSON.stringify(text)} is not an IP address`, {
    hint: 'a name can mean several addresses: give the one that is meant',
  })
}

function describeAll(listeners: readonly Listener[]): string {
  return listeners.map(describe).join(', ')
}

function describe({ protocol, family, address, scope, port: number, v6only }: Listener): string {
  const where = `${family === 'ipv6' ? `[${address}]` : address}${scope === undefined ? '' : `%${scope}`}`
  const stack = address !== '::' || v6only === undefined ? '' : v6only ? ' (IPv6 only)' : ' (IPv4 as well)'
  return `${protocol} ${where}:${number}${stack}`
}

function evidence({ platform, key }: EvidenceContext<PortState>): EvidenceProbe[] {
  if (!platform.tools.includes('ss')) return []
  const here = { label: `sockets on port ${key}`, script: sh`ss -H -a -n -t -u -p ${`sport = :${key}`} | head -n 10` }
  return [here, { label: 'what listens', script: sh`ss -H -l -n -t -u -p | head -n 40` }]
}
