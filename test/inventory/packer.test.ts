import { describe, expect, it } from 'vitest'

import { packerInventory } from '../../src/inventory/packer.ts'

const list = (variables: NodeJS.ProcessEnv) => packerInventory(variables).list({ root: '/' })

const BUILD = {
  PACKER_BUILD_NAME: 'app',
  PACKER_BUILDER_TYPE: 'amazon-ebs',
  PACKER_RUN_UUID: 'b7',
  INFRASPEC_HOST: '10.0.0.1',
  INFRASPEC_PORT: '2222',
  INFRASPEC_USER: 'admin',
  INFRASPEC_INSTANCE_ID: 'i-0abc',
}

describe('the instance that Packer builds', () => {
  it('is what its environment says, by the name of the build', async () => {
    const vars = { packer: { build: 'app', builder: 'amazon-ebs', run: 'b7' } }
    const host = { name: 'app', address: '10.0.0.1', port: 2222, user: 'admin', instance: 'i-0abc', vars }
    expect(await list(BUILD)).toEqual([expect.objectContaining(host)])
  })

  it('may have an IPv6 address, and nothing but one', async () => {
    const sparse = {
      PACKER_BUILD_NAME: 'app',
      INFRASPEC_HOST: 'fd99::2',
      INFRASPEC_PORT: 'ERR_PORT_NOT_IMPLEMENTED_BY_BUILDER',
      INFRASPEC_USER: '',
      INFRASPEC_INSTANCE_ID: 'ERR_ID_NOT_IMPLEMENTED_BY_BUILDER',
    }
    expect(await list(sparse)).toMatchObject([
      { address: 'fd99::2', port: undefined, user: undefined, instance: undefined },
    ])
  })

  it.each([
    [{}, 'PACKER_BUILD_NAME is not set'],
    [{ PACKER_BUILD_NAME: 'app' }, 'INFRASPEC_HOST is not set'],
    [{ ...BUILD, INFRASPEC_HOST: 'ERR_HOST_NOT_IMPLEMENTED_BY_BUILDER' }, 'INFRASPEC_HOST is not set'],
    [{ ...BUILD, INFRASPEC_HOST: '-oProxyCommand=id' }, 'begins with a dash'],
    [{ ...BUILD, INFRASPEC_PORT: '0' }, 'INFRASPEC_PORT says port "0"'],
  ])('is refused for %j', async (variables, message) => {
    await expect(list(variables)).rejects.toThrow(message)
  })
})
