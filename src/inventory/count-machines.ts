import type { HostSpec } from '../host/host-spec.ts'

/** How many machines hosts are, as far as how they are reached tells: one may have two names. */
export function countMachines(hosts: readonly HostSpec[]): number {
  return new Set(hosts.map(placeOf)).size
}

// behind a gateway the user, or an option of ssh_config(5), may name the machine
function placeOf({ instance, transport, user, address, port = 22, pod, proxyJump, sshOptions }: HostSpec): string {
  return instance ?? JSON.stringify([transport, user, address.toLowerCase(), port, pod, proxyJump, sshOptions])
}
