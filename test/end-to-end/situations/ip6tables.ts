import type { Proof } from '../situations.ts'

const RULES = ['-P FORWARD DROP', '-N WEB', '-A INPUT -p tcp --dport 1022 -j ACCEPT']

export const proof: Proof = {
  situations: [
    {
      mechanisms: ['save'],
      host: 'app-2',
      before: RULES.map((rule) => `ip6tables -w ${rule}`).join('\n'),
      after: 'ip6tables -w -D INPUT -p tcp --dport 1022 -j ACCEPT; ip6tables -w -X WEB; ip6tables -w -P FORWARD ACCEPT',
      holds: [
        `it(ip6tables('INPUT')).toHaveRule('-j ACCEPT --protocol tcp --dport 1022')`,
        `it(ip6tables('FORWARD')).toHavePolicy('DROP')`,
        `it(ip6tables('WEB')).toBeEmpty()`,
        `it(ip6tables('POSTROUTING', { table: 'nat' })).toExist()`,
      ],
      fails: [
        `it(ip6tables('INPUT')).toHaveRule('-p tcp --dport 102 -j ACCEPT')`,
        `it(ip6tables('FORWARD')).toHavePolicy('ACCEPT')`,
        `it(ip6tables('NOPE')).toExist()`,
      ],
      absent: [`it(ip6tables('NOPE')).toBeEmpty()`, `it(ip6tables('NOPE')).toHaveRule('-j ACCEPT')`],
      untold: [
        `it(as('plain', ip6tables('INPUT'))).toHaveRule('-j ACCEPT')`,
        `it(as('plain', ip6tables('NOPE'))).toExist()`,
        `it(ip6tables('WEB')).toHavePolicy('ACCEPT')`,
      ],
    },
  ],
}
