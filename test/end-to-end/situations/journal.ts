import type { Proof } from '../situations.ts'

export const proof: Proof = {
  situations: [
    {
      mechanisms: ['journald'],
      holds: [
        `it(journal({ unit: 'failing.service' })).toHaveEntry('Failed to start failing.service')`,
        `it(journal({ unit: 'nginx' })).toBeQuiet()`,
        `it(journal({ unit: 'nginx.service', priority: 'info' })).toHaveEntry(/^Started nginx/)`,
        `it(journal({ unit: 'failing.service' })).toBeQuiet({ except: [/./] })`,
      ],
      fails: [
        `it(journal()).toBeQuiet()`,
        // another name of ssh.service
        `it(journal({ unit: 'sshd', priority: 'info' })).toBeQuiet()`,
        `it(journal({ unit: 'failing.service' })).toBeQuiet({ except: ['nope'] })`,
        `it(journal({ unit: 'nginx.service', priority: 'info' })).toHaveEntry('nope')`,
      ],
      absent: [`it(journal({ unit: 'nosuch.service' })).toBeQuiet()`],
      untold: [
        `it(as('plain', journal())).toBeQuiet()`,
        `it(as('plain', journal({ unit: 'nginx' }))).toHaveEntry('nope')`,
      ],
    },
  ],
}
