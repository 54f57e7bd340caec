import { readdirSync, readFileSync } from 'node:fs'
import { infraspec, project, type Ran, type RunSettings } from '../infraspec.ts'
import { loadHosts, type TestHostName } from '../../hosts/hosts.ts'
import type { SshTransport } from '../../../src/inventory/inventory.ts'
import type { RoleOptions } from '../../../src/config.ts'
import { SPEC } from './claims.ts'
import { inside } from './variants.ts'

/** One host of a run, as a role has it. */
export interface Visited {
  readonly name: string
  readonly address: string
  readonly port: number
  readonly user: string
  readonly transport?: SshTransport
}

/** How it is run, beside what is usual. */
export interface VisitSettings extends RunSettings {
  readonly spec?: string
  readonly timeout?: string
  readonly args?: readonly string[]
  /** Of the roles, over what is usual. */
  readonly role?: RoleOptions
  /** Instead of that of the test hosts. */
  readonly knownHosts?: string
}

/** Runs the claims, or another spec, against these hosts: those of `plain` without sudo. */
export function visit(
  hosts: { readonly root?: readonly Visited[]; readonly plain?: readonly Visited[] },
  {
    spec = SPEC,
    timeout = '4s',
    args = [],
    role: more,
    knownHosts = loadHosts().knownHosts,
    ...settings
  }: VisitSettings = {},
): Promise<Ran> {
  const { identity } = loadHosts()
  const role = (list: readonly Visited[], sudo: boolean) => {
    const entries = list.map((host) => ({ ...host, identities: [identity] }))
    return `export default ${JSON.stringify({ specs: ['claims'], sudo, hostKey: 'accept-new', ssh: { config: 'none' }, hosts: entries, ...more })}`
  }
  const named = Object.entries(hosts)
  const roles = named.map(([name, list]) => [`roles/${name}.ts`, role(list, name === 'root')])
  const cwd = project({ ...Object.fromEntries(roles), 'specs/claims.spec.ts': spec })
  const flags = ['--connect-timeout', '6s', '--timeout', timeout, '--concurrency', '100', '--evidence', 'none']
  const roleFlags = named.flatMap(([name]) => ['--role', name])
  return infraspec(['run', ...roleFlags, ...flags, '--known-hosts', knownHosts, ...args], { ...settings, cwd })
}

/** Processes on a host that still carry a mark of ours, as their command lines. */
export function marked(name: TestHostName): string[] {
  const script = `for f in $(grep -sl INFRASPEC_MARK= /proc/[0-9]*/environ); do tr '\\0' ' ' <\${f%environ}cmdline; echo; done`
  return inside(name, script)
    .split('\n')
    .filter((line) => line.trim() !== '')
}

/** Processes here that have this variable in their environment, as their command lines. */
export function here(variable: string): string[] {
  return readdirSync('/proc').flatMap((id) => {
    if (!/^\d+$/.test(id)) return []
    try {
      if (!readFileSync(`/proc/${id}/environ`, 'latin1').includes(variable)) return []
      return [readFileSync(`/proc/${id}/cmdline`, 'latin1').replaceAll('\0', ' ')]
    } catch {
      return []
    }
  })
}
