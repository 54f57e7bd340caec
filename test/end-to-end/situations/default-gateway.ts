import type { Proof } from '../situations.ts'

export const proof: Proof = {
  situations: [
    {
      mechanisms: ['ip'],
      host: 'app-2',
      before:
        'ip route add default via $(ip -4 -o address show eth0 | sed "s/.* inet \\([0-9.]*\\)2\\/.*/\\11/") dev eth0 metric 50',
      after: 'ip route delete default',
      holds: [
        `it(defaultGateway()).toExist()`,
        `it(defaultGateway()).toHaveAddress('GATEWAY')`,
        `it(defaultGateway()).toHaveInterface('eth0')`,
      ],
      fails: [`it(defaultGateway()).toHaveAddress('ADDRESS')`, `it(defaultGateway({ family: 'ipv6' })).toExist()`],
      absent: [`it(defaultGateway({ family: 'ipv6' })).toHaveInterface('eth0')`],
      untold: [],
    },
  ],
  without: { untold: 'everybody may read the routing table' },
}
