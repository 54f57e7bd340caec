/** What a host shows of what it runs on. */
export interface Traces {
  /** What systemd-detect-virt(1) printed; empty where it is not there. */
  readonly detected: string
  /** Files that only a container has. */
  readonly marks: readonly string[]
  readonly vendor: string
  readonly product: string
  /** The processor says that a hypervisor is there. */
  readonly flag: boolean
}

const CONTAINERS: Readonly<Record<string, string>> = {
  '/.dockerenv': 'docker',
  '/run/.containerenv': 'podman',
  '/proc/vz': 'openvz',
  '/dev/lxd/sock': 'lxc',
}

// The order of systemd's own table: Amazon's and Google's machines are KVM below.
const FIRMWARE: readonly (readonly [RegExp, string])[] = [
  [/KVM/, 'kvm'],
  [/OpenStack|KubeVirt/, 'kvm'],
  [/Amazon EC2/, 'amazon'],
  [/Google Compute Engine/, 'google'],
  [/QEMU/, 'qemu'],
  [/VMware|VMW/, 'vmware'],
  [/innotek GmbH|VirtualBox/, 'oracle'],
  [/Xen/, 'xen'],
  [/Bochs/, 'bochs'],
  [/Parallels/, 'parallels'],
  [/BHYVE/, 'bhyve'],
  [/Microsoft Corporation.*Virtual Machine/, 'microsoft'],
]

/** What a host runs on, as systemd-detect-virt(1) names it; `undefined` where its traces do not tell. */
export function virtualizationOf({ detected, marks, vendor, product, flag }: Traces): string | undefined {
  if (/^[a-z][\w-]*$/.test(detected)) return detected
  const container = marks.map((mark) => CONTAINERS[mark]).find((name) => name !== undefined)
  if (container !== undefined) return container
  const known = FIRMWARE.find(([pattern]) => pattern.test(`${vendor} ${product}`))?.[1]
  if (known !== undefined) return known
  // A machine with a maker and without a hypervisor is one of its own; without either nothing is known.
  return vendor !== '' && !flag ? 'none' : undefined
}
