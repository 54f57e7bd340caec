import { isIPv4, isIPv6 } from 'node:net'

/** An IP address with its family and, as in `fe80::1%eth0`, its interface. */
export interface Address {
  readonly family: 'ipv4' | 'ipv6'
  /** In its shortest form. */
  readonly address: string
  readonly scope: string | undefined
}

/**
 * Reads an address; `undefined` when it is none.
 *
 * An IPv6 address in brackets or out of them; one that maps an IPv4 address (`::ffff:10.0.0.1`) is that one.
 */
export function readAddress(text: string): Address | undefined {
  const [, bare, scope] = /^([^%]*)(?:%(.+))?$/.exec(text.replace(/^\[([^\]]*)\]/, '$1')) ?? []
  if (bare === undefined) return undefined
  if (isIPv4(bare)) return { family: 'ipv4', address: bare, scope }
  if (!isIPv6(bare)) return undefined
  const address = new URL(`http://[${bare}]/`).hostname.slice(1, -1)
  const mapped = unmapped(address)
  if (mapped !== undefined) return { family: 'ipv4', address: mapped, scope }
  return { family: 'ipv6', address, scope }
}

/** The IPv4 address in `::ffff:7f00:1`. */
function unmapped(address: string): string | undefined {
  const [, high, low] = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(address) ?? []
  if (high === undefined || low === undefined) return undefined
  const words = [Number.parseInt(high, 16), Number.parseInt(low, 16)]
  return words.flatMap((word) => [word >> 8, word & 255]).join('.')
}

/** Whether it is the address that stands for all of its family. */
export function isWildcard(address: string): boolean {
  return address === '0.0.0.0' || address === '::'
}

/** Whether it never leaves the host. */
export function isLoopback(address: string): boolean {
  return address === '::1' || (isIPv4(address) && address.startsWith('127.'))
}
