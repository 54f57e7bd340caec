import { describe, expect, it, vi } from 'vitest'
import type { InfraspecError } from '../../../src/errors.ts'
import { openLease } from '../../../src/gates/access/lease.ts'
import { MANAGED, leaseTag } from '../../../src/gates/access/marks.ts'
import { openRules } from '../../../src/gates/access/rules.ts'
import { sweepRules } from '../../../src/gates/access/sweep-rules.ts'
import { OFFICE, useGroup } from './use-group.ts'

const MINE = '52.1.2.3'
const addresses = [MINE]
const ports = [22]

describe('a lease', () => {
  it('opens one port for one address, says whose it is, and takes it back by its id', async () => {
    const { aws, account, group, journal, cidrs } = await useGroup()
    vi.stubEnv('CIRCLECI', 'true')
    vi.stubEnv('CIRCLE_BUILD_NUM', '123')
    const lease = await openLease({ group, ports, addresses })
    const rule = account.rulesOf(group)[1]!
    expect(rule).toMatchObject({ cidr: `${MINE}/32`, from: 22, to: 22, protocol: 'tcp' })
    expect(rule.description).toBe('infraspec ci=circleci build=123')
    const end = Date.parse(rule.tags[leaseTag(lease.id)] ?? '')
    expect(rule.tags[MANAGED]).toBe('1')
    expect(end - Date.now()).toBeGreaterThan(14 * 60_000)
    expect(end - Date.now()).toBeLessThan(16 * 60_000)
    expect(journal()).toHaveLength(1)
    await lease.close()
    await lease.close()
    expect(cidrs()).toEqual([OFFICE])
    expect(journal()).toEqual([])
    const revoked = aws.calls.filter(({ action, params }) => action.startsWith('Revoke') && !params['DryRun'])
    expect(revoked.map(({ params }) => params['SecurityGroupRuleId'])).toEqual([[rule.id]])
  })

  it('opens several addresses, of both families, on another port', async () => {
    const { group, cidrs, account } = await useGroup()
    const lease = await openLease({ group, ports: [2222], addresses: [MINE, '2a05:d018::1'] })
    expect(cidrs()).toEqual([OFFICE, `${MINE}/32`, '2a05:d018::1/128'])
    expect(account.rulesOf(group)[2]).toMatchObject({ from: 2222, to: 2222 })
    await lease.close()
    expect(cidrs()).toEqual([OFFICE])
  })

  it('opens several ports, and takes all of them back', async () => {
    const { group, cidrs, account } = await useGroup()
    const lease = await openLease({ group, addresses, ports: [22, 2222] })
    expect(account.rulesOf(group).map(({ from, to }) => [from, to])).toEqual([
      [22, 22],
      [22, 22],
      [2222, 2222],
    ])
    await lease.close()
    expect(cidrs()).toEqual([OFFICE])
  })

  it('says of each rule that could not be taken back how to do it by hand', async () => {
    const { aws, group, account } = await useGroup()
    const lease = await openLease({ group, addresses, ports: [22, 2222] })
    const ids = account
      .rulesOf(group)
      .slice(1)
      .map(({ id }) => id)
    aws.faults.push({ action: 'RevokeSecurityGroupIngress', code: 'UnauthorizedOperation', status: 403, times: 9 })
    const error = await lease.close().then(
      () => undefined,
      (thrown: unknown) => thrown as InfraspecError,
    )
    expect(error?.message.split('\n')).toHaveLength(2)
    for (const id of ids) expect(error?.hint).toContain(`--security-group-rule-ids ${id}`)
  })

  it('leaves a rule of somebody else alone', async () => {
    const { account, group, cidrs } = await useGroup()
    account.addRule({ group, cidr: `${MINE}/32`, tags: { Owner: 'ops' } })
    const note = vi.fn()
    const lease = await openLease({ group, ports, addresses, note })
    expect(note.mock.calls.flat().join()).toContain("which is not infraspec's: it stays as it is")
    await lease.close()
    expect(cidrs()).toEqual([OFFICE, `${MINE}/32`])
    expect(account.rulesOf(group)[1]?.tags).toEqual({ Owner: 'ops' })
  })

  it('is shared by jobs of the same address: the last one takes the rule back', async () => {
    const { group, cidrs } = await useGroup()
    const [one, two, three] = await Promise.all([1, 2, 3].map(() => openLease({ group, ports, addresses })))
    expect(cidrs()).toEqual([OFFICE, `${MINE}/32`])
    await one!.close()
    await three!.close()
    expect(cidrs()).toEqual([OFFICE, `${MINE}/32`])
    await two!.close()
    expect(cidrs()).toEqual([OFFICE])
  })

  it('gives way to a rule that is just being taken back, and makes it anew', async () => {
    const { aws, account, group, cidrs } = await useGroup()
    const one = await openLease({ group, ports, addresses })
    const before = account.rulesOf(group)[1]!.id
    // the other arrives when the first has looked for leases, and has not revoked yet
    let other: ReturnType<typeof openLease> | undefined
    aws.beforeAnswer = ({ action, params }) => {
      if (action !== 'DescribeSecurityGroupRules' || JSON.stringify(params).includes('group-id')) return undefined
      aws.beforeAnswer = () => undefined
      other = openLease({ group, ports, addresses })
      return new Promise((resolve) => setTimeout(resolve, 300))
    }
    await one.close()
    const two = await other!
    expect(two.rules[0]?.id).not.toBe(before)
    expect(cidrs()).toEqual([OFFICE, `${MINE}/32`])
    await two.close()
    expect(cidrs()).toEqual([OFFICE])
  })

  it('works where what was made shows up late', async () => {
    const { account, group, cidrs } = await useGroup()
    account.lag = 3
    const both = await Promise.all([openLease({ group, ports, addresses }), openLease({ group, ports, addresses })])
    expect(cidrs()).toEqual([OFFICE, `${MINE}/32`])
    await Promise.all(both.map((lease) => lease.close()))
    expect(cidrs()).toEqual([OFFICE])
  })

  it('is renewed for as long as it is held, and made again when somebody took the rule', async () => {
    const { account, group, cidrs } = await useGroup()
    const note = vi.fn()
    const lease = await openLease({ group, ports, addresses, ttl: 600, note })
    const first = account.rulesOf(group)[1]!
    const end = first.tags[leaseTag(lease.id)]
    await vi.waitFor(() => expect(first.tags[leaseTag(lease.id)]).not.toBe(end), 20_000)
    account.rules.delete(first.id)
    await vi.waitFor(() => expect(cidrs()).toEqual([OFFICE, `${MINE}/32`]), 20_000)
    await lease.close()
    expect(cidrs()).toEqual([OFFICE])
    expect(note.mock.calls.flat().join()).toContain('was made again')
  })

  it('survives jobs that come and go at once: nobody is shut out, and nothing is left', async () => {
    const { group, cidrs, account } = await useGroup()
    let shutOut = 0
    const job = async (number: number) => {
      for (let round = 0; round < 4; round++) {
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 40 * (number % 3)))
        const lease = await openLease({ group, ports, addresses })
        for (let look = 0; look < 5; look++) {
          await new Promise((resolve) => setTimeout(resolve, Math.random() * 20))
          if (!cidrs().includes(`${MINE}/32`)) shutOut += 1
        }
        await lease.close()
      }
    }
    await Promise.all(Array.from({ length: 5 }, (_, number) => job(number)))
    expect(shutOut).toBe(0)
    expect(cidrs()).toEqual([OFFICE])
    expect(account.rulesOf(group)).toHaveLength(1)
  }, 120_000)
})

describe('a lease that cannot be had', () => {
  it.each([
    ['sg-00000000000000000', {}, 'no-group', 'There is no security group "sg-00000000000000000" in this region'],
    ['-oProxyCommand=x', {}, 'malformed-group', '"-oProxyCommand=x" is not the id of a security group'],
  ])('%s', async (group, more, code, message) => {
    await useGroup()
    await expect(openLease({ group, ports, addresses, ...more })).rejects.toMatchObject({ code, message })
  })

  it('for a group that does not allow it, unless by force', async () => {
    const { account } = await useGroup()
    const group = account.addGroup().id
    await expect(openLease({ group, ports, addresses })).rejects.toMatchObject({ code: 'group-not-allowed' })
    const lease = await openLease({ group, ports, addresses, force: true })
    await lease.close()
    expect(account.rulesOf(group)).toEqual([])
  })

  it('for a group that could not be closed again', async () => {
    const { aws, group, cidrs } = await useGroup()
    aws.faults.push({ action: 'RevokeSecurityGroupIngress', code: 'UnauthorizedOperation', status: 403 })
    await expect(openLease({ group, ports, addresses })).rejects.toMatchObject({
      code: 'aws-denied',
      hint: 'allow it in IAM: ec2:RevokeSecurityGroupIngress',
    })
    expect(cidrs()).toEqual([OFFICE])
  })

  it('for a group of 60 rules, unless some of them were left by runs that were killed', async () => {
    const { account, group, journal } = await useGroup()
    for (let number = 1; number < 60; number++) account.addRule({ group, cidr: `198.51.100.${number}/32` })
    await expect(openLease({ group, ports, addresses })).rejects.toMatchObject({
      code: 'group-full',
      message: `${group} cannot take another rule: it has as many as AWS allows`,
    })
    expect(account.rulesOf(group)).toHaveLength(60)
    expect(journal()).toEqual([])
    const dead = account.rulesOf(group)[30]!
    Object.assign(dead.tags, { [MANAGED]: '1', [leaseTag('dead')]: '2026-01-01T00:00:00.000Z' })
    const lease = await openLease({ group, ports, addresses })
    expect(account.rules.has(dead.id)).toBe(false)
    await lease.close()
    expect(account.rulesOf(group)).toHaveLength(59)
  })

  it('with credentials that have expired', async () => {
    const { account, group } = await useGroup()
    account.credentials = 'expired'
    await expect(openLease({ group, ports, addresses })).rejects.toMatchObject({ code: 'aws-expired' })
  })

  it('for the second of two addresses leaves the first one closed', async () => {
    const { account, group, cidrs, journal } = await useGroup()
    account.rulesPerGroup = 2
    await expect(openLease({ group, ports, addresses: [MINE, '52.1.2.4'] })).rejects.toMatchObject({
      code: 'group-full',
    })
    expect(cidrs()).toEqual([OFFICE])
    expect(journal()).toEqual([])
  })
})

describe('a lease that cannot be closed', () => {
  it('says how to do it by hand, and the next sweep does it', async () => {
    const { aws, account, group, cidrs, journal } = await useGroup()
    const lease = await openLease({ group, ports, addresses })
    const { id } = account.rulesOf(group)[1]!
    aws.faults.push({ action: 'RevokeSecurityGroupIngress', code: 'UnauthorizedOperation', status: 403 })
    await expect(lease.close()).rejects.toMatchObject({
      code: 'not-closed',
      message: expect.stringContaining(`${group} is still open for ${MINE}/32: The rule ${id}`) as string,
      hint: `close it: aws ec2 revoke-security-group-ingress --region eu-west-1 --group-id ${group} --security-group-rule-ids ${id}, or npx infraspec sweep`,
    })
    expect(journal()).toHaveLength(1)
    // it said that it is closing: for a minute that is believed
    const rules = await openRules('eu-west-1')
    await expect(sweepRules(rules)).resolves.toEqual({ closed: [], left: [] })
    const later = { ...rules, now: () => Date.now() + 61_000 }
    await expect(sweepRules(later, { dry: true })).resolves.toMatchObject({ closed: [expect.stringContaining(id)] })
    expect(cidrs()).toHaveLength(2)
    await expect(sweepRules(later)).resolves.toMatchObject({ closed: [expect.stringContaining(id)] })
    expect(cidrs()).toEqual([OFFICE])
  })

  it('is no error when the rule is gone already', async () => {
    const { account, group, journal } = await useGroup()
    const lease = await openLease({ group, ports, addresses })
    account.rules.delete(account.rulesOf(group)[1]!.id)
    await lease.close()
    expect(journal()).toEqual([])
  })
})
