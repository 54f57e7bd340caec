import { expect, it } from 'vitest'
import type { HostSpec } from '../../src/host/host-spec.ts'
import { makeHost } from '../../src/inventory/make-host.ts'
import { mergeHosts } from '../../src/inventory/merge-hosts.ts'

function host(changes: Partial<HostSpec> = {}): HostSpec {
  const shared = { root: '/', privateKey: undefined, agent: undefined, vars: {} }
  return { ...makeHost({ address: 'web-1' }, [], 'roles/app.ts', shared), ...changes }
}

it('keeps hosts of different names', () => {
  const hosts = [host(), host({ id: 'web-2', name: 'web-2', address: 'web-2' })]
  expect(mergeHosts(hosts)).toEqual(hosts)
})

it('makes one of what is the same, and names both sources', () => {
  const hosts = [host(), host({ source: 'roles/base.ts' }), host({ source: 'roles/base.ts' })]
  expect(mergeHosts(hosts)).toEqual([host({ source: 'roles/app.ts, roles/base.ts' })])
})

it.each([
  [{ address: '10.0.0.1' }, 'address web-1 and 10.0.0.1'],
  [{ user: 'ann' }, 'user not set and ann'],
  [{ port: 22 }, 'port not set and 22'],
  [{ sudo: true }, 'sudo false and true'],
  [{ vars: { token: 'hunter2' } }, 'with different values: vars'],
  [{ instance: 'i-1' }, 'with different values: instance'],
  [{ identities: ['/key'] }, 'with different values: identities'],
  [{ hostKey: { mode: 'accept-new', fingerprints: [], knownHosts: [] } }, 'with different values: hostKey'],
] as [Partial<HostSpec>, string][])('refuses one name with two descriptions: %j', (changes, message) => {
  const merge = () => mergeHosts([host(), host({ ...changes, source: 'roles/base.ts' })])
  expect(merge).toThrow(message)
  expect(merge).toThrow('Host web-1 is described in roles/app.ts and in roles/base.ts')
  expect(merge).not.toThrow('hunter2')
})

it('refuses it within one source', () => {
  expect(() => mergeHosts([host(), host({ port: 22 })])).toThrow('twice in roles/app.ts')
})
