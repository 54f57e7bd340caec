import { describe, expect, it, vi } from 'vitest'
import type { InventoryError } from '../../../src/errors.ts'
import { ec2 } from '../../../src/inventory/ec2/ec2.ts'
import { ec2FromText } from '../../../src/inventory/ec2/from-text.ts'
import type { Ec2Options } from '../../../src/inventory/ec2/options.ts'
import type { HostEntry } from '../../../src/inventory/inventory.ts'
import { splitSource } from '../../../src/inventory/source-text.ts'
import { useAws } from '../../support/aws/use-aws.ts'

const list = (options: Ec2Options) => ec2(options).list({ root: '/' })
const listText = (text: string) => ec2FromText(splitSource(text), text).list({ root: '/' })
const names = (hosts: readonly HostEntry[]) => hosts.map(({ name }) => name)
const app = { Service: 'web', Role: 'app' }

describe('ec2 lists', () => {
  it('the running instances that have all tags, with what is known of them', async () => {
    const aws = await useAws()
    const account = aws.account()
    const one = account.addInstance({ tags: { ...app, Name: 'web-1' }, publicAddress: '192.0.2.1' })
    account.addInstance({ tags: { Service: 'web', Role: 'db', Name: 'db-1' } })
    account.addInstance({ tags: { ...app, Name: 'web-2' }, state: 'stopped' })
    await expect(list({ tags: app })).resolves.toEqual([
      {
        name: 'web-1',
        address: '192.0.2.1',
        instance: one.id,
        region: 'eu-west-1',
        vars: {
          ec2: { id: one.id, region: 'eu-west-1', zone: 'a', type: 't3.micro', image: 'ami-0', tags: one.tags },
        },
      },
    ])
  })

  it('all pages', async () => {
    const aws = await useAws()
    aws.account().pageSize = 7
    for (let number = 0; number < 30; number++) aws.account().addInstance({ tags: { ...app, Name: `web-${number}` } })
    const hosts = await list({ tags: app })
    expect(new Set(names(hosts)).size).toBe(30)
    expect(aws.calls).toHaveLength(5)
  })

  it('several regions, and several values and states', async () => {
    const aws = await useAws()
    aws.account('eu-west-1').addInstance({ tags: { Role: 'app', Name: 'a' } })
    aws.account('us-east-1').addInstance({ tags: { Role: 'api', Name: 'b' }, state: 'stopped' })
    const hosts = await listText('ec2:Role=app|api?region=eu-west-1|us-east-1&state=running|stopped')
    expect(hosts.map(({ name, region }) => [name, region])).toEqual([
      ['a', 'eu-west-1'],
      ['b', 'us-east-1'],
    ])
  })

  it('instances by literal tags: a star is a star', async () => {
    const aws = await useAws()
    for (const Role of ['a*', 'ab', String.raw`a\b`, 'a,|b=']) aws.account().addInstance({ tags: { Role, Name: Role } })
    expect(names(await list({ tags: { Role: 'a*' } }))).toEqual(['a*'])
    expect(names(await list({ tags: { Role: String.raw`a\b` } }))).toEqual([String.raw`a\b`])
    expect(names(await listText('ec2:Role=a%2C%7Cb%3D'))).toEqual(['a,|b='])
  })

  it('instances of one Name apart by their ids, and those without by the id', async () => {
    const aws = await useAws()
    const ids = [1, 2].map(() => aws.account().addInstance({ tags: { Role: 'app', Name: 'app' } }).id)
    const { id } = aws.account().addInstance({ tags: { Role: 'app' } })
    expect(new Set(names(await list({ tags: { Role: 'app' } })))).toEqual(
      new Set([...ids.map((one) => `app-${one}`), id]),
    )
  })

  it('the address that is asked for', async () => {
    const aws = await useAws()
    const addresses = { publicAddress: '192.0.2.1', privateAddress: '10.0.0.9', ipv6: '2001:db8::1' }
    aws.account().addInstance({ tags: app, ...addresses })
    const address = async (wanted: Ec2Options['address']) => (await list({ tags: app, address: wanted }))[0]?.address
    expect(await address(undefined)).toBe('192.0.2.1')
    expect(await address('public')).toBe('192.0.2.1')
    expect(await address('private')).toBe('10.0.0.9')
    expect(await address('ipv6')).toBe('2001:db8::1')
    expect(await address('public-dns')).toBe('ec2-192-0-2-1.compute.amazonaws.com')
    expect(await address('private-dns')).toBe('ip-10-0-0-9.ec2.internal')
  })

  it('no instance without that address in silence', async () => {
    const aws = await useAws()
    const { id } = aws.account().addInstance({ tags: { ...app, Name: 'web-1' }, privateAddress: '10.0.0.9' })
    await expect(list({ tags: app, address: 'public' })).rejects.toMatchObject({
      code: 'no-address',
      message: `Instance ${id} (web-1, running) has no public address`,
      hint: 'it has: private 10.0.0.9, private-dns ip-10-0-0-9.ec2.internal; choose by address',
    })
    await expect(list({ tags: app })).resolves.toMatchObject([{ address: '10.0.0.9' }])
  })

  it('roles by a tag', async () => {
    const aws = await useAws()
    aws.account().addInstance({ tags: { Service: 'web', Roles: 'app, api cron' } })
    aws.account().addInstance({ tags: { Service: 'web' } })
    const hosts = await listText('ec2:Service=web?role-tag=Roles')
    expect(new Set(hosts.map(({ roles }) => roles?.join()))).toEqual(new Set(['', 'app,api,cron']))
  })

  it('nothing where there is nothing', async () => {
    await useAws()
    await expect(list({ tags: app })).resolves.toEqual([])
  })
})

describe('ec2 says why it cannot answer', () => {
  it.each([
    ['expired', 'aws-expired', 'the AWS credentials have expired (RequestExpired: Request has expired.)'],
    ['unknown', 'aws-refused', 'AWS does not accept these credentials'],
    ['denied', 'aws-denied', 'these AWS credentials may not do that'],
  ] as const)('credentials that are %s', async (credentials, code, why) => {
    const aws = await useAws()
    aws.account().credentials = credentials
    const thrown = await list({ tags: app }).catch((error: unknown) => error as InventoryError)
    expect(thrown).toMatchObject({ code, message: expect.stringContaining(why) as string })
    expect((thrown as InventoryError).message).not.toContain('Encoded')
    if (credentials === 'denied') expect(thrown).toMatchObject({ hint: 'allow it in IAM: ec2:DescribeInstances' })
  })

  it('credentials that are missing', async () => {
    await useAws()
    for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']) vi.stubEnv(name, undefined)
    await expect(list({ tags: app })).rejects.toMatchObject({
      code: 'aws-no-credentials',
      message: 'EC2 was asked for instances: there are no AWS credentials here',
    })
  })

  it('a region that is missing', async () => {
    await useAws()
    vi.stubEnv('AWS_REGION', undefined)
    await expect(list({ tags: app })).rejects.toMatchObject({ code: 'aws-no-region' })
  })

  it('throttling, once it does not end; before, it asks again', async () => {
    const aws = await useAws()
    aws.account().addInstance({ tags: app })
    aws.faults.push({ action: 'DescribeInstances', code: 'RequestLimitExceeded', status: 503, times: 2 })
    await expect(list({ tags: app })).resolves.toHaveLength(1)
    aws.faults.push({ action: 'DescribeInstances', code: 'RequestLimitExceeded', status: 503, times: 99 })
    await expect(list({ tags: app })).rejects.toMatchObject({ code: 'aws-throttled' })
  }, 30_000)

  it('an endpoint where nobody listens', async () => {
    const aws = await useAws()
    await aws.close()
    await expect(list({ tags: app })).rejects.toMatchObject({ code: 'aws-unreachable' })
  }, 30_000)

  it('anything else in the words of AWS', async () => {
    const aws = await useAws()
    aws.faults.push({ action: 'DescribeInstances', code: 'InvalidParameterValue' })
    await expect(list({ tags: app })).rejects.toThrow(
      'EC2 was asked for instances: AWS says InvalidParameterValue: InvalidParameterValue as asked for by the test',
    )
  })
})
