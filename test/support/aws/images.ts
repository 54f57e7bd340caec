import { items, text, texts } from './query.ts'
import { filtered, type Handler, page, pair, tagList, tagsFor } from './shared.ts'
import { AwsError, type Image } from './state.ts'

/** What the calls on images, tags, keys and what surrounds them do. */
export const images: Readonly<Record<string, Handler>> = {
  DescribeImages(account, params) {
    const ids = texts(params['ImageId'])
    const missing = ids.find((id) => !account.images.has(id))
    if (missing) throw new AwsError('InvalidAMIID.NotFound', `The image id '[${missing}]' does not exist`)
    const seen = [...account.images.values()].filter(({ id }) => ids.length === 0 || ids.includes(id))
    const found = filtered(seen, params, (image) => ({
      'image-id': [image.id],
      name: [image.name],
      state: [image.state],
      'virtualization-type': ['hvm'],
      'root-device-type': ['ebs'],
      architecture: ['x86_64'],
      tags: image.tags,
    }))
    const { list, nextToken } = page(account, found, params)
    for (const image of list) image.state = 'available'
    return { imagesSet: list.map(shown), nextToken }
  },

  CreateImage(account, params) {
    const from = text(params['InstanceId'])
    if (!account.instances.has(from ?? ''))
      throw new AwsError('InvalidInstanceID.NotFound', `The instance ID '${from}' does not exist`)
    const { id } = account.addImage({ name: text(params['Name']) ?? '', from, tags: tagsFor('image', params) })
    return { imageId: id }
  },

  DeregisterImage(account, params) {
    account.images.delete(text(params['ImageId']) ?? '')
    return { return: true }
  },

  CreateTags(account, params) {
    const tags = items(params['Tag']).map(pair)
    if (tags.some(([key]) => key.startsWith('aws:')))
      throw new AwsError('InvalidParameterValue', 'Tag keys starting with aws: are reserved')
    for (const id of texts(params['ResourceId'])) {
      const had = account.tagsOf(id)
      if (had === undefined && !/^(vol|snap|eni)-/.test(id))
        throw new AwsError('InvalidID', `The ID '${id}' is not valid`)
      if (had === undefined) continue
      if (new Set([...Object.keys(had), ...tags.map(([key]) => key)]).size > 50) {
        throw new AwsError('TagLimitExceeded', 'More than 50 tags')
      }
      Object.assign(had, Object.fromEntries(tags))
    }
    return { return: true }
  },

  DeleteTags(account, params) {
    for (const id of texts(params['ResourceId'])) {
      const had = account.tagsOf(id)
      if (had === undefined) throw new AwsError('InvalidID', `The ID '${id}' is not valid`)
      for (const tag of items(params['Tag'])) {
        const key = text(tag['Key']) ?? ''
        // with a value, only a tag of that value
        if (tag['Value'] === undefined || had[key] === tag['Value']) delete had[key]
      }
    }
    return { return: true }
  },

  CreateKeyPair(account, params) {
    const name = text(params['KeyName']) ?? ''
    account.keys.set(name, '')
    return { keyName: name, keyFingerprint: '00', keyPairId: 'key-1', keyMaterial: account.keyMaterial }
  },

  ImportKeyPair(account, params) {
    account.keys.set(text(params['KeyName']) ?? '', text(params['PublicKeyMaterial']) ?? '')
    return { keyName: params['KeyName'], keyFingerprint: '00', keyPairId: 'key-1' }
  },

  DescribeKeyPairs: (account) => ({ keySet: [...account.keys.keys()].map((keyName) => ({ keyName })) }),

  DeleteKeyPair(account, params) {
    account.keys.delete(text(params['KeyName']) ?? '')
    return { return: true }
  },

  DescribeRegions: () => ({
    regionInfo: [
      { regionName: 'eu-west-1', regionEndpoint: 'ec2.eu-west-1.amazonaws.com', optInStatus: 'opt-in-not-required' },
    ],
  }),
  DescribeAccountAttributes: () => ({ accountAttributeSet: [] }),
  DescribeVpcs: () => ({ vpcSet: [{ vpcId: 'vpc-1', isDefault: true, state: 'available', cidrBlock: '10.0.0.0/16' }] }),
  DescribeSubnets: () => ({
    subnetSet: [
      {
        subnetId: 'subnet-1',
        vpcId: 'vpc-1',
        availabilityZone: 'eu-west-1a',
        state: 'available',
        availableIpAddressCount: 9,
      },
    ],
  }),
  DescribeInstanceTypeOfferings: () => ({ instanceTypeOfferingSet: [] }),
  DescribeVolumes: () => ({ volumeSet: [] }),
  DescribeSnapshots: () => ({ snapshotSet: [] }),
}

function shown({ id, name, state, tags }: Image) {
  return {
    imageId: id,
    name,
    imageState: state,
    imageOwnerId: '123456789012',
    isPublic: false,
    architecture: 'x86_64',
    imageType: 'machine',
    rootDeviceType: 'ebs',
    rootDeviceName: '/dev/xvda',
    virtualizationType: 'hvm',
    hypervisor: 'xen',
    enaSupport: true,
    creationDate: '2026-01-01T00:00:00.000Z',
    blockDeviceMapping: [{ deviceName: '/dev/xvda', ebs: { snapshotId: 'snap-1', volumeSize: 8, volumeType: 'gp3' } }],
    tagSet: tagList(tags),
  }
}
