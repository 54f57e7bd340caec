import { items, type Params, text, texts } from './query.ts'
import { filtered, type Handler, page, tagList, tagsFor } from './shared.ts'
import { type Account, AwsError, type Instance } from './state.ts'

/** What the calls on instances do. */
export const instances: Readonly<Record<string, Handler>> = {
  RunInstances(account, params) {
    const image = text(params['ImageId']) ?? ''
    if (!account.images.has(image)) {
      throw new AwsError('InvalidAMIID.NotFound', `The image id '[${image}]' does not exist`)
    }
    const again = [...account.instances.values()].find((one) => isSameAsk(one.asked as Params, params))
    const made = again ?? launch(account, image, params)
    return { reservationId: 'r-1', ownerId: '123456789012', instancesSet: [shown(made)] }
  },

  DescribeInstances(account, params) {
    const ids = texts(params['InstanceId'])
    for (const id of ids) instanceOf(account, id)
    for (const one of account.instances.values()) advance(one)
    const seen = [...account.instances.values()].filter(
      ({ id }) => (ids.length === 0 || ids.includes(id)) && account.sees(id),
    )
    if (seen.length < ids.length) throw notFound(ids[0] ?? '')
    const found = filtered(seen, params, (one) => ({
      'instance-id': [one.id],
      'instance-state-name': [one.state],
      'image-id': [one.image],
      'instance.group-id': one.groups,
      tags: one.tags,
    }))
    const { list, nextToken } = page(account, found, params)
    return { reservationSet: list.map((one) => ({ reservationId: 'r-1', instancesSet: [shown(one)] })), nextToken }
  },

  DescribeInstanceStatus(account, params) {
    const found = texts(params['InstanceId']).map((id) => instanceOf(account, id))
    const ok = { status: 'ok', details: [{ name: 'reachability', status: 'passed' }] }
    return {
      instanceStatusSet: found.map((one) => ({
        instanceId: one.id,
        instanceState: stateOf(one),
        systemStatus: ok,
        instanceStatus: ok,
      })),
    }
  },

  TerminateInstances: (account, params) => ({ instancesSet: turn(account, params, 'shutting-down', 'terminated') }),
  StopInstances: (account, params) => ({ instancesSet: turn(account, params, 'stopping', 'stopped') }),

  ModifyInstanceAttribute: () => ({ return: true }),

  GetConsoleOutput(account, params) {
    const one = instanceOf(account, text(params['InstanceId']) ?? '')
    const output = one.console === undefined ? undefined : Buffer.from(one.console).toString('base64')
    return { instanceId: one.id, timestamp: new Date().toISOString(), output }
  },
}

function launch(account: Account, image: string, params: Params): Instance {
  const machine = account.machines.shift()
  if (machine === undefined) {
    throw new AwsError('InsufficientInstanceCapacity', 'There is not enough capacity to fulfill your request', 500)
  }
  account.machines.push(machine)
  const cards = items(params['NetworkInterface']).flatMap((card) => texts(card['SecurityGroupId']))
  return account.addInstance({
    state: 'pending',
    image,
    type: text(params['InstanceType']) ?? 'm1.small',
    publicAddress: machine.public,
    privateAddress: machine.private,
    ipv6: machine.ipv6,
    groups: [...texts(params['SecurityGroupId']), ...cards],
    tags: tagsFor('instance', params),
    key: text(params['KeyName']),
    console: machine.console,
    asked: params,
    looks: account.boot,
  })
}

function isSameAsk(one: Params | undefined, other: Params): boolean {
  const token = text(other['ClientToken'])
  return token !== undefined && one !== undefined && text(one['ClientToken']) === token
}

/** Each look brings an instance nearer to its next state. */
function advance(one: Instance): void {
  if (one.looks-- > 0) return
  if (one.state === 'pending') one.state = 'running'
  if (one.state === 'shutting-down') one.state = 'terminated'
  if (one.state === 'stopping') one.state = 'stopped'
}

function turn(account: Account, params: Params, state: Instance['state'], end: Instance['state']) {
  return texts(params['InstanceId'])
    .map((id) => instanceOf(account, id))
    .map((one) => {
      const previousState = stateOf(one)
      if (one.state !== end) Object.assign(one, { state, looks: account.boot })
      return { instanceId: one.id, currentState: stateOf(one), previousState }
    })
}

function instanceOf(account: Account, id: string): Instance {
  const one = account.instances.get(id)
  if (one !== undefined) return one
  throw notFound(id)
}

function notFound(id: string): AwsError {
  return new AwsError('InvalidInstanceID.NotFound', `The instance ID '${id}' does not exist`)
}

const CODES = { pending: 0, running: 16, 'shutting-down': 32, terminated: 48, stopping: 64, stopped: 80 }

function stateOf({ state }: Instance) {
  return { code: CODES[state], name: state }
}

function shown(one: Instance) {
  const gone = one.state === 'terminated' || one.state === 'pending'
  return {
    instanceId: one.id,
    imageId: one.image,
    instanceState: stateOf(one),
    instanceType: one.type,
    keyName: one.key,
    launchTime: one.launched.toISOString(),
    placement: { availabilityZone: one.zone, tenancy: 'default' },
    ...(!gone && { ipAddress: one.publicAddress, privateIpAddress: one.privateAddress }),
    ...(!gone && one.ipv6 && { ipv6Address: one.ipv6 }),
    dnsName: gone || !one.publicAddress ? '' : `ec2-${one.publicAddress.replaceAll('.', '-')}.compute.amazonaws.com`,
    privateDnsName: gone ? '' : `ip-${one.privateAddress.replaceAll('.', '-')}.ec2.internal`,
    groupSet: one.groups.map((groupId) => ({ groupId, groupName: groupId })),
    rootDeviceType: 'ebs',
    rootDeviceName: '/dev/xvda',
    architecture: 'x86_64',
    hypervisor: 'xen',
    virtualizationType: 'hvm',
    blockDeviceMapping: [{ deviceName: '/dev/xvda', ebs: { volumeId: 'vol-1', status: 'attached' } }],
    tagSet: tagList(one.tags),
  }
}
