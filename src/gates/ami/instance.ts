import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { EC2Client, Instance } from '@aws-sdk/client-ec2'
import { awsCode, explainAws } from '../../aws/aws-error.ts'
import { clientSettings, loadEc2 } from '../../aws/load-sdk.ts'
import { InventoryError } from '../../errors.ts'
import { MANAGED, stamp } from '../access/marks.ts'

/** The moment from which on an instance of infraspec's is left over. */
export const UNTIL = 'infraspec:until'

/** What is to be launched. */
export interface LaunchOptions {
  readonly image: string
  readonly type: string | undefined
  readonly subnet: string | undefined
  readonly groups: readonly string[]
  readonly userData: string
  /** Milliseconds for which it may live. */
  readonly life: number
}

/** A client for a region, or that of the AWS configuration. */
export async function ec2Client(region: string | undefined): Promise<EC2Client> {
  const { EC2Client: Client } = await loadEc2()
  return new Client(clientSettings(region))
}

/**
 * An image that can be launched, and for which kind of processor.
 *
 * @throws {InventoryError} when there is none of this id, or it is not ready.
 */
export async function findImage(client: EC2Client, image: string): Promise<{ readonly arm: boolean }> {
  const { DescribeImagesCommand } = await loadEc2()
  const missing = /^InvalidAMIID/
  const answer = await client.send(new DescribeImagesCommand({ ImageIds: [image] })).catch((thrown: unknown) => {
    if (missing.test(awsCode(thrown))) return { Images: [] }
    throw explainAws(thrown, `The image ${image} was asked for`, 'ec2:DescribeImages')
  })
  const found = answer.Images?.[0]
  if (found?.State === 'available') return { arm: found.Architecture === 'arm64' }
  const why = found === undefined ? 'is not in this region and account' : `is ${found.State}, not available`
  throw new InventoryError('no-image', `The image ${image} ${why}`, { hint: 'check the id and the region (--region)' })
}

/** Launches an instance: IMDSv2 only, no role of its own, gone when it shuts down. Gives its id. */
export async function launch(client: EC2Client, options: LaunchOptions): Promise<string> {
  const { RunInstancesCommand } = await loadEc2()
  const { image, type, subnet, groups, userData, life } = options
  const tags = { Name: `infraspec ami verify ${image}`, [MANAGED]: '1', [UNTIL]: stamp(Date.now() + life) }
  const request = new RunInstancesCommand({
    ImageId: image,
    MinCount: 1,
    MaxCount: 1,
    InstanceType: type as NonNullable<Instance['InstanceType']>,
    // asked again after a lost answer, it is the same instance
    ClientToken: randomUUID(),
    MetadataOptions: { HttpTokens: 'required', HttpEndpoint: 'enabled' },
    InstanceInitiatedShutdownBehavior: 'terminate',
    UserData: Buffer.from(userData).toString('base64'),
    TagSpecifications: [
      { ResourceType: 'instance', Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) },
    ],
    ...(subnet !== undefined && { SubnetId: subnet }),
    ...(groups.length > 0 && { SecurityGroupIds: [...groups] }),
  })
  const answer = await client.send(request).catch((thrown: unknown) => {
    throw explainAws(thrown, `${image} was to be launched`, 'ec2:RunInstances')
  })
  return answer.Instances?.[0]?.InstanceId ?? ''
}

/**
 * The instance once it runs; asked for until then.
 *
 * @throws {InventoryError} when it ends instead, or takes too long.
 */
export async function untilRunning(client: EC2Client, id: string, ask: Waiting): Promise<Instance> {
  const { DescribeInstancesCommand } = await loadEc2()
  return until(ask, `${id} does not run`, async () => {
    const answer = await client.send(new DescribeInstancesCommand({ InstanceIds: [id] })).catch((thrown: unknown) => {
      // what was just made may not be seen everywhere yet
      if (awsCode(thrown) === 'InvalidInstanceID.NotFound') return { Reservations: [] }
      throw explainAws(thrown, `The instance ${id} was asked for`, 'ec2:DescribeInstances')
    })
    const found = answer.Reservations?.[0]?.Instances?.[0]
    const state = found?.State?.Name
    if (state === 'terminated' || state === 'shutting-down') {
      throw new InventoryError('instance-ended', `${id} ended before it ran: ${found?.StateReason?.Message ?? state}`)
    }
    return state === 'running' ? found : undefined
  })
}

/** How long is waited, and when it is given up before. */
export interface Waiting {
  /** Milliseconds. */
  readonly limit: number
  readonly interval: number
  readonly stopped: () => boolean
}

/**
 * What `look` gives once it gives something.
 *
 * @throws {InventoryError} when that takes too long or is not wanted any more.
 */
export async function until<Found>(
  { limit, interval, stopped }: Waiting,
  what: string,
  look: () => Promise<Found | undefined>,
): Promise<Found> {
  const end = performance.now() + limit
  for (;;) {
    const found = await look()
    if (found !== undefined) return found
    if (stopped()) throw new InventoryError('interrupted', `${what}: interrupted`)
    if (performance.now() > end) throw new InventoryError('late', `${what}: ${limit / 1000} s were not enough (--wait)`)
    await sleep(interval)
  }
}

/** Ends an instance; one that is gone already is no error. */
export async function terminate(client: EC2Client, id: string): Promise<void> {
  const { TerminateInstancesCommand } = await loadEc2()
  await client.send(new TerminateInstancesCommand({ InstanceIds: [id] })).catch((thrown: unknown) => {
    if (awsCode(thrown) !== 'InvalidInstanceID.NotFound') {
      throw explainAws(thrown, `The instance ${id} was to be terminated`, 'ec2:TerminateInstances')
    }
  })
}
