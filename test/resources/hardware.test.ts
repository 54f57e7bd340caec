import { describe, expect, it } from 'vitest'
import { ConfigError } from '../../src/errors.ts'
import { Unknown } from '../../src/resources/define-resource.ts'
import { hardware, type HardwareState } from '../../src/resources/hardware.ts'
import { kernelFiles } from '../../src/resources/system/hardware.ts'
import { virtualizationOf } from '../../src/resources/system/virtualization.ts'
import { captures, parsed } from './support/captures.ts'
import { judged, verdict } from './support/matchers.ts'
import { answer, debian, look, shells } from './support/shells.ts'

describe('what hosts answered', () => {
  it.each(captures('hardware/state'))('$host, $name', (capture) => {
    expect(parsed(kernelFiles, capture)).toEqual(capture.expected)
  })
})

describe('the hardware', () => {
  const memory = 'MemTotal: 2048 kB\nMemAvailable: 1024 kB\nSwapTotal: 0 kB\n'
  const read = (stdout: string, more = {}) =>
    kernelFiles.parse(answer(stdout, more), ['hardware'], debian).get('hardware')

  it.each([
    ['0', 1],
    ['0-3', 4],
    ['0-1,4,6-7', 5],
  ])('has with the processors %s online %i of them', (online, cpus) => {
    expect(read(`cpus ${online}\n${memory}`)).toMatchObject({
      cpus,
      memory: { total: 2_097_152, available: 1_048_576 },
    })
  })
  it.each([
    ['/proc is not there', 'cpus \n', { exitCode: 2, stderr: 'grep: /proc/meminfo: No such file or directory' }],
    ['the processors are not told', `cpus \n${memory}`, {}],
    ['the memory is not told', 'cpus 0\nMemTotal: 2048 kB\n', {}],
  ])('cannot be told when %s', (_, stdout, more) => expect(read(stdout, more)).toBeInstanceOf(Unknown))

  it.each(shells)('is read by $name', (shell) => {
    expect(look(shell, kernelFiles, ['hardware']).get('hardware')).toMatchObject({ exists: true })
  })

  // The last two are how Dell and Lenovo call theirs; the others are what systemd looks for.
  const none = { detected: '', marks: [], vendor: '', product: '', flag: false }
  it.each([
    [{ ...none, detected: 'kvm', vendor: 'Amazon EC2' }, 'kvm'],
    [{ ...none, detected: 'none', flag: true }, 'none'],
    [{ ...none, marks: ['/.dockerenv'], vendor: 'QEMU' }, 'docker'],
    [{ ...none, vendor: 'Amazon EC2', product: 'm5.large', flag: true }, 'amazon'],
    [{ ...none, vendor: 'Microsoft Corporation', product: 'Virtual Machine', flag: true }, 'microsoft'],
    [{ ...none, vendor: 'Microsoft Corporation', product: 'Surface Pro' }, 'none'],
    [{ ...none, vendor: 'Dell Inc.', product: 'PowerEdge R640' }, 'none'],
    [{ ...none, vendor: 'LENOVO', flag: true }, undefined],
    [none, undefined],
  ])('of %o is %s', (traces, expected) => expect(virtualizationOf(traces)).toBe(expected))

  const state: HardwareState = {
    exists: true,
    memory: { total: 4e9, available: 1e9, swap: 0 },
    cpus: 2,
    cpuModel: '',
    virtualization: 'kvm',
    vendor: '',
    product: '',
  }
  it.each<[string, HardwareState, readonly unknown[], string]>([
    ['toHaveMemory', state, [{ atLeast: 4e9 }], 'true'],
    ['toHaveMemory', state, [{ above: 4e9 }], 'false'],
    ['toHaveAvailableMemory', state, [{ below: 2e9 }], 'true'],
    ['toHaveSwap', state, [0], 'true'],
    ['toHaveCpus', state, [2], 'true'],
    ['toHaveCpus', state, [{ above: 2 }], 'false'],
    ['toHaveVirtualization', state, ['kvm'], 'true'],
    ['toHaveVirtualization', state, ['docker'], 'false'],
    ['toHaveVirtualization', { ...state, virtualization: undefined }, ['kvm'], 'unknown'],
    ['toBeVirtual', state, [], 'true'],
    ['toBeVirtual', { ...state, virtualization: 'none' }, [], 'false'],
    ['toBeVirtual', { ...state, virtualization: undefined }, [], 'unknown'],
  ])('%s of %o with %o is %s', (matcher, of, args, expected) => {
    expect(judged(verdict(hardware(), matcher, of, ...args))).toBe(expected)
  })
  it.each(['VMware', 'Amazon EC2', '', undefined])('refuses %j, which no machine runs on', (name) => {
    expect(() => verdict(hardware(), 'toHaveVirtualization', state, name)).toThrow(ConfigError)
  })
})
