import type { Proof } from '../situations.ts'

// The pool is made by zfs.ts, whose situations are asked in the same run.
export const proof: Proof = {
  situations: [
    {
      mechanisms: ['zpoolGet'],
      host: 'here',
      holds: [
        `it(zpool('infraspecZONE')).toExist()`,
        `it(zpool('infraspecZONE')).toBeHealthy()`,
        `it(zpool('infraspecZONE')).toHaveProperty('capacity', { below: 50 })`,
        `it(zpool('infraspecZONE')).toHaveProperty('failmode', 'wait')`,
      ],
      fails: [
        `it(zpool('nosuch')).toExist()`,
        `it(zpool('infraspecZONE')).toHaveProperty('capacity', { above: 50 })`,
        `it(zpool('infraspecZONE')).toHaveProperty('failmode', 'panic')`,
      ],
      absent: [`it(zpool('nosuch')).toBeHealthy()`],
      untold: [
        `it(zpool('infraspecZONE')).toHaveProperty('nosuch', 'on')`,
        `it(as('nobody', zpool('infraspecZONE'))).toExist()`,
      ],
    },
  ],
}
