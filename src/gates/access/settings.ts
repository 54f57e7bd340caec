import { ConfigError } from '../../errors.ts'
import type { Settings } from '../../run/options/settings.ts'
import { findAddresses } from './find-addresses.ts'
import type { LeaseOptions } from './lease.ts'
import { checkAddressGiven } from './public-address.ts'

/** Which ports of which group are opened. */
export type Opened = Pick<LeaseOptions, 'group' | 'ports'>

const LONGEST = 60 * 60_000
const SHORTEST = 60_000

/**
 * What a lease is to open, by what a command line says; finds out this machine's address when it does not say that.
 *
 * @throws {ConfigError} when it makes no sense; {InventoryError} when the address cannot be found out.
 */
export async function leaseOptions(settings: Settings, { group, ports }: Opened): Promise<LeaseOptions> {
  const { ip, ipService: services, multiEgress, ttl, region, force } = settings
  if (ttl !== undefined && (ttl > LONGEST || ttl < SHORTEST)) {
    throw new ConfigError('ttl', '--ttl takes from 1m to 60m: it is renewed for as long as it is needed')
  }
  const given = ip?.map((address) => checkAddressGiven(address, '--ip'))
  const addresses = given ?? (await findAddresses({ services, multiEgress }))
  return { group, addresses: [...new Set(addresses)], ports, ttl, region, force }
}
