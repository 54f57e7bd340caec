import type { Proof } from '../situations.ts'

export const proof: Proof = {
  situations: [
    {
      mechanisms: ['file'],
      before: 'grep -q /dev/vdz /etc/fstab || echo "/dev/vdz /srv ext4 noauto 0 2" >> /etc/fstab',
      after: 'sed -i /vdz/d /etc/fstab',
      holds: [
        `it(fstab('/srv')).toExist()`,
        `it(fstab('/srv')).toHaveDevice('/dev/vdz')`,
        `it(fstab('/srv')).toHaveType('ext4')`,
        `it(fstab('/srv')).toHaveOption('noauto')`,
        `it(fstab('/srv')).toHavePass(2)`,
      ],
      fails: [`it(fstab('/')).toExist()`],
      absent: [`it(fstab('/')).toHaveType('ext4')`],
      untold: [`it(fstab('/dev/vdz')).toExist()`],
    },
    {
      mechanisms: ['file'],
      host: 'busybox-1',
      before:
        'cp /etc/fstab /etc/fstab.proof && echo "/dev/vdz /srv ext4 noauto 0 2" >> /etc/fstab && chmod 600 /etc/fstab',
      after: 'mv /etc/fstab.proof /etc/fstab',
      holds: [`it(fstab('/srv')).toHaveDevice('/dev/vdz')`],
      fails: [`it(fstab('/')).toExist()`],
      absent: [`it(fstab('/')).toHaveType('ext4')`],
      untold: [`it(as('plain', fstab('/srv'))).toExist()`],
    },
  ],
}
