import type { Proof } from '../situations.ts'

export const proof: Proof = {
  situations: [
    {
      mechanisms: ['sudo'],
      holds: [
        `it(sudoers('deploy')).toHaveRule({ command: 'ALL', runAs: 'ALL', password: false })`,
        `it(sudoers('pwsudo')).toHaveRule({ command: 'ALL', password: true })`,
        `it(sudoers('plain')).toHaveNoRules()`,
      ],
      fails: [
        `it(sudoers('pwsudo')).toHaveRule({ command: 'ALL', password: false })`,
        `it(sudoers('plain')).toHaveRule({ command: 'ALL' })`,
        `it(sudoers('deploy')).toHaveNoRules()`,
      ],
      absent: [`it(sudoers('nosuch')).toHaveNoRules()`],
      untold: [
        `it(as('plain', sudoers('deploy'))).toHaveRule({ command: 'ALL' })`,
        `it(sudoers('deploy')).toHaveRule({ command: '/usr/bin/apt-get' })`,
        `it(sudoers('deploy')).toHaveRule({ runAs: 'nobody' })`,
        `it(as('plain', sudoers('pw'))).toHaveNoRules()`,
      ],
    },
    // Defaults for one command leave open what is asked for the others.
    {
      mechanisms: ['sudo'],
      host: 'trixie-1',
      before: String.raw`printf 'Defaults!/bin/ls !authenticate\nplain ALL=(root) /bin/ls, /bin/cat\n' > /etc/sudoers.d/proof`,
      after: 'rm /etc/sudoers.d/proof',
      holds: [
        `it(sudoers('plain')).toHaveRule({ command: '/bin/cat', runAs: 'root' })`,
        `it(sudoers('deploy')).toHaveRule({ command: 'ALL', password: false })`,
      ],
      fails: [`it(sudoers('plain')).toHaveRule({ command: '/bin/x', password: false })`],
      absent: [],
      untold: [
        `it(sudoers('plain')).toHaveRule({ command: '/bin/cat', password: false })`,
        `it(sudoers('plain')).toHaveRule({ password: true })`,
      ],
    },
  ],
}
