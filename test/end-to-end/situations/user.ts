import type { Proof } from '../situations.ts'

const KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGxWfyPgeQ9pWbbKOZTIBMxSXdm1VGsLC3KJ0i8kuSBA'

export const proof: Proof = {
  situations: [
    {
      mechanisms: ['getent'],
      holds: [
        `it(user('ops')).toExist()`,
        `it(user('ops')).toHaveUid(1600)`,
        `it(user('ops')).toBelongToGroup('adm')`,
        `it(user('ops')).toHavePrimaryGroup('ops')`,
        `it(user('ops')).toHaveHome('/home/ops')`,
        `it(user('app')).toHaveShell('/usr/sbin/nologin')`,
        `it(user('ops')).toHaveLockedPassword()`,
        `it(user('pw')).toHavePassword()`,
        `it(user('pw')).toHaveMaximumPasswordAge(99999)`,
        `it(user('pw')).toHavePasswordWarning(7)`,
        `it(user('daemon')).toBeSystemUser()`,
        `it(users()).toHaveCount({ above: 10 })`,
        `it(users()).toMatchState({ items: expect.arrayContaining([expect.objectContaining({ name: 'ops', uid: 1600 })]) })`,
      ],
      fails: [
        `it(user('nosuch')).toExist()`,
        `it(user('ops')).toBelongToGroup('ad')`,
        `it(user('ops')).toHavePassword()`,
        `it(user('ops')).toBeSystemUser()`,
        `it(user('ops')).toHaveAuthorizedKey('${KEY}')`,
      ],
      absent: [
        `it(user('nosuch')).toHaveUid(1)`,
        `it(user('nosuch')).toHavePassword()`,
        `it(user('messagebus')).toHaveMaximumPasswordAge(99999)`,
      ],
      untold: [`it(as('plain', user('ops'))).toHavePassword()`, `it(as('nosuch', user('ops'))).toExist()`],
    },
    {
      mechanisms: ['getent'],
      host: 'app-2',
      before: `for n in open keyless written; do useradd proof-$n; done
sed -i 's/^proof-open:x:/proof-open::/' /etc/passwd
sed -i -e 's/^proof-keyless:[^:]*:/proof-keyless::/' -e 's/^proof-written:[^:]*:/proof-written:secret:/' /etc/shadow
for n in kept over shared; do useradd -m proof-$n; mkdir -p /home/proof-$n/.ssh
  echo '${KEY}' >/home/proof-$n/.ssh/authorized_keys; chown -R proof-$n /home/proof-$n/.ssh; done
sed -i 's/^/expiry-time="20200101" /' /home/proof-over/.ssh/authorized_keys; chmod 777 /home/proof-shared`,
      after: 'for n in open keyless written kept over shared; do userdel -r proof-$n; done 2>/dev/null; true',
      holds: [
        `it(user('proof-open')).toHaveEmptyPassword()`,
        `it(user('proof-keyless')).toHaveEmptyPassword()`,
        `it(user('proof-kept')).toHaveAuthorizedKey('${KEY}')`,
      ],
      fails: [
        `it(user('ops')).toHaveEmptyPassword()`,
        `it(user('proof-open')).toHaveLockedPassword()`,
        `it(user('proof-over')).toHaveAuthorizedKey('${KEY}')`,
        `it(user('proof-written')).toHaveEmptyPassword()`,
      ],
      absent: [`it(user('proof-open')).toHavePassword()`, `it(user('proof-keyless')).toHavePassword()`],
      untold: [
        `it(user('proof-written')).toHavePassword()`,
        `it(user('proof-shared')).toHaveAuthorizedKey('${KEY}')`,
        `it(user('proof-written')).toHaveLockedPassword()`,
        `it(user('proof-open')).toHavePasswordHash('!')`,
      ],
    },
    {
      mechanisms: ['file'],
      host: 'busybox-1',
      holds: [
        `it(user('plain')).toExist()`,
        `it(user('plain')).toHaveShell('/bin/bash')`,
        `it(user('plain')).toHaveLockedPassword()`,
        `it(user('plain')).toBelongToGroup('plain')`,
        `it(users()).toHaveCount({ above: 10 })`,
      ],
      fails: [`it(user('nosuch')).toExist()`, `it(user('plain')).toBelongToGroup('root')`],
      absent: [`it(user('nosuch')).toHaveUid(1)`],
      untold: [`it(as('plain', user('deploy'))).toHavePassword()`],
    },
  ],
}
