import type { Proof } from '../situations.ts'

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
        `it(user('ops')).toHaveAuthorizedKey('ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGxWfyPgeQ9pWbbKOZTIBMxSXdm1VGsLC3KJ0i8kuSBA')`,
      ],
      absent: [
        `it(user('nosuch')).toHaveUid(1)`,
        `it(user('nosuch')).toHavePassword()`,
        `it(user('messagebus')).toHaveMaximumPasswordAge(99999)`,
      ],
      untold: [`it(as('plain', user('ops'))).toHavePassword()`, `it(as('nosuch', user('ops'))).toExist()`],
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
