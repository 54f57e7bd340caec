import type { Proof } from '../situations.ts'

export const proof: Proof = {
  situations: [
    {
      mechanisms: [],
      holds: [],
      fails: [],
      absent: [],
      untold: [`it(selinuxModule('apache')).toBeInstalled()`],
    },
  ],
  parsedOnly: {
    semodule: 'building a policy takes half a minute; its answers are those of policycoreutils 3.4 with a real policy',
  },
  without: {
    holds: 'no host has a policy',
    fails: 'no host has a policy',
    absent: 'no host has a policy',
  },
}
