import { expect, it } from 'vitest'
import type { HostSpec } from '../../src/host/host-spec.ts'
import { countMachines } from '../../src/inventory/count-machines.ts'
import { parseHost } from '../../src/inventory/host-string.ts'
import type { HostEntry } from '../../src/inventory/inventory.ts'
import { makeHost } from '../../src/inventory/make-host.ts'

const shared = { root: '/', privateKey: undefined, agent: undefined, vars: {} }
const host = (entry: HostEntry): HostSpec => {
  const { user, port } = entry
  return makeHost(entry, [{ source: () => 'roles/app.ts', user, port }], 'roles/app.ts', shared)
}

it.each([
  [1, ['10.0.0.1', '10.0.0.1:22']],
  [1, ['WEB-1', 'web-1:22']],
  [1, ['[2001:db8::1]', '[2001:db8::1]:22']],
  [2, ['10.0.0.1', '10.0.0.2']],
  [2, ['10.0.0.1:2201', '10.0.0.1:2202']],
  // a gateway sends each user elsewhere
  [2, ['a%web-1@gate', 'b%web-1@gate'].map((text) => text.replace('%', '+'))],
  [2, ['docker://web', 'podman://web']],
  [1, ['local', 'local']],
])('counts %i machines in %j', (machines, hosts) => {
  expect(countMachines(hosts.map((text) => host(parseHost(text, '--host'))))).toBe(machines)
})

it('knows an instance by its id, whatever its address', () => {
  const one = host({ name: 'web', address: '10.0.0.1', instance: 'i-1' })
  const other = host({ name: 'web-1', address: '52.0.0.1', instance: 'i-1' })
  expect(countMachines([one, other])).toBe(1)
  expect(countMachines([one, { ...other, instance: 'i-2' }])).toBe(2)
  const byAddress = host({ name: 'web-2', address: '52.0.0.1' })
  expect(countMachines([byAddress, one, { ...host({ name: 'web-3', address: '10.0.0.1' }) }])).toBe(2)
  expect(countMachines([byAddress, one, host({ name: 'web-3', address: '10.0.0.1' }), other])).toBe(1)
  // behind two bastions
  expect(countMachines([one, { ...one, instance: 'i-2', jumps: [byAddress] }])).toBe(2)
})
