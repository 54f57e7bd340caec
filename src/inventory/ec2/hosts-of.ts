import type { Instance } from '@aws-sdk/client-ec2'
import { InventoryError } from '../../errors.ts'
import type { HostEntry } from '../inventory.ts'
import { uniqueNames } from '../unique-names.ts'
import type { Located } from './list-ec2.ts'
import type { Ec2Address, Ec2Options } from './options.ts'

/**
 * Instances as hosts, by name.
 *
 * @throws {InventoryError} when one has no such address: it is not left out in silence.
 */
export function hostsOf(located: readonly Located[], options: Ec2Options): HostEntry[] {
  return uniqueNames(located.map((one) => hostOf(one, options)))
}

function hostOf({ instance, region }: Located, options: Ec2Options): HostEntry {
  const id = instance.InstanceId ?? ''
  const { Placement, InstanceType: type, ImageId: image } = instance
  const ec2 = { id, region, zone: Placement?.AvailabilityZone, type, image, tags: tagsOf(instance) }
  return {
    // an auto scaling group gives one Name to all of its instances
    name: tag(instance, 'Name') || id,
    address: addressOf(instance, options.address),
    instance: id,
    region,
    vars: { ec2 },
    ...(options.roleTag !== undefined && { roles: rolesOf(instance, options.roleTag) }),
  }
}

function addressOf(instance: Instance, wanted: Ec2Address | undefined): string {
  const { PublicIpAddress, PrivateIpAddress, PublicDnsName, PrivateDnsName, Ipv6Address } = instance
  const ipv6 = Ipv6Address ?? instance.NetworkInterfaces?.flatMap((card) => card.Ipv6Addresses ?? [])[0]?.Ipv6Address
  const addresses: Readonly<Record<Ec2Address, string | undefined>> = {
    public: PublicIpAddress,
    private: PrivateIpAddress,
    ipv6,
    'public-dns': PublicDnsName,
    'private-dns': PrivateDnsName,
  }
  const address = wanted === undefined ? PublicIpAddress || PrivateIpAddress || ipv6 : addresses[wanted]
  if (address) return address
  const has = Object.entries(addresses).flatMap(([kind, value]) => (value ? [`${kind} ${value}`] : []))
  const { InstanceId: id = '', State } = instance
  throw new InventoryError(
    'no-address',
    `Instance ${id} (${tag(instance, 'Name') || 'no name'}, ${State?.Name ?? 'state unknown'}) has no ${wanted ?? 'address'} address`,
    { hint: has.length > 0 ? `it has: ${has.join(', ')}; choose by address` : 'wait until it has one' },
  )
}

function rolesOf(instance: Instance, name: string): string[] {
  return tag(instance, name)
    .split(/[\s,]+/)
    .filter((word) => word !== '')
}

function tag(instance: Instance, name: string): string {
  return instance.Tags?.find(({ Key }) => Key === name)?.Value ?? ''
}

function tagsOf({ Tags = [] }: Instance): Record<string, string> {
  return Object.fromEntries(Tags.map(({ Key = '', Value = '' }) => [Key, Value]))
}
