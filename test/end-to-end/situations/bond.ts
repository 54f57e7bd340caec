import type { Proof } from '../situations.ts'

export const proof: Proof = {
  situations: [
    {
      mechanisms: [],
      holds: [],
      fails: [`it(bond('bond0')).toExist()`],
      absent: [`it(bond('bond0')).toHaveInterface('eth0')`],
      untold: [],
    },
  ],
  parsedOnly: {
    procBonding: 'the kernel here has no bonding driver; a bond is read from the example of its documentation',
  },
  without: {
    holds: 'the kernel here has no bonding driver',
    untold: 'everybody may read what the kernel says of its bonds',
  },
}
