import type { Proof } from '../situations.ts'

export const proof: Proof = {
  situations: [
    {
      mechanisms: ['ip'],
      holds: [
        `it(networkInterface('eth0')).toExist()`,
        `it(networkInterface('eth0')).toBeUp()`,
        `it(networkInterface('lo')).toBeUp()`,
        `it(networkInterface('eth0')).toHaveAddress('ADDRESS/29')`,
        `it(networkInterface('eth0')).toHaveAddress('ADDRESS6')`,
        `it(networkInterface('eth0')).toHaveMtu(1500)`,
      ],
      fails: [`it(networkInterface('eth')).toExist()`, `it(networkInterface('eth0')).toHaveAddress('ADDRESS/24')`],
      absent: [`it(networkInterface('eth')).toBeUp()`, `it(networkInterface('eth')).toHaveSpeed(1000)`],
      untold: [`it(networkInterface('eth0')).toHaveSpeed(1000)`],
    },
    {
      mechanisms: ['ip'],
      host: 'busybox-1',
      holds: [
        `it(networkInterface('eth0')).toBeUp()`,
        `it(networkInterface('eth0')).toHaveAddress('ADDRESS/29')`,
        `it(networkInterface('eth0')).toHaveMtu(1500)`,
      ],
      fails: [`it(networkInterface('eth')).toExist()`],
      absent: [`it(networkInterface('eth')).toBeUp()`],
      untold: [],
    },
  ],
}
