import { describe, expect, it } from 'vitest'
import { ConfigError } from '../../src/errors.ts'
import { parseHost } from '../../src/inventory/host-string.ts'

describe('a container', () => {
  it.each([
    ['docker://web', { name: 'docker://web', address: 'web', transport: 'docker' }],
    ['docker://app@web_1.x-2', { name: 'docker://web_1.x-2', address: 'web_1.x-2', transport: 'docker', user: 'app' }],
    ['podman://4f5e6a7b8c9d', { name: 'podman://4f5e6a7b8c9d', address: '4f5e6a7b8c9d', transport: 'podman' }],
    ['lxc://web', { name: 'lxc://web', address: 'web', transport: 'lxc' }],
    ['nspawn://deploy@web', { name: 'nspawn://web', address: 'web', transport: 'nspawn', user: 'deploy' }],
    ['kubectl://web-0', { name: 'kubectl://web-0', address: 'web-0', transport: 'kubectl', pod: {} }],
    [
      'kubectl://shop/web-0',
      { name: 'kubectl://shop/web-0', address: 'web-0', transport: 'kubectl', pod: { namespace: 'shop' } },
    ],
    [
      'kubectl://shop/web-0/nginx?context=prod@eu',
      {
        name: 'kubectl://shop/web-0/nginx?context=prod@eu',
        address: 'web-0',
        transport: 'kubectl',
        pod: { namespace: 'shop', container: 'nginx', context: 'prod@eu' },
      },
    ],
    [
      'kubectl://web-0?namespace=shop&container=nginx',
      {
        name: 'kubectl://web-0?namespace=shop&container=nginx',
        address: 'web-0',
        transport: 'kubectl',
        pod: { namespace: 'shop', container: 'nginx' },
      },
    ],
  ])('is read from %s', (text, expected) => {
    expect(parseHost(text, '--host')).toEqual(expected)
  })
})

describe('what is no container', () => {
  it.each([
    ['docker://', '"" is no name of a container'],
    ['docker://-oProxyCommand=id', '"-oProxyCommand=id" is no name of a container'],
    ['docker://--privileged', 'is no name of a container'],
    ['docker://web/../x', 'is no name of a container'],
    ['docker://web:22', 'is no name of a container'],
    ['docker://a@-x', '"-x" is no name of a container'],
    ['docker://-u0@web', 'names the user "-u0"'],
    ['docker://@web', 'The user in --host is empty'],
    ['docker://ann:secret@web', 'holds a colon'],
    ['podman://we b', 'holds a blank'],
    ['lxc://$(id)', 'is no name of a container'],
    ['nspawn://.host', '".host" is no name of a container'],
    ['kubectl://', 'is no name of a container'],
    ['kubectl://-n/web', '"-n" is no name of a container'],
    ['kubectl://a/b/c/d', 'has too many parts'],
    ['kubectl://web?namespace=-x', '"-x" is no name of a container'],
    ['kubectl://web?context=--kubeconfig=x', 'names no context'],
    ['kubectl://web?as=root', 'asks for "as"'],
    ['kubectl://ann@web', '"ann@web" is no name of a container'],
    ['vagrant://web', 'names a host by vagrant://'],
  ])('%j is refused', (text, message) => {
    expect(() => parseHost(text, '--host')).toThrow(ConfigError)
    expect(() => parseHost(text, '--host')).toThrow(message)
  })
})
