import type { Instance } from '@aws-sdk/client-ec2'
import { InventoryError } from '../../errors.ts'
import type { HostEntry } from '../inventory.ts'
import type { Located } from './list-ec2.ts'
import type { Ec2Address, Ec2Options } from './options.ts'

/**
 * Instances as hosts, by name.
 *
 * @throws {InventoryError} when one has no such address: it is not left out in silence.
 */
export function hostsOf(located: readonly Located[], options: Ec2Options): HostEntry[] {
  const counts = new Map<string, number>()
  for (const { instance } of located) counts.set(tag(instance, 'Name'), (counts.get(tag(instance, 'Name')) ?? 0) + 1)
  const hosts = located.map((one) => hostOf(one, options, counts))
  return hosts.toSorted((one, other) => ((one.name ?? '') < (other.name ?? '') ? -1 : 1))
}

function hostOf({ instance, region }: Located, options: Ec2Options, counts: ReadonlyMap<string, number>): HostEntry {
  const id = instance.InstanceId ?? ''
  const label = tag(instance, 'Name')
  // an auto scaling group gives one Name to all of its instances
  const name = label === '' ? id : counts.get(label) === 1 ? label : `${label}-${id}`
  const { Placement, InstanceType: type, ImageId: image } = instance
  const ec2 = { id, region, zone: Placement?.AvailabilityZone, type, image, tags: tagsOf(instance) }
  return {
    name: name.replace(/\p{Cc}/gu, '?'),
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
