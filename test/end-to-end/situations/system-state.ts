import type { Proof } from '../situations.ts'

export const proof: Proof = {
  situations: [
    {
      mechanisms: ['systemd'],
      holds: [
        `it(systemState()).toHaveFailedUnit('failing.service')`,
        `it(systemState()).toHaveNoFailedUnits({ except: ['failing.service'] })`,
      ],
      fails: [`it(systemState()).toBeRunning()`, `it(systemState()).toHaveNoFailedUnits()`],
      absent: [],
      untold: [],
    },
  ],
}
