import type { Proof } from '../situations.ts'

export const proof: Proof = {
  situations: [
    {
      mechanisms: ['procEnviron'],
      before:
        'echo "export PROOF=\'two words\'" >/home/plain/.profile; systemd-run --quiet --unit=proof-env --setenv=PROOF=secret sleep 777',
      after: 'rm /home/plain/.profile; systemctl stop proof-env',
      holds: [
        `it(environment('plain')).toHaveVariable('PROOF', 'two words')`,
        `it(environment('plain')).toHaveVariable('HOME', '/home/plain')`,
        `it(environment('sleep', { of: 'process' })).toHaveVariable('PATH')`,
      ],
      fails: [
        `it(environment('plain')).toHaveVariable('PROOF', 'two')`,
        `it(environment('chronyd', { of: 'process' })).toHaveVariable('PROOF')`,
      ],
      absent: [
        `it(environment('nosuch')).toHaveVariable('HOME')`,
        `it(environment('plain')).toHaveVariable('HOEM', '/home/plain')`,
      ],
      untold: [
        `it(environment('nginx', { of: 'process' })).toHaveVariable('PATH')`,
        `it(environment('sshd', { of: 'process' })).toHaveVariable('LD_PRELOAD')`,
        `it(as('plain', environment('app'))).toHaveVariable('HOME')`,
        `it(as('plain', environment('chronyd', { of: 'process' }))).toHaveVariable('PROOF')`,
      ],
    },
  ],
}
