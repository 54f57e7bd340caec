import { resolve } from 'node:path'
import { diagnose } from '../../diagnose.ts'
import { ConfigError } from '../../errors.ts'
import { useVault } from '../../gates/vault/project.ts'
import type { HostSpec } from '../../host/host-spec.ts'
import { reachHosts } from '../../inventory/ssh-config/reach-hosts.ts'
import { countMachines } from '../../inventory/count-machines.ts'
import { mergeHosts } from '../../inventory/merge-hosts.ts'
import { findSpecs, restrictSpecs } from '../project/find-specs.ts'
import { loadProject, loadRole, type Project, type RoleFile, roleNames } from '../project/load-project.ts'
import type { LoadedRole, RunOptions } from './options.ts'
import { mark } from '../../timeline.ts'
import { printable } from '../printable.ts'
import { resolveHosts, type RoleHosts, sharedSettings } from '../hosts/resolve-hosts.ts'
import { type Request, type Settings, settingsOf } from './settings.ts'
import { projectPath } from '../project/source-line.ts'
import { parseLimit, parseWait } from './time-limit.ts'

/** Which roles a command wants when none is named: an error, all that there are, or none. */
export type WithoutRole = 'refuse' | 'all' | 'hosts-only'

/**
 * Everything that a command is told: flag over environment over role over configuration.
 *
 * @throws {ConfigError} or {InventoryError} when any of it is wrong: nothing has been connected to by then.
 */
export async function resolveOptions(request: Request, withoutRole: WithoutRole): Promise<RunOptions> {
  mark('configuration')
  const settings = settingsOf(request)
  useVault(request.root, settings.vaultId)
  const project = await loadProject(request.root)
  mark('roles')
  const names = rolesOf(project, settings, withoutRole)
  const [files, shared] = await Promise.all([loadRoles(project, names), sharedSettings(request)])
  const specs = restrictSpecs(project, await specsOf(project, files), request.specs)
  mark('hosts')
  const chosen = files.filter(({ name }) => specs.has(name))
  const roles = await Promise.all(
    chosen.map(async (role) => ({ role, ...(await resolveHosts({ project, request, role }, shared)) })),
  )
  const loose = names.length === 0 ? (await resolveHosts({ project, request }, shared)).hosts : []
  const limited = (settings.connectTimeout ?? project.config.timeouts?.connect) !== undefined
  const hosts = await reachHosts(mergeHosts([...roles.flatMap((role) => role.hosts), ...loose]), { limited })
  const loadedRoles = roles.map((loaded) => loadedRole(loaded, project, settings, specs.get(loaded.role.name)!))
  return {
    ...optionsOf(project, settings),
    root: request.root,
    folders: { roles: project.roles, specs: project.specs },
    roles: loadedRoles.map((role) => ({ ...role, ...machinesOf(role, hosts) })),
    gone: (hostNames) => shared.listings.gone(hostNames),
    hosts: await trustInstances(hosts),
  }
}

function machinesOf({ hosts: ids }: LoadedRole, hosts: readonly HostSpec[]): Pick<LoadedRole, 'machines'> {
  const members = new Set(ids)
  const machines = countMachines(hosts.filter(({ id }) => members.has(id)))
  return machines === ids.length ? {} : { machines }
}

/** EC2 instances whose keys are not known are known by their consoles. */
async function trustInstances(hosts: readonly HostSpec[]): Promise<readonly HostSpec[]> {
  if (hosts.every(({ region }) => region === undefined)) return hosts
  const { pinByConsole } = await import('../../inventory/ec2/pin-by-console.ts')
  return pinByConsole(hosts, (text) => diagnose(`note: ${printable(text)}\n`))
}

/**
 * The same with other specs, such as those that a gate checks first: all of their checks.
 *
 * @throws {ConfigError} when there is no such spec. `source` is `--before`.
 */
export async function withSpecs(options: RunOptions, names: readonly string[], source: string): Promise<RunOptions> {
  const project = await loadProject(options.root)
  const specs = await findSpecs(project, { name: source, file: source, options: { specs: names } })
  const roles = options.roles.map((role) => ({ ...role, specs }))
  return { ...options, roles, filters: { tags: [], name: undefined } }
}

function rolesOf(project: Project, { role, host, inventory }: Settings, withoutRole: WithoutRole): string[] {
  if (role !== undefined) return [...new Set(role)]
  const known = roleNames(project)
  const given = host !== undefined || inventory !== undefined
  if (withoutRole === 'all' && known.length > 0) return known
  if (withoutRole !== 'refuse' && given) return []
  const list = known.length > 0 ? `Known roles: ${known.join(', ')}` : `There are none in ${project.roles}`
  const or = withoutRole === 'hosts-only' ? ', or hosts: --host ADDRESS' : ''
  const hint = known.length > 0 ? undefined : 'npx infraspec init writes one, in the root of your project'
  throw new ConfigError('no-role', `Name a role: --role NAME${or}. ${list}`, { hint })
}

function loadRoles(project: Project, names: readonly string[]): Promise<RoleFile[]> {
  return Promise.all(names.map((name) => loadRole(project, name)))
}

async function specsOf(project: Project, roles: readonly RoleFile[]): Promise<Map<string, readonly string[]>> {
  const found = roles.map(async (role) => [role.name, await findSpecs(project, role)] as const)
  return new Map(await Promise.all(found))
}

function loadedRole(
  { role, hosts, given, unmatched }: RoleHosts & { readonly role: RoleFile },
  { config }: Project,
  settings: Settings,
  specs: readonly string[],
): LoadedRole {
  const { name, file, options } = role
  const vars = { ...config.vars, ...options.vars, ...settings.var }
  const ids = [...new Set(hosts.map(({ id }) => id))]
  // Hosts that are given are those that were meant: a role of two checks a Packer build instance alone.
  const atLeast = given ? Math.min(options.atLeast ?? 1, 1) : (options.atLeast ?? 1)
  return { name, file, specs, hosts: ids, atLeast, vars, ...(unmatched !== undefined && { unmatched }) }
}

const MAX_BYTES = 1024 * 1024

function optionsOf(
  project: Project,
  settings: Settings,
): Omit<RunOptions, 'root' | 'folders' | 'roles' | 'hosts' | 'gone'> {
  const { config } = project
  const { connect, probe, deadline } = config.timeouts ?? {}
  const where = (path: string) => `${projectPath(project.configFile ?? '', project.root)}: ${path}`
  const limit = (path: string, value?: string | number) =>
    value === undefined ? undefined : parseLimit(value, where(path))
  const {
    quiet = false,
    verbose = false,
    profile = false,
    bail = false,
    allowNoHosts = false,
    tag: tags = [],
    name,
    color,
  } = settings
  return {
    limits: {
      connectTimeout: settings.connectTimeout ?? limit('timeouts.connect', connect) ?? 15_000,
      timeout: settings.timeout ?? limit('timeouts.probe', probe) ?? 10_000,
      recorded: verbose || profile || settings.audit !== undefined,
      marked: profile,
      maxBytes: MAX_BYTES,
      concurrency: settings.concurrency ?? config.concurrency ?? 32,
    },
    deadline: settings.deadline ?? limit('timeouts.deadline', deadline) ?? 30 * 60_000,
    retryFor: settings.retryFor ?? parseWait(config.retryFor ?? 0, where('retryFor')),
    reporters: settings.reporter ?? config.reporters ?? ['console'],
    evidence: settings.evidence ?? config.evidence ?? 'short',
    filters: { tags, name },
    quiet,
    verbose,
    audit: settings.audit === undefined ? undefined : resolve(project.root, settings.audit),
    bail,
    profile,
    allowNoHosts,
    color,
  }
}
