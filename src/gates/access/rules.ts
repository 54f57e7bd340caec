import type { EC2Client, SecurityGroupRule } from '@aws-sdk/client-ec2'
import { awsCode, explainAws } from '../../aws/aws-error.ts'
import { clientSettings, loadEc2 } from '../../aws/load-sdk.ts'
import { MANAGED, type Rule } from './marks.ts'

/** What a lease opens: one port of one group to one address. */
export interface Opening {
  readonly group: string
  readonly port: number
  /** `/32` or `/128` */
  readonly cidr: string
}

/** The rules of the security groups of a region. What has gone already is no error anywhere. */
export interface Rules {
  readonly region: string
  /** The time, by the clock of AWS. */
  readonly now: () => number
  /** The new rule's id, or nothing when there is such a rule already. */
  readonly authorize: (
    opening: Opening,
    description: string,
    tags: Readonly<Record<string, string>>,
  ) => Promise<string | undefined>
  readonly find: (opening: Opening) => Promise<Rule | undefined>
  readonly get: (id: string) => Promise<Rule | undefined>
  /** All that infraspec made, of one group or of all. */
  readonly managed: (group?: string) => Promise<Rule[]>
  /** Whether there was anything to tag. */
  readonly tag: (id: string, name: string, value: string) => Promise<boolean>
  readonly untag: (id: string, name: string) => Promise<void>
  readonly revoke: (rule: Pick<Rule, 'id' | 'group'>) => Promise<void>
  readonly client: EC2Client
  readonly end: () => void
}

// by rule id and by property, now and in older answers
const GONE = /^(InvalidSecurityGroupRuleId\.NotFound|InvalidPermission\.NotFound|InvalidID(\.NotFound)?)$/

/** The rules of a region, or of the one that the AWS configuration names. */
export async function openRules(region: string | undefined): Promise<Rules> {
  const sdk = await loadEc2()
  const client = new sdk.EC2Client(clientSettings(region))
  const name = await client.config.region().catch((thrown: unknown) => {
    throw explainAws(thrown, 'Security groups cannot be reached', '')
  })
  const list = async (filters: { Name: string; Values: string[] }[]) => {
    const found: Rule[] = []
    const pages = sdk.paginateDescribeSecurityGroupRules({ client, pageSize: 1000 }, { Filters: filters })
    for await (const page of pages) found.push(...(page.SecurityGroupRules ?? []).flatMap(ruleOf))
    return found
  }
  const asked = <Answer>(what: string, action: string, answer: Promise<Answer>): Promise<Answer> =>
    answer.catch((thrown: unknown) => {
      throw explainAws(thrown, what, `ec2:${action}`)
    })
  return {
    region: name,
    client,
    now: () => Date.now() + client.config.systemClockOffset,
    end: () => client.destroy(),
    async authorize(opening, description, tags) {
      const permissions = permissionsOf(opening, description)
      const specification = { ResourceType: 'security-group-rule' as const, Tags: tagsOf(tags) }
      const request = { GroupId: opening.group, IpPermissions: permissions, TagSpecifications: [specification] }
      try {
        const made = await client.send(new sdk.AuthorizeSecurityGroupIngressCommand(request))
        return made.SecurityGroupRules?.[0]?.SecurityGroupRuleId ?? ''
      } catch (thrown) {
        if (awsCode(thrown) === 'InvalidPermission.Duplicate') return undefined
        throw thrown
      }
    },
    async find(opening) {
      const rules = await asked(
        `The rules of ${opening.group} were asked for`,
        'DescribeSecurityGroupRules',
        list([{ Name: 'group-id', Values: [opening.group] }]),
      )
      return rules.find((rule) => rule.port === opening.port && sameCidr(rule.cidr, opening.cidr))
    },
    async get(id) {
      const rules = await asked(
        `The rule ${id} was asked for`,
        'DescribeSecurityGroupRules',
        list([{ Name: 'security-group-rule-id', Values: [id] }]),
      )
      return rules[0]
    },
    managed: (group) =>
      asked(
        'The rules that infraspec made were asked for',
        'DescribeSecurityGroupRules',
        list([
          { Name: `tag:${MANAGED}`, Values: ['1'] },
          ...(group === undefined ? [] : [{ Name: 'group-id', Values: [group] }]),
        ]),
      ),
    async tag(id, key, value) {
      const request = { Resources: [id], Tags: [{ Key: key, Value: value }] }
      const done = client.send(new sdk.CreateTagsCommand(request)).then(() => true)
      return asked(`The rule ${id} was to be tagged`, 'CreateTags', done.catch(unlessGone(false)))
    },
    async untag(id, key) {
      const request = { Resources: [id], Tags: [{ Key: key }] }
      const done = client.send(new sdk.DeleteTagsCommand(request)).then(() => undefined)
      return asked(`A tag of the rule ${id} was to be taken off`, 'DeleteTags', done.catch(unlessGone(undefined)))
    },
    async revoke({ id, group }) {
      const request = { GroupId: group, SecurityGroupRuleIds: [id] }
      const done = client.send(new sdk.RevokeSecurityGroupIngressCommand(request)).then(() => undefined)
      return asked(
        `The rule ${id} of ${group} was to be taken back`,
        'RevokeSecurityGroupIngress',
        done.catch(unlessGone(undefined)),
      )
    },
  }
}

function unlessGone<Answer>(answer: Answer): (thrown: unknown) => Answer {
  return (thrown) => {
    if (GONE.test(awsCode(thrown))) return answer
    throw thrown
  }
}

/** An opening as the EC2 API takes it. */
export function permissionsOf({ port, cidr }: Opening, description?: string) {
  const said = description === undefined ? {} : { Description: description }
  const range = cidr.includes(':')
    ? { Ipv6Ranges: [{ CidrIpv6: cidr, ...said }] }
    : { IpRanges: [{ CidrIp: cidr, ...said }] }
  return [{ IpProtocol: 'tcp', FromPort: port, ToPort: port, ...range }]
}

function tagsOf(tags: Readonly<Record<string, string>>) {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))
}

/** A rule that lets in TCP to a single port; others are not what a lease makes. */
function ruleOf(rule: SecurityGroupRule): Rule[] {
  const { SecurityGroupRuleId: id, GroupId: group, IpProtocol, FromPort: port, ToPort, Tags = [] } = rule
  const cidr = rule.CidrIpv4 ?? rule.CidrIpv6
  if (rule.IsEgress || IpProtocol !== 'tcp' || !id || !group || port === undefined || port !== ToPort || !cidr)
    return []
  const tags = Object.fromEntries(Tags.map(({ Key = '', Value = '' }) => [Key, Value]))
  return [{ id, group, port, cidr, description: rule.Description ?? '', tags }]
}

// RFC 5952: an IPv6 address has one shortest form, and URL knows it
/** Whether two CIDRs are the same, however they are written. */
export function sameCidr(one: string, other: string): boolean {
  return canonical(one) === canonical(other)
}

function canonical(cidr: string): string {
  const [address = '', bits] = cidr.split('/')
  return `${address.includes(':') ? new URL(`http://[${address}]`).hostname : address}/${bits}`
}
