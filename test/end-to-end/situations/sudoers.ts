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
        `it(as('plain', sudoers('pw'))).toHaveNoRules()`,
      ],
    },
  ],
}
