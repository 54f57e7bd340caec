import type { Proof } from '../situations.ts'

const RULES = [
  'add table inet proof',
  'add chain inet proof input { type filter hook input priority 10; policy accept; }',
  'add rule inet proof input tcp dport { 1080, 1022 } counter accept',
  'add chain inet proof web',
]

export const proof: Proof = {
  situations: [
    {
      mechanisms: ['nft'],
      host: 'app-2',
      before: RULES.map((rule) => `nft '${rule}'`).join('\n'),
      after: 'nft delete table inet proof',
      holds: [
        `it(nftables('inet proof input')).toHaveRule('tcp dport {1022,1080} counter accept')`,
        `it(nftables('inet proof input')).toHavePolicy('accept')`,
        `it(nftables('inet proof web')).toBeEmpty()`,
      ],
      fails: [
        `it(nftables('inet proof input')).toHaveRule('tcp dport 1022 accept')`,
        `it(nftables('inet proof input')).toHaveHook('output')`,
        `it(nftables('ip proof input')).toExist()`,
      ],
      absent: [`it(nftables('inet proof nope')).toHaveRule('drop')`],
      untold: [
        `it(as('plain', nftables('inet proof input'))).toExist()`,
        `it(nftables('inet proof web')).toHavePolicy('drop')`,
      ],
    },
  ],
}
