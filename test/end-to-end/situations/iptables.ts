import type { Proof } from '../situations.ts'

const RULES = ['-P FORWARD DROP', '-N WEB', '-A INPUT -p tcp --dport 1022 -j ACCEPT']

export const proof: Proof = {
  situations: [
    {
      mechanisms: ['save'],
      host: 'app-2',
      before: RULES.map((rule) => `iptables -w ${rule}`).join('\n'),
      after: 'iptables -w -D INPUT -p tcp --dport 1022 -j ACCEPT; iptables -w -X WEB; iptables -w -P FORWARD ACCEPT',
      holds: [
        `it(iptables('INPUT')).toHaveRule('-j ACCEPT --protocol tcp --dport 1022')`,
        `it(iptables('INPUT')).toHaveRule('-p tcp --dport 1022 -s 0.0.0.0/0 -j ACCEPT')`,
        `it(iptables('FORWARD')).toHavePolicy('DROP')`,
        `it(iptables('WEB')).toBeEmpty()`,
        `it(iptables('POSTROUTING', { table: 'nat' })).toExist()`,
      ],
      fails: [
        `it(iptables('INPUT')).toHaveRule('-p tcp --dport 102 -j ACCEPT')`,
        `it(iptables('FORWARD')).toHavePolicy('ACCEPT')`,
        `it(iptables('NOPE')).toExist()`,
      ],
      absent: [`it(iptables('NOPE')).toBeEmpty()`, `it(iptables('NOPE')).toHaveRule('-j ACCEPT')`],
      untold: [
        `it(as('plain', iptables('INPUT'))).toHaveRule('-j ACCEPT')`,
        `it(as('plain', iptables('NOPE'))).toExist()`,
        `it(iptables('WEB')).toHavePolicy('ACCEPT')`,
      ],
    },
  ],
}
