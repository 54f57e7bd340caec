import type { Proof } from '../situations.ts'

export const proof: Proof = {
  situations: [
    {
      mechanisms: [],
      holds: [],
      fails: [],
      absent: [],
      untold: [
        `it(auditSystem()).toBeEnabled()`,
        `it(auditSystem()).toHaveNoRules()`,
        `it(as('plain', auditSystem())).toBeRunning()`,
      ],
    },
  ],
  parsedOnly: {
    auditctl: 'the kernel answers no container; its answers are those of auditctl 3.0 outside of one',
  },
  without: {
    holds: 'the kernel answers no container',
    fails: 'the kernel answers no container',
    absent: 'every kernel that answers has an audit system',
  },
}
