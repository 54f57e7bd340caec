import type { Proof } from '../situations.ts'

export const proof: Proof = {
  situations: [
    {
      mechanisms: ['mountinfo'],
      holds: [
        `it(mount('/run')).toBeMounted()`,
        `it(mount('/run')).toHaveDevice('tmpfs')`,
        `it(mount('/run')).toHaveType('tmpfs')`,
        `it(mount('/run')).toHaveOption('nosuid')`,
        `it(mount('/proc/sys')).toBeReadOnly()`,
        `it(mount('/')).toHaveUsedSpace({ below: 100 })`,
        `it(mount('/')).toHaveAvailableSpace({ above: 0 })`,
        `it(mount('/')).toHaveUsedInodes({ below: 100 })`,
      ],
      fails: [
        `it(mount('/etc')).toBeMounted()`,
        `it(mount('/run')).toHaveOption('suid')`,
        `it(mount('/')).toHaveUsedSpace({ below: 0 })`,
      ],
      absent: [`it(mount('/etc')).toHaveType('ext4')`, `it(mount('/etc')).toHaveUsedSpace({ below: 100 })`],
      untold: [`it(mount('/proc')).toHaveUsedSpace({ below: 100 })`],
    },
    {
      mechanisms: ['mountinfo'],
      host: 'busybox-1',
      holds: [
        `it(mount('/run')).toHaveType('tmpfs')`,
        `it(mount('/run')).toHaveOption('nosuid')`,
        `it(mount('/')).toHaveUsedSpace({ below: 100 })`,
        `it(mount('/')).toHaveUsedInodes({ below: 101 })`,
      ],
      fails: [`it(mount('/etc')).toBeMounted()`, `it(mount('/')).toHaveUsedSpace({ below: 0 })`],
      absent: [`it(mount('/etc')).toHaveType('ext4')`],
      untold: [],
    },
  ],
}
