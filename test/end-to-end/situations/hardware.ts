import type { Proof } from '../situations.ts'

export const proof: Proof = {
  situations: [
    {
      mechanisms: ['kernelFiles'],
      holds: [
        `it(hardware()).toHaveMemory({ atLeast: 1e8 })`,
        `it(hardware()).toHaveAvailableMemory({ above: 0 })`,
        `it(hardware()).toHaveSwap({ atLeast: 0 })`,
        `it(hardware()).toHaveCpus({ atLeast: 1 })`,
        `it(hardware()).toHaveVirtualization('systemd-nspawn')`,
        `it(hardware()).toBeVirtual()`,
      ],
      fails: [
        `it(hardware()).toHaveMemory({ below: 1e8 })`,
        `it(hardware()).toHaveCpus(0)`,
        `it(hardware()).toHaveVirtualization('none')`,
      ],
      absent: [],
      untold: [`it(as('nosuch', hardware())).toHaveCpus(0)`],
    },
  ],
  without: { absent: 'every host has hardware' },
}
