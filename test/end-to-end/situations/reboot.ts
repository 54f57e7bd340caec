import type { Proof } from '../situations.ts'

// A container has no kernel of its own, so what Debian's own hook leaves is all there is.
const hook = `mkdir -p /etc/kernel/postinst.d; touch /etc/kernel/postinst.d/unattended-upgrades`
const unhook = `rm /etc/kernel/postinst.d/unattended-upgrades`

export const proof: Proof = {
  situations: [
    {
      mechanisms: ['marks'],
      host: 'broken-1',
      before: `${hook}; touch /run/reboot-required; echo linux-base > /run/reboot-required.pkgs`,
      after: `${unhook}; rm /run/reboot-required /run/reboot-required.pkgs`,
      holds: [
        `it(reboot()).toBeRequired()`,
        `it(reboot()).toMatchState({ reasons: ['/run/reboot-required (linux-base)'] })`,
      ],
      fails: [],
      absent: [],
      untold: [],
    },
    {
      mechanisms: ['marks'],
      host: 'app-2',
      before: hook,
      after: unhook,
      holds: [],
      fails: [`it(reboot()).toBeRequired()`],
      absent: [],
      untold: [],
    },
    {
      mechanisms: ['marks'],
      holds: [],
      fails: [],
      absent: [],
      untold: [`it(reboot()).toBeRequired()`],
    },
  ],
  parsedOnly: { rpm: 'a machine with an rpm database that was booted with it' },
  without: { absent: 'a reboot is required, or not, or it cannot be told' },
}
