import type { EC2Client } from '@aws-sdk/client-ec2'
import { explainAws } from '../../aws/aws-error.ts'
import { loadEc2 } from '../../aws/load-sdk.ts'
import { toErrorData } from '../../errors.ts'
import type { Swept } from '../access/sweep-rules.ts'
import { MANAGED } from '../access/marks.ts'
import { terminate, UNTIL } from './instance.ts'

/** Ends the instances of `ami verify` whose time is over. */
export async function sweepInstances(client: EC2Client, now: number, dry: boolean): Promise<Swept> {
  const swept = { closed: [] as string[], left: [] as string[] }
  for (const { id, until } of await managed(client)) {
    // one without a moment to end at is not of a form that infraspec makes
    if (!(until <= now)) continue
    const what = `the instance ${id}`
    try {
      if (!dry) await terminate(client, id)
      swept.closed.push(what)
    } catch (thrown) {
      swept.left.push(`${what}: ${toErrorData(thrown).message}`)
    }
  }
  return swept
}

async function managed(client: EC2Client): Promise<{ id: string; until: number }[]> {
  const { paginateDescribeInstances } = await loadEc2()
  const states = ['pending', 'running', 'stopping', 'stopped']
  const filters = [
    { Name: `tag:${MANAGED}`, Values: ['1'] },
    { Name: 'instance-state-name', Values: states },
  ]
  const found: { id: string; until: number }[] = []
  try {
    for await (const page of paginateDescribeInstances({ client, pageSize: 1000 }, { Filters: filters })) {
      for (const { InstanceId: id = '', Tags = [] } of page.Reservations?.flatMap(({ Instances = [] }) => Instances) ??
        []) {
        found.push({ id, until: Date.parse(Tags.find(({ Key }) => Key === UNTIL)?.Value ?? '') })
      }
    }
    return found
  } catch (thrown) {
    throw explainAws(thrown, 'The instances that infraspec launched were asked for', 'ec2:DescribeInstances')
  }
}
