import type { Proof } from '../situations.ts'

export const proof: Proof = {
  situations: [
    {
      mechanisms: ['selinuxfs'],
      holds: [`it(selinux()).toBeDisabled()`],
      fails: [`it(selinux()).toBeEnforcing()`, `it(selinux()).toBePermissive()`],
      absent: [],
      untold: [`it(selinux()).toHavePersistedMode('enforcing')`, `it(selinux()).toHavePolicy('targeted')`],
    },
  ],
  without: { absent: 'SELinux is a state of the kernel, and none is an answer' },
}
