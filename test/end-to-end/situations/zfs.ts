import type { Proof } from '../situations.ts'

export const proof: Proof = {
  situations: [
    {
      mechanisms: ['zfsGet'],
      host: 'here',
      before: `d=/run/infraspec-zfs-\${INFRASPEC_TEST_ZONE:-0}; p=infraspec\${INFRASPEC_TEST_ZONE:-0}; mkdir $d
pidof zfs-fuse >/dev/null || { zfs-fuse -p $d/pid; sleep 1; }
truncate -s 80M $d/disk; zpool create -o cachefile=none -m $d/mounted $p $d/disk
zfs create -o quota=10M -o compression=on $p/data`,
      after: `d=/run/infraspec-zfs-\${INFRASPEC_TEST_ZONE:-0}; p=infraspec\${INFRASPEC_TEST_ZONE:-0}
umount $d/mounted/data $d/mounted || true
zpool destroy -f $p
if [ -e $d/pid ]; then kill $(cat $d/pid); fi; rm -rf $d`,
      holds: [
        `it(zfs('infraspecZONE/data')).toExist()`,
        `it(zfs('infraspecZONE/data')).toBeMounted()`,
        `it(zfs('infraspecZONE/data')).toHaveProperty('compression', 'on')`,
        `it(zfs('infraspecZONE/data')).toHaveProperty('quota', 10 * 2 ** 20)`,
        `it(zfs('infraspecZONE')).toHaveProperty('available', { above: 1e6 })`,
      ],
      fails: [
        `it(zfs('infraspecZONE/nosuch')).toExist()`,
        `it(zfs('infraspecZONE/data')).toHaveProperty('compression', 'off')`,
        `it(zfs('infraspecZONE/data')).toHaveProperty('quota', { above: 10 * 2 ** 20 })`,
      ],
      absent: [`it(zfs('nosuch')).toBeMounted()`],
      untold: [
        `it(zfs('infraspecZONE/data')).toHaveProperty('nosuch', 'on')`,
        `it(zfs('infraspecZONE/data')).toHaveProperty('compression', 1)`,
        `it(as('nobody', zfs('infraspecZONE/data'))).toExist()`,
      ],
    },
  ],
}
