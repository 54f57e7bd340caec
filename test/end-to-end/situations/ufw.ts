import type { Proof } from '../situations.ts'

export const proof: Proof = {
  situations: [
    {
      mechanisms: ['ufw'],
      host: 'app-2',
      before: `ufw allow 22/tcp; ufw deny 2323; ufw allow in on host0 to any port 9000 proto tcp; ufw allow from 10.0.0.0/8; ufw allow 'WWW Full'; ufw --force enable`,
      after: 'ufw --force reset; rm -f /etc/ufw/*.2*',
      holds: [
        `it(ufw()).toBeActive()`,
        `it(ufw()).toHaveDefault('incoming', 'deny')`,
        `it(ufw()).toHaveRule({ to: '22/tcp', action: 'allow', from: 'Anywhere' })`,
        `it(ufw()).toHaveRule({ to: '443/tcp', action: 'allow' })`,
        `it(ufw()).toHaveRule({ to: 'WWW Full' })`,
      ],
      fails: [
        `it(ufw()).toHaveRule({ to: 'WWW' })`,
        `it(ufw()).toHaveRule({ to: '2323', action: 'allow', from: 'Anywhere' })`,
        `it(ufw()).toHaveDefault('incoming', 'allow')`,
      ],
      absent: [],
      untold: [
        `it(as('plain', ufw())).toBeActive()`,
        `it(ufw()).toHaveRule({ to: '9000/tcp', action: 'allow' })`,
        `it(ufw()).toHaveRule({ to: '22', action: 'allow' })`,
        `it(ufw()).toHaveRule({ to: '3306/tcp', from: '10.0.0.0/8' })`,
      ],
    },
    {
      mechanisms: ['ufw'],
      holds: [],
      fails: [`it(ufw()).toBeActive()`],
      absent: [`it(ufw()).toHaveRule({ to: '22/tcp' })`],
      untold: [],
    },
  ],
}
