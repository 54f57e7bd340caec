import type { Proof } from '../situations.ts'

const FILE =
  '[proof]\\nname=Proof\\nbaseurl=https://proof.test/rpm/\\ngpgcheck=1\\n[proof-testing]\\nname=Testing\\nbaseurl=https://proof.test/testing\\nenabled=0\\n'

export const proof: Proof = {
  situations: [
    {
      mechanisms: ['files'],
      host: 'fedora-1',
      before: `mkdir -p /etc/yum.repos.d; printf '${FILE}' >/etc/yum.repos.d/proof.repo; chmod 0640 /etc/yum.repos.d/proof.repo`,
      after: 'rm /etc/yum.repos.d/proof.repo',
      holds: [
        `it(yumRepository('proof')).toBeEnabled()`,
        `it(yumRepository('proof')).toHaveBaseUrl('https://proof.test/rpm')`,
        `it(yumRepository('proof')).toCheckSignatures()`,
        `it(yumRepositories()).toHaveCount({ atLeast: 2 })`,
      ],
      fails: [
        `it(yumRepository('proof-testing')).toBeEnabled()`,
        `it(yumRepository('proo')).toExist()`,
        `it(yumRepository('proof')).toHaveSigningKey('https://proof.test/key')`,
      ],
      absent: [`it(yumRepository('proo')).toHaveBaseUrl('https://proof.test/rpm')`],
      untold: [
        `it(yumRepository('proof-testing')).toCheckSignatures()`,
        `it(as('plain', yumRepository('proof'))).toExist()`,
      ],
    },
  ],
}
