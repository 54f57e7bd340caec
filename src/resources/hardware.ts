import { ConfigError } from '../errors.ts'
import { sh } from '../host/shell.ts'
import { couldNotTell, defineResource, is, type Verdict } from './define-resource.ts'
import { within, type NumberRange } from './shared/number-range.ts'
import { checkKind } from './shared/wanted.ts'
import { kernelFiles, type HardwareState } from './system/hardware.ts'

export type { HardwareState } from './system/hardware.ts'

const ofMachine = defineResource({
  kind: 'hardware',
  title: () => 'the hardware',
  providers: { kernelFiles },
  evidence: () => [{ label: 'memory and processors', script: sh`free -h; nproc; systemd-detect-virt 2>&1` }],
  matchers: {
    /** All memory that the kernel has, in bytes: a little less than what is built in. */
    toHaveMemory: (machine: HardwareState, bytes: number | NumberRange) => within(machine.memory.total, bytes),
    /** The memory that programs can still have without swapping, in bytes. */
    toHaveAvailableMemory: (machine: HardwareState, bytes: number | NumberRange) =>
      within(machine.memory.available, bytes),
    /** All space to swap to, in bytes; 0 for none. */
    toHaveSwap: (machine: HardwareState, bytes: number | NumberRange) => within(machine.memory.swap, bytes),
    /** How many processors are online. */
    toHaveCpus: (machine: HardwareState, count: number | NumberRange) => within(machine.cpus, count),
    /** What it runs on, as systemd-detect-virt(1) names it: `kvm`, `amazon`, `docker`, `none`. */
    toHaveVirtualization: (machine: HardwareState, name: string): Verdict => {
      checkKind(name, 'string')
      if (!/^[a-z][\w-]*$/.test(name)) {
        throw new ConfigError('virtualization', `systemd-detect-virt names nothing ${JSON.stringify(name)}`, {
          hint: 'kvm, vmware, amazon, docker, none',
        })
      }
      return of(machine, (actual) => is(actual, name))
    },
    /** It is a virtual machine or a container. */
    toBeVirtual: (machine: HardwareState): Verdict => of(machine, (actual) => actual !== 'none'),
  },
})

/**
 * What a machine is made of: memory, processors, and what it runs on.
 *
 * Of a container these are the machine's below it; its own limits are in `cgroup`.
 *
 * @example
 * it(hardware()).toHaveMemory({ atLeast: 4e9 }).toHaveCpus({ atLeast: 2 })
 * it(hardware()).toHaveVirtualization('amazon')
 */
export function hardware(): ReturnType<typeof ofMachine> {
  return ofMachine('hardware')
}

function of({ virtualization }: HardwareState, test: (actual: string) => Verdict): Verdict {
  if (virtualization !== undefined) return test(virtualization)
  return couldNotTell('the host does not show what it runs on', 'systemd-detect-virt(1) would tell')
}
