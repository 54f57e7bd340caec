import type { Proof } from '../situations.ts'

export const proof: Proof = {
  situations: [
    {
      mechanisms: ['procLimits'],
      before:
        'echo "plain hard nofile 12345" >/etc/security/limits.d/proof.conf; echo "plain soft nofile 1234" >>/etc/security/limits.d/proof.conf',
      after: 'rm /etc/security/limits.d/proof.conf',
      holds: [
        `it(limits('plain')).toHaveSoftLimit('nofile', 1234)`,
        `it(limits('plain')).toHaveHardLimit('nofile', { atLeast: 12345 })`,
        `it(limits('chronyd', { of: 'process' })).toHaveHardLimit('core', 'unlimited')`,
      ],
      fails: [
        `it(limits('plain')).toHaveSoftLimit('nofile', { above: 1234 })`,
        `it(limits('chronyd', { of: 'process' })).toHaveSoftLimit('nofile', 1)`,
      ],
      absent: [
        `it(limits('nosuch')).toHaveSoftLimit('nofile', 1024)`,
        `it(limits('nosuch', { of: 'process' })).toHaveSoftLimit('nofile', 1024)`,
      ],
      untold: [`it(as('plain', limits('app'))).toHaveSoftLimit('nofile', 1024)`],
    },
  ],
}
