import type { Proof } from '../situations.ts'

export const proof: Proof = {
  situations: [
    {
      mechanisms: ['getent'],
      before: 'groupadd -o -g 40 proof-alias; usermod -aG proof-alias plain',
      after: 'groupdel proof-alias',
      holds: [
        `it(group('src')).toHaveMember('plain')`,
        `it(group('ops')).toHaveGid(1600)`,
        `it(group('adm')).toHaveMember('ops')`,
        `it(group('ops')).toHaveMember('ops')`,
        `it(group('adm')).toBeSystemGroup()`,
      ],
      fails: [
        `it(group('nosuch')).toExist()`,
        `it(group('adm')).toHaveMember('op')`,
        `it(group('ops')).toBeSystemGroup()`,
      ],
      absent: [`it(group('nosuch')).toHaveGid(1)`],
      untold: [`it(as('nosuch', group('ops'))).toExist()`],
    },
    {
      mechanisms: ['file'],
      host: 'busybox-1',
      holds: [`it(group('plain')).toExist()`, `it(group('plain')).toHaveMember('plain')`],
      fails: [`it(group('nosuch')).toExist()`, `it(group('plain')).toHaveMember('deploy')`],
      absent: [`it(group('nosuch')).toHaveGid(1)`],
      untold: [`it(as('nosuch', group('plain'))).toExist()`],
    },
  ],
}
