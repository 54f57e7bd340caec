import { awsCode, explainAws } from '../../aws/aws-error.ts'
import { loadEc2 } from '../../aws/load-sdk.ts'
import { ConfigError } from '../../errors.ts'
import { permissionsOf, type Rules } from './rules.ts'

const ALLOW = 'infraspec:allow'

/** What is looked at before a group is opened. */
export interface GroupCheck {
  readonly group: string
  readonly ports: readonly number[]
  readonly force?: boolean | undefined
}

/**
 * Makes sure that a group may be opened, and can be closed again.
 *
 * @throws {ConfigError} when it does not say so; what AWS refused, explained.
 */
export async function checkGroup(rules: Rules, { group, ports, force = false }: GroupCheck): Promise<void> {
  if (!/^sg-[0-9a-f]{8,17}$/.test(group)) {
    throw new ConfigError('malformed-group', `${JSON.stringify(group)} is not the id of a security group`, {
      hint: 'sg-0123456789abcdef0',
    })
  }
  const { DescribeSecurityGroupsCommand } = await loadEc2()
  const { SecurityGroups = [] } = await rules.client.send(new DescribeSecurityGroupsCommand({ GroupIds: [group] }))
  const allowed = SecurityGroups[0]?.Tags?.some(({ Key, Value }) => Key === ALLOW && Value === 'ssh')
  if (!allowed && !force) {
    throw new ConfigError('group-not-allowed', `${group} does not say that infraspec may open it`, {
      hint: `tag it ${ALLOW}=ssh, or open it all the same: --force`,
    })
  }
  // who may close one port of a group may close all
  await mayClose(rules, group, ports[0] ?? 22)
}

/** What cannot be taken back is not opened. */
async function mayClose(rules: Rules, group: string, port: number): Promise<void> {
  const { RevokeSecurityGroupIngressCommand } = await loadEc2()
  // 192.0.2.0/24 is for documentation (RFC 5737): there is no such rule, and it is not asked to be done either
  const permissions = permissionsOf({ group, port, cidr: '192.0.2.1/32' })
  const request = { GroupId: group, IpPermissions: permissions, DryRun: true }
  try {
    await rules.client.send(new RevokeSecurityGroupIngressCommand(request))
  } catch (thrown) {
    if (/^(DryRunOperation|InvalidPermission\.NotFound)$/.test(awsCode(thrown))) return
    throw explainAws(thrown, `${group} could not be closed again`, 'ec2:RevokeSecurityGroupIngress')
  }
}
