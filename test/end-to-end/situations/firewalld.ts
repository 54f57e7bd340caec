import type { Proof } from '../situations.ts'

export const proof: Proof = {
  situations: [
    {
      mechanisms: [],
      host: 'app-2',
      holds: [],
      fails: [],
      absent: [],
      untold: [`it(firewalld('public')).toAllowService('ssh')`],
    },
  ],
  parsedOnly: {
    firewallCmd: 'firewalld would be 60 MB more for each of the hosts; its answers are those of a real firewalld 1.3',
  },
  without: {
    holds: 'no host has firewalld',
    fails: 'no host has firewalld',
    absent: 'no host has firewalld',
  },
}
