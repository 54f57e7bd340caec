import type { Proof } from '../situations.ts'

export const proof: Proof = {
  situations: [
    {
      mechanisms: ['aliases'],
      before: `printf 'postmaster: root\\nroot: ops@example.com,\\n  "|/bin/true a, b"\\n#nobody: x\\n' >/etc/aliases`,
      after: 'rm /etc/aliases',
      holds: [
        `it(mailAlias('Root')).toDeliverTo('ops@example.com')`,
        `it(mailAlias('root')).toDeliverOnlyTo('|/bin/true a, b', 'ops@example.com')`,
        `it(as('plain', mailAlias('postmaster'))).toDeliverTo('root')`,
      ],
      fails: [`it(mailAlias('root')).toDeliverTo('ops')`, `it(mailAlias('nobody')).toExist()`],
      absent: [`it(mailAlias('nobody')).toDeliverTo('x')`],
      untold: [],
    },
    {
      mechanisms: ['aliases'],
      host: 'app-2',
      before: 'echo "root: ops" >/etc/aliases; chmod 0600 /etc/aliases',
      after: 'rm /etc/aliases',
      holds: [],
      fails: [],
      absent: [],
      untold: [`it(as('plain', mailAlias('root'))).toExist()`, `it(as('plain', mailAlias('nobody'))).toExist()`],
    },
  ],
}
