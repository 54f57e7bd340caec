import { isIPv4, isIPv6 } from 'node:net'
import { items, type Params, text, texts } from './query.ts'
import { type Account, AwsError, type Group, type Rule } from './state.ts'
import { filtered, type Handler, page, tagList, tagsFor } from './shared.ts'

/** What the calls on security groups do, as the EC2 API Reference describes them. */
export const securityGroups: Readonly<Record<string, Handler>> = {
  CreateSecurityGroup(account, params) {
    const tags = tagsFor('security-group', params)
    const { id } = account.addGroup({
      name: text(params['GroupName']) ?? '',
      vpc: text(params['VpcId']) ?? 'vpc-1',
      tags,
    })
    return { return: true, groupId: id }
  },

  DeleteSecurityGroup(account, params) {
    const { id } = groupOf(account, text(params['GroupId']))
    for (const rule of account.rulesOf(id)) account.rules.delete(rule.id)
    account.groups.delete(id)
    return { return: true }
  },

  DescribeSecurityGroups(account, params) {
    const ids = texts(params['GroupId'])
    for (const id of ids) groupOf(account, id)
    const groups = [...account.groups.values()].filter(({ id }) => ids.length === 0 || ids.includes(id))
    const found = filtered(groups, params, (group) => ({
      'group-id': [group.id],
      'group-name': [group.name],
      'vpc-id': [group.vpc],
      tags: group.tags,
    }))
    const { list, nextToken } = page(account, found, params)
    return { securityGroupInfo: list.map((group) => shownGroup(account, group)), nextToken }
  },

  AuthorizeSecurityGroupIngress(account, params) {
    const group = groupOf(account, text(params['GroupId']))
    const wanted = rulesIn(params)
    if (wanted.length === 0) throw new AwsError('MissingParameter', 'Either IpPermissions or CidrIp is required')
    for (const rule of wanted) {
      if (twinOf(account, group.id, rule)) throw duplicate(rule)
      const v6 = rule.cidr.includes(':')
      const many = account.rulesOf(group.id).filter(({ cidr }) => cidr.includes(':') === v6).length
      if (many >= account.rulesPerGroup)
        throw new AwsError(
          'RulesPerSecurityGroupLimitExceeded',
          'The maximum number of rules per security group has been reached.',
        )
    }
    const tags = tagsFor('security-group-rule', params)
    const made = wanted.map((rule) => account.addRule({ ...rule, group: group.id, tags: { ...tags } }))
    return { return: true, securityGroupRuleSet: made.map(shownRule) }
  },

  RevokeSecurityGroupIngress(account, params) {
    const group = groupOf(account, text(params['GroupId']))
    const ids = texts(params['SecurityGroupRuleId'])
    for (const id of ids) {
      if (account.rules.get(id)?.group !== group.id) throw noRule(id)
    }
    const named = rulesIn(params).map((rule) => twinOf(account, group.id, rule)?.id)
    // in the default VPC what does not match is no error
    if (named.includes(undefined) && !group.defaultVpc) {
      throw new AwsError('InvalidPermission.NotFound', 'The specified rule does not exist in this security group.')
    }
    for (const id of [...ids, ...named]) account.rules.delete(id ?? '')
    return { return: true }
  },

  DescribeSecurityGroupRules(account, params) {
    const ids = texts(params['SecurityGroupRuleId'])
    for (const id of ids) if (!account.rules.has(id)) throw noRule(id)
    const rules = account.rulesOf().filter(({ id }) => (ids.length === 0 || ids.includes(id)) && account.sees(id))
    const found = filtered(rules, params, (rule) => ({
      'group-id': [rule.group],
      'security-group-rule-id': [rule.id],
      tags: rule.tags,
    }))
    const { list, nextToken } = page(account, found, params)
    return { securityGroupRuleSet: list.map(shownRule), nextToken }
  },
}

type Wanted = Pick<Rule, 'protocol' | 'from' | 'to' | 'cidr' | 'description'>

function groupOf(account: Account, id = ''): Group {
  const group = account.groups.get(id)
  if (group !== undefined) return group
  if (!/^sg-[0-9a-f]+$/.test(id))
    throw new AwsError('InvalidGroupId.Malformed', `Invalid id: "${id}" (expecting "sg-...")`)
  throw new AwsError('InvalidGroup.NotFound', `The security group '${id}' does not exist`)
}

function rulesIn(params: Params): Wanted[] {
  const direct = text(params['CidrIp'])
  const permissions: Params[] =
    direct === undefined ? items(params['IpPermissions']) : [{ ...params, IpRanges: [{ CidrIp: direct }] }]
  return permissions.flatMap((permission) =>
    [...items(permission['IpRanges']), ...items(permission['Ipv6Ranges'])].map((range) => ({
      protocol: text(permission['IpProtocol']) ?? '-1',
      from: Number(text(permission['FromPort'])),
      to: Number(text(permission['ToPort'])),
      cidr: cidrOf(text(range['CidrIp']) ?? text(range['CidrIpv6']) ?? '', range['CidrIp'] === undefined),
      description: descriptionOf(text(range['Description'])),
    })),
  )
}

function cidrOf(cidr: string, v6: boolean): string {
  const [address = '', bits] = cidr.split('/')
  const fits = v6 ? isIPv6(address) : isIPv4(address)
  if (fits && /^\d+$/.test(bits ?? '')) return cidr.toLowerCase()
  throw new AwsError('InvalidParameterValue', `CIDR block ${cidr} is malformed`)
}

function descriptionOf(description: string | undefined): string | undefined {
  if (description === undefined || /^[a-zA-Z0-9 ._\-:/()#,@[\]+=&;{}!$*]{0,255}$/.test(description)) return description
  throw new AwsError(
    'InvalidParameterValue',
    'Invalid rule description. Valid descriptions are strings less than 256 characters from the following set: a-zA-Z0-9. _-:/()#,@[]+=&;{}!$*',
  )
}

// neither the description nor the tags are part of what a rule is
function twinOf(account: Account, group: string, rule: Wanted): Rule | undefined {
  return account
    .rulesOf(group)
    .find(
      ({ protocol, from, to, cidr }) =>
        protocol === rule.protocol && from === rule.from && to === rule.to && cidr === rule.cidr,
    )
}

function duplicate({ cidr, protocol, from, to }: Wanted): AwsError {
  return new AwsError(
    'InvalidPermission.Duplicate',
    `the specified rule "peer: ${cidr}, ${protocol.toUpperCase()}, from port: ${from}, to port: ${to}, ALLOW" already exists`,
  )
}

function noRule(id: string): AwsError {
  return new AwsError('InvalidSecurityGroupRuleId.NotFound', `The security group rule ID '${id}' does not exist`)
}

function shownRule(rule: Rule) {
  const v6 = rule.cidr.includes(':')
  return {
    securityGroupRuleId: rule.id,
    groupId: rule.group,
    groupOwnerId: '123456789012',
    isEgress: false,
    ipProtocol: rule.protocol,
    fromPort: rule.from,
    toPort: rule.to,
    ...(v6 ? { cidrIpv6: rule.cidr } : { cidrIpv4: rule.cidr }),
    description: rule.description,
    tagSet: tagList(rule.tags),
  }
}

function shownGroup(account: Account, group: Group) {
  const permissions = account.rulesOf(group.id).map((rule) => ({
    ipProtocol: rule.protocol,
    fromPort: rule.from,
    toPort: rule.to,
    ipRanges: rule.cidr.includes(':') ? [] : [{ cidrIp: rule.cidr, description: rule.description }],
  }))
  const { id: groupId, name: groupName, vpc: vpcId, tags } = group
  return {
    groupId,
    groupName,
    groupDescription: 'test',
    vpcId,
    ownerId: '123456789012',
    ipPermissions: permissions,
    tagSet: tagList(tags),
  }
}
