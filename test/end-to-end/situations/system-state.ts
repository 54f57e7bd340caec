import type { Proof } from '../situations.ts'

export const proof: Proof = {
  situations: [
    {
      mechanisms: ['systemd'],
      holds: [
        `it(systemState()).toHaveFailedUnit('failing.service')`,
        `it(systemState()).toHaveFailedUnit('failing')`,
        `it(systemState()).toHaveNoFailedUnits({ except: ['failing.service'] })`,
      ],
      fails: [`it(systemState()).toBeRunning()`, `it(systemState()).toHaveNoFailedUnits()`],
      absent: [],
      untold: [],
    },
  ],
  without: {
    absent: 'there is always a system',
    untold: 'systemd tells everybody; a manager that does not answer is in test/resources',
  },
}
