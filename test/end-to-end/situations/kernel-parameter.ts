import type { Proof } from '../situations.ts'

export const proof: Proof = {
  situations: [
    {
      mechanisms: ['procSys'],
      holds: [
        `it(kernelParameter('kernel.ostype')).toExist()`,
        `it(kernelParameter('kernel.ostype')).toHaveValue('Linux')`,
        `it(kernelParameter('kernel.pid_max')).toHavePersistedValue(4194304)`,
      ],
      fails: [`it(kernelParameter('nope.nope')).toExist()`],
      absent: [
        `it(kernelParameter('nope.nope')).toHaveValue(1)`,
        `it(kernelParameter('net.ipv4.ip_forward')).toHavePersistedValue(0)`,
      ],
      untold: [
        `it(kernelParameter('vm.compact_memory')).toExist()`,
        `it(kernelParameter('net.ipv4')).toExist()`,
        `it(as('plain', kernelParameter('kernel.cad_pid'))).toHaveValue(1)`,
      ],
    },
    {
      mechanisms: ['procSys'],
      host: 'busybox-1',
      holds: [`it(kernelParameter('kernel.ostype')).toHaveValue('Linux')`],
      fails: [`it(kernelParameter('nope.nope')).toExist()`],
      absent: [`it(kernelParameter('nope.nope')).toHaveValue(1)`],
      untold: [`it(kernelParameter('net.ipv4')).toExist()`],
    },
  ],
}
