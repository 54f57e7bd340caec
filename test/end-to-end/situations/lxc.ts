import type { Proof } from '../situations.ts'

export const proof: Proof = {
  situations: [
    {
      mechanisms: ['lxcFiles'],
      host: 'here',
      before: `echo 'lxc.start.auto = 1' >> /var/lib/lxc/infraspec-\${INFRASPEC_TEST_ZONE:-0}-stopped/config`,
      holds: [
        `it(lxc('infraspec-ZONE-running')).toBeRunning()`,
        `it(lxc('infraspec-ZONE-stopped')).toExist()`,
        `it(lxc('infraspec-ZONE-stopped')).toBeEnabled()`,
      ],
      fails: [
        `it(lxc('nosuch')).toExist()`,
        `it(lxc('nosuch')).toBeRunning()`,
        `it(lxc('infraspec-ZONE-stopped')).toBeRunning()`,
        `it(lxc('infraspec-ZONE-running')).toBeEnabled()`,
      ],
      absent: [`it(lxc('nosuch')).toBeEnabled()`],
      untold: [`it(as('nosuch', lxc('nosuch'))).toExist()`],
    },
  ],
}
