import type { Proof } from '../situations.ts'

export const proof: Proof = {
  situations: [
    {
      mechanisms: ['ip'],
      host: 'app-2',
      before:
        'ip link add proof0 type bridge; ip link add proof1 type veth peer name proof2; ip link set proof1 master proof0',
      after: 'ip link delete proof0; ip link delete proof1',
      holds: [`it(bridge('proof0')).toExist()`, `it(as('plain', bridge('proof0'))).toHaveInterface('proof1')`],
      fails: [
        `it(bridge('proof0')).toHaveInterface('proof')`,
        `it(bridge('proof0')).toRunStp()`,
        `it(bridge('eth0')).toExist()`,
      ],
      absent: [`it(bridge('eth0')).toHaveInterface('proof1')`],
      untold: [],
    },
    {
      mechanisms: [],
      host: 'busybox-1',
      holds: [],
      fails: [],
      absent: [],
      untold: [`it(bridge('eth0')).toExist()`],
    },
  ],
}
