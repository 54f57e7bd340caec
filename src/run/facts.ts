import { diagnose } from '../diagnose.ts'
import type { HostStatus } from '../host/messages.ts'
import type { FactsOptions } from './options/options.ts'
import { printable } from './printable.ts'
import { exitCodeOf, visit } from './visit.ts'

/** Prints what infraspec sees of each host's platform; 3 when one could not be reached, 4 when a role has none. */
export async function facts(options: FactsOptions): Promise<number> {
  const visited = await visit(options)
  const { hosts, stopped } = visited
  for (const { id, name } of options.hosts) process.stdout.write(describe(name, hosts.get(id)))
  if (stopped !== undefined) diagnose(`${printable(stopped)}\n`)
  return exitCodeOf(visited, options)
}

function describe(name: string, state: HostStatus | undefined): string {
  if (state === undefined) return `${printable(name)}\n  not visited\n`
  if (state.status === 'failed') {
    const { message, hint } = state.error
    return `${printable(name)}\n  ${printable(message)}\n${hint === undefined ? '' : `  try      ${printable(hint)}\n`}`
  }
  if (state.status === 'connecting') return `${printable(name)}\n  still connecting\n`
  const { os, arch, kernel, init, packages, userland, tools, user, identity } = state.platform
  const rows = {
    os: `${os.name} (id ${os.id}, family ${os.family}, version ${os.version || 'none'}, codename ${os.codename || 'none'})`,
    kernel: `${kernel.name} ${kernel.release} ${arch}`,
    init,
    packages,
    userland,
    user: `${user.name} (uid ${user.uid})`,
    hostname: identity.hostname,
    'machine id': identity.machineId || 'none',
    // sudo takes it out of the environment
    ...(identity.sshConnection === '' ? {} : { ssh: identity.sshConnection }),
    'host key': hostKey(state),
    tools: tools.join(' '),
  }
  const lines = Object.entries(rows).map(([label, value]) => `  ${label.padEnd(11)}${printable(value)}\n`)
  return `${printable(name)}\n${lines.join('')}`
}

function hostKey({ hostKey: key }: Extract<HostStatus, { status: 'ready' }>): string {
  if (key === undefined) return 'none'
  return key.verified ? key.fingerprint : `${key.fingerprint} UNVERIFIED`
}
