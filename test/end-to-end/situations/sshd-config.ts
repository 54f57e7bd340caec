import type { Proof } from '../situations.ts'

export const proof: Proof = {
  situations: [
    {
      mechanisms: ['sshdTest'],
      before: `printf 'Match User plain\\nForceCommand /bin/false\\n' > /etc/ssh/sshd_config.d/plain.conf`,
      after: `rm /etc/ssh/sshd_config.d/plain.conf`,
      holds: [
        `it(sshdConfig()).toHaveSetting('Port', 22)`,
        `it(sshdConfig()).toHaveSetting('PermitRootLogin', 'no')`,
        `it(sshdConfig()).toHaveSetting('acceptEnv', 'LC_*')`,
        `it(sshdConfig({ user: 'plain', address: '10.0.0.1' })).toHaveSetting('ForceCommand', '/bin/false')`,
      ],
      fails: [
        `it(sshdConfig()).toHaveSetting('Port', 2222)`,
        `it(sshdConfig()).toHaveSetting('Ciphers', /3des/)`,
        `it(sshdConfig({ user: 'deploy' })).toHaveSetting('ForceCommand', '/bin/false')`,
      ],
      absent: [],
      untold: [
        `it(sshdConfig()).toHaveSetting('NoSuchSetting', 'yes')`,
        `it(as('plain', sshdConfig())).toHaveSetting('Port', 22)`,
      ],
    },
  ],
  without: { absent: 'every sshd has settings' },
}
