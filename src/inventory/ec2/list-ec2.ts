import type { Instance } from '@aws-sdk/client-ec2'
import { explainAws } from '../../aws/aws-error.ts'
import { clientSettings, loadEc2 } from '../../aws/load-sdk.ts'
import { InventoryError } from '../../errors.ts'
import type { HostEntry } from '../inventory.ts'
import { hostsOf } from './hosts-of.ts'
import type { Ec2Options } from './options.ts'

/** More than this is a tag that is too common, and an answer that would fill the memory. */
const MOST = 5000

/** Asks EC2 for the instances that have these tags. */
export async function listEc2(options: Ec2Options): Promise<HostEntry[]> {
  const regions = options.region === undefined ? [undefined] : [...new Set([options.region].flat())]
  const found = await Promise.all(regions.map((region) => instancesOf(region, options)))
  return hostsOf(found.flat(), options)
}

/** An instance, and where it is. */
export interface Located {
  readonly instance: Instance
  readonly region: string
}

async function instancesOf(region: string | undefined, options: Ec2Options): Promise<Located[]> {
  const { EC2Client, paginateDescribeInstances } = await loadEc2()
  const client = new EC2Client(clientSettings(region))
  try {
    const name = await client.config.region()
    const found: Located[] = []
    for await (const page of paginateDescribeInstances({ client, pageSize: 1000 }, { Filters: filtersOf(options) })) {
      const instances = page.Reservations?.flatMap(({ Instances = [] }) => Instances) ?? []
      found.push(...instances.map((instance) => ({ instance, region: name })))
      if (found.length > MOST) throw tooMany(name)
    }
    return found
  } catch (thrown) {
    throw explainAws(thrown, `EC2${region ? ` in ${region}` : ''} was asked for instances`, 'ec2:DescribeInstances')
  } finally {
    client.destroy()
  }
}

function filtersOf({ tags, states = ['running'] }: Ec2Options) {
  const byTag = Object.entries(tags).map(([name, value]) => ({
    Name: `tag:${name}`,
    Values: [value].flat().map(literal),
  }))
  return [...byTag, { Name: 'instance-state-name', Values: [...states] }]
}

// "Filter your Amazon EC2 resources": * and ? are wildcards, and a backslash takes that from them
function literal(value: string): string {
  return value.replace(/[\\*?]/g, String.raw`\$&`)
}

function tooMany(region: string): InventoryError {
  return new InventoryError('too-many-hosts', `More than ${MOST} instances in ${region} have these tags`, {
    hint: 'add a tag that tells those that are meant',
  })
}
