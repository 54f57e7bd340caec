import { BlockList, isIP, isIPv4 } from 'node:net'
import { ConfigError, InventoryError } from '../../errors.ts'

// IANA's registries of addresses for special purposes: nobody out there is reached from, or by, one of these
const SPECIAL: readonly string[] = [
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24'],
  ...['192.0.2.0/24', '192.88.99.0/24', '192.168.0.0/16', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24'],
  ...['224.0.0.0/4', '240.0.0.0/4'],
]
// of IPv6 only this is given out to the world, but for what documentation and tunnels use of it
const GLOBAL6 = '2000::/3'
const SPECIAL6: readonly string[] = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20']

const special = listOf([...SPECIAL, ...SPECIAL6])
const global6 = listOf([GLOBAL6])

/** Whether an address may be the one by which this machine is seen from everywhere. */
export function isPublic(address: string): boolean {
  if (isIPv4(address)) return !special.check(address, 'ipv4')
  return isIP(address) === 6 && global6.check(address, 'ipv6') && !special.check(address, 'ipv6')
}

/**
 * The answer of a service that tells callers their address: one address and nothing else.
 *
 * @throws {InventoryError} when it is anything else, such as the page of a captive portal.
 */
export function readAddress(body: string, service: string): string {
  const address = body.trim()
  if (isIP(address) === 0) {
    throw wrong(service, `said ${JSON.stringify(cut(address))}, which is not an address`)
  }
  if (isPublic(address)) return address.toLowerCase()
  throw wrong(service, `said ${address}, by which nobody is seen from outside`)
}

/**
 * An address that somebody names: it may be a private one, of a network that is joined to the group's.
 *
 * @throws {ConfigError} when no machine has such an address.
 */
export function checkAddressGiven(address: string, source: string): string {
  const nobody = listOf(['0.0.0.0/8', '127.0.0.0/8', '224.0.0.0/3', '::/127', 'ff00::/8', 'fe80::/10'])
  const kind = isIPv4(address) ? 'ipv4' : 'ipv6'
  if (isIP(address) !== 0 && !address.includes('%') && !nobody.check(address, kind)) return address.toLowerCase()
  throw new ConfigError(
    'malformed-address',
    `${source} says ${JSON.stringify(address)}, which is no machine's address`,
    {
      hint: 'one address, such as 198.51.100.7; a whole network is never opened',
    },
  )
}

function listOf(networks: readonly string[]): BlockList {
  const list = new BlockList()
  for (const network of networks) {
    const [address = '', bits] = network.split('/')
    list.addSubnet(address, Number(bits), isIPv4(address) ? 'ipv4' : 'ipv6')
  }
  return list
}

function cut(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}

function wrong(service: string, why: string): InventoryError {
  return new InventoryError('wrong-address', `${service} was asked for this machine's address and ${why}`, {
    hint: 'name it: --ip ADDRESS, or another service: --ip-service https://…',
  })
}
