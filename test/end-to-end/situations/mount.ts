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
        `it(mount('/')).toHaveOption('exec')`,
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
      absent: [
        `it(mount('/etc')).toHaveType('ext4')`,
        `it(mount('/etc')).toHaveUsedSpace({ below: 100 })`,
        `it(mount('/run')).toHaveOption('errors=continue')`,
      ],
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
    // A file system of its own in a file, and a folder of it in another place, read-only.
    {
      mechanisms: ['mountinfo'],
      host: 'here',
      before: `d=/run/infraspec-mount-\${INFRASPEC_TEST_ZONE:-0}; mkdir -p $d/loop $d/bound; truncate -s 8M $d/disk
mkfs.ext4 -q -N 64 $d/disk; mount -o loop,noexec $d/disk $d/loop
mkdir $d/loop/inner; mount --bind $d/loop/inner $d/bound; mount -o remount,bind,ro $d/bound`,
      after: `d=/run/infraspec-mount-\${INFRASPEC_TEST_ZONE:-0}; umount $d/bound; umount $d/loop; rm -r $d`,
      holds: [
        `it(mount('/run/infraspec-mount-ZONE/loop')).toHaveType('ext4')`,
        `it(mount('/run/infraspec-mount-ZONE/loop')).toHaveOption('noexec')`,
        `it(mount('/run/infraspec-mount-ZONE/loop')).toHaveUsedInodes({ atMost: 50 })`,
        `it(mount('/run/infraspec-mount-ZONE/bound')).toBeReadOnly()`,
        `it(mount('/run/infraspec-mount-ZONE/bound')).toMatchState({ source: '/inner', type: 'ext4' })`,
      ],
      fails: [
        `it(mount('/run/infraspec-mount-ZONE/loop')).toBeReadOnly()`,
        `it(mount('/run/infraspec-mount-ZONE/loop/inner')).toBeMounted()`,
        `it(mount('/run/infraspec-mount-ZONE/loop')).toHaveAvailableSpace({ above: 8 * 2 ** 20 })`,
      ],
      absent: [],
      untold: [],
    },
  ],
}
