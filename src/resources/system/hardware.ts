import { sh } from '../../host/shell.ts'
import { couldNotTell, type Provider, type Unknown } from '../define-resource.ts'
import { allFailed } from '../shared/all-unknown.ts'
import { virtualizationOf } from './virtualization.ts'

/** What a machine is made of, as its kernel sees it. */
export interface HardwareState {
  readonly exists: true
  /** Bytes. */
  readonly memory: { readonly total: number; readonly available: number; readonly swap: number }
  /** How many processors are online. */
  readonly cpus: number
  /** As the processor calls itself; empty where it does not. */
  readonly cpuModel: string
  /** As systemd-detect-virt(1) names it, `none` for a machine of its own; `undefined` where the host does not tell. */
  readonly virtualization: string | undefined
  /** Who made it, such as `Dell Inc.` or `Amazon EC2`; empty where the firmware does not say. */
  readonly vendor: string
  /** Such as `PowerEdge R640` or `m5.large`; empty where the firmware does not say. */
  readonly product: string
}

// proc_meminfo(5), /sys/devices/system/cpu/online, /sys/class/dmi/id (SMBIOS). systemd-detect-virt(1) exits 1 for none.
export const kernelFiles: Provider<HardwareState> = {
  on: ({ kernel }) => kernel.name === 'Linux',
  show: () => sh`free -b; nproc; systemd-detect-virt`,
  ask: () => sh`{ echo "cpus $(cat /sys/devices/system/cpu/online)"
echo "model $(grep -m 1 '^model name' /proc/cpuinfo)"
echo "flag $(grep -m 1 -wo hypervisor /proc/cpuinfo)"
for f in sys_vendor product_name; do echo "$f $(cat /sys/class/dmi/id/$f)"; done
echo "detected $(systemd-detect-virt)"
for f in /.dockerenv /run/.containerenv /proc/vz /dev/lxd/sock; do if [ -e $f ]; then echo "mark $f"; fi; done
} 2>/dev/null
grep -E '^(MemTotal|MemAvailable|MemFree|SwapTotal):' /proc/meminfo`,
  parse: (answer, keys) => {
    if (answer.exitCode !== 0) return allFailed(keys, '/proc/meminfo', answer)
    const state = read(answer.stdout)
    return new Map(keys.map((key) => [key, state]))
  },
}

function read(stdout: string): HardwareState | Unknown {
  const lines = stdout.split('\n')
  const one = (name: string): string =>
    lines
      .find((line) => line.startsWith(`${name} `))
      ?.slice(name.length + 1)
      .trim() ?? ''
  const bytes = (name: string): number | undefined => {
    const kib = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(stdout)?.[1]
    return kib === undefined ? undefined : Number(kib) * 1024
  }
  const [total, available, swap] = [bytes('MemTotal'), bytes('MemAvailable') ?? bytes('MemFree'), bytes('SwapTotal')]
  const cpus = countOf(one('cpus'))
  if (total === undefined || available === undefined || swap === undefined) {
    return couldNotTell('/proc/meminfo holds what cannot be read')
  }
  if (cpus === undefined) return couldNotTell('/sys/devices/system/cpu/online holds what cannot be read')
  const [vendor, product] = [one('sys_vendor'), one('product_name')]
  const marks = lines.filter((line) => line.startsWith('mark ')).map((line) => line.slice('mark '.length))
  return {
    exists: true,
    memory: { total, available, swap },
    cpus,
    cpuModel: one('model').replace(/^model name\s*:\s*/, ''),
    virtualization: virtualizationOf({ detected: one('detected'), marks, vendor, product, flag: one('flag') !== '' }),
    vendor,
    product,
  }
}

/** `0-3,5` is five. */
function countOf(list: string): number | undefined {
  if (!/^\d+(-\d+)?(,\d+(-\d+)?)*$/.test(list)) return undefined
  const sizes = list.split(',').map((range) => {
    const [first = 0, last = first] = range.split('-').map(Number)
    return last - first + 1
  })
  return sizes.reduce((all, size) => all + size, 0)
}
