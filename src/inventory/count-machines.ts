import type { HostSpec } from '../host/host-spec.ts'
import type { Platform } from '../host/platform/platform.ts'

/** What a host has said of itself, once it is known. */
type Known = (host: string) => Platform['identity'] | undefined

/**
 * How many machines hosts are: one may have several names, or be known by its instance here and by its address there.
 *
 * As far as how they are reached tells, and what `known` ones say of themselves.
 */
export function countMachines(hosts: readonly HostSpec[], known: Known = () => undefined): number {
  const above = new Map<string, string>()
  const top = (mark: string): string => {
    const next = above.get(mark) ?? mark
    return next === mark ? mark : top(next)
  }
  const firsts = hosts.map((host) => {
    const [first, ...others] = [placeOf(host), ...ownMarks(host, known(host.id))] as const
    for (const other of others) above.set(top(other), top(first))
    return first
  })
  return new Set(firsts.map(top)).size
}

// behind a gateway the user, or an option of ssh_config(5), may name the machine
function placeOf({ transport, user, address, port = 22, pod, jumps, proxyJump, sshOptions }: HostSpec): string {
  if (transport === 'local') return transport
  const way = jumps?.map(placeOf) ?? proxyJump
  return JSON.stringify([transport, user, address.toLowerCase(), port, pod, way, sshOptions])
}

/** Clones have one machine id, and containers the boot of their host: all of it together is one machine's. */
function ownMarks({ instance, transport }: HostSpec, identity: Platform['identity'] | undefined): string[] {
  const { bootId = '', machineId, hostname } = identity ?? {}
  const tells = bootId !== '' && ['ssh', 'openssh', 'local'].includes(transport)
  return [
    ...(instance === undefined ? [] : [`instance ${instance}`]),
    ...(tells ? [`boot ${JSON.stringify([bootId, machineId, hostname])}`] : []),
  ]
}
