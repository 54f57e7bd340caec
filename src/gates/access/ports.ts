import pLimit from 'p-limit'
import type { HostSpec } from '../../host/host-spec.ts'
import { reachHosts } from '../../inventory/ssh-config/reach-hosts.ts'

const USUAL = 22
const AT_ONCE = 8

/** The ports at which this machine knocks on its way to these hosts: of each the host's own, or that of its first jump host. */
export async function portsOf(hosts: readonly HostSpec[]): Promise<readonly number[]> {
  const limit = pLimit(AT_ONCE)
  const reached = hosts.filter(({ transport }) => transport === 'ssh' || transport === 'openssh')
  const ports = await Promise.all(reached.map((host) => limit(() => portOf(host))))
  return ports.length === 0 ? [USUAL] : [...new Set(ports)].toSorted((one, other) => one - other)
}

async function portOf(host: HostSpec): Promise<number> {
  const { jumps = [], port = USUAL } = host.transport === 'ssh' ? host : await asRead(host)
  return jumps[0]?.port ?? (jumps.length > 0 ? USUAL : port)
}

/** What the system's client reads of its own configuration; it may hold what only that client understands. */
async function asRead(host: HostSpec): Promise<HostSpec> {
  const [read] = await reachHosts([{ ...host, transport: 'ssh' }], { limited: false }).catch(() => [host])
  return read ?? host
}
