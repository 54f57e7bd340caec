import type { Proof } from '../situations.ts'

export const proof: Proof = {
  situations: [
    {
      mechanisms: ['ip'],
      holds: [`it(route('NETWORK')).toExist()`, `it(route('NETWORK')).toHaveInterface('eth0')`],
      fails: [`it(route('default')).toExist()`],
      absent: [`it(route('default')).toHaveGateway('GATEWAY')`, `it(route('NETWORK')).toHaveGateway('GATEWAY')`],
      untold: [],
    },
    {
      mechanisms: ['ip'],
      host: 'busybox-1',
      holds: [`it(route('NETWORK')).toExist()`, `it(route('NETWORK')).toHaveInterface('eth0')`],
      fails: [`it(route('default')).toExist()`],
      absent: [`it(route('default')).toHaveGateway('GATEWAY')`],
      untold: [],
    },
  ],
  without: {
    untold: 'the kernel shows its routes to everybody; a host without ip is in test/resources',
  },
}
