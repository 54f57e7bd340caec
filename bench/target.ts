import { loadHosts } from '../test/hosts/hosts.ts'
import type { Target } from './contestants.ts'

/** The test host that is asked, and what ssh(1) is told to reach it. */
export function loadTarget(): Target & { readonly login: readonly string[] } {
  const { hosts, identity, knownHosts } = loadHosts()
  const { address, port, user } = hosts['app-1']
  const options = { IdentityFile: identity, UserKnownHostsFile: knownHosts, IdentitiesOnly: 'yes', Port: port }
  const flags = Object.entries(options).flatMap(([name, value]) => ['-o', `${name}=${value}`])
  return { address, port, user, identity, knownHosts, login: [...flags, `${user}@${address}`] }
}
