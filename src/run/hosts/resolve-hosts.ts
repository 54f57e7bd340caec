import { diagnose } from '../../diagnose.ts'
import type { HostDefaults } from '../../config.ts'
import type { HostSpec } from '../../host/host-spec.ts'
import type { HostEntry } from '../../inventory/inventory.ts'
import { Listings } from '../../inventory/listings.ts'
import { type Layer, makeHost, type Shared } from '../../inventory/make-host.ts'
import { hostEntries } from '../options/config-schema.ts'
import { hostSources, type NamedSource } from './host-sources.ts'
import type { Project, RoleFile } from '../project/load-project.ts'
import { explainThrown } from '../project/load-module.ts'
import { listOf, namingOf, type Request, type Settings, settingsOf } from '../options/settings.ts'
import { printable } from '../printable.ts'
import { projectPath } from '../project/source-line.ts'
import { askSudoPassword, secret, takeVariable } from '../secrets/passwords.ts'
import { readKey } from '../secrets/stdin-key.ts'
import { parseWait } from '../options/time-limit.ts'
import { validate } from '../options/validate.ts'

/** Where the settings of a host come from; a role is missing when only `--host` says which hosts. */
export interface Origin {
  readonly project: Project
  readonly request: Request
  readonly role?: RoleFile | undefined
}

/** What is the same for every host, and the passwords of those that do not have their own. */
export interface RunShared extends Shared {
  readonly listings: Listings
  readonly sudoPasswords: { readonly flag: string | undefined; readonly environment: string | undefined }
}

/** What every host of a run shares; reads standard input when `--key-stdin` is set. */
export async function sharedSettings(request: Request): Promise<RunShared> {
  const { keyStdin = false, var: vars = {} } = settingsOf(request)
  const privateKey = request.made?.privateKey ?? (keyStdin ? await readKey() : undefined)
  if (keyStdin && privateKey === undefined) {
    diagnose('note: --key-stdin: there was no key on standard input; using key files and the agent\n')
  }
  const sudoPasswords = {
    // it is on the command line or in the environment that somebody asks to be asked
    flag: request.flags.askSudoPass ? await askSudoPassword() : undefined,
    environment: request.environment.askSudoPass ? await askSudoPassword() : takeVariable('INFRASPEC_SUDO_PASSWORD'),
  }
  const agent = process.env['SSH_AUTH_SOCK'] || undefined
  const listings = new Listings({ root: request.root })
  return { root: request.root, listings, sudoPasswords, privateKey, agent, vars }
}

/** The hosts of a role, and what is to be said of how they were found. */
export interface RoleHosts {
  readonly hosts: readonly HostSpec[]
  /** All of them were named and none was found: `atLeast` asks nothing of them. */
  readonly given: boolean
  /** Why there is none, although a source has hosts. */
  readonly unmatched?: string | undefined
}

/**
 * The hosts of one role: those of `--host` and `--inventory`, or else its own; without a role, all that are given.
 *
 * @throws {ConfigError} when one is malformed; {InventoryError} when their source cannot be read.
 */
export async function resolveHosts(origin: Origin, shared: RunShared): Promise<RoleHosts> {
  const sources = await hostSources(origin, shared.listings)
  const listed = await Promise.all(sources.map((source) => list(source, origin, shared)))
  const taken = listed.map((entries) =>
    entries.filter(({ roles }) => roles === undefined || origin.role === undefined || roles.includes(origin.role.name)),
  )
  noteEmpty(sources, taken, origin)
  const hosts = taken.flatMap((entries, index) =>
    entries.map((entry) => specOf(entry, sources[index]!, origin, shared)),
  )
  const given = sources.length > 0 && sources.every(({ inventory }) => inventory.given === true)
  return { hosts, given, unmatched: hosts.length > 0 ? undefined : othersOf(listed.flat()) }
}

/** Of several sources one may be misspelt: the others have hosts, and nothing else would tell that it has none. */
function noteEmpty(sources: readonly NamedSource[], taken: readonly (readonly HostEntry[])[], { role }: Origin): void {
  if (taken.every(({ length }) => length === 0)) return
  for (const [index, { inventory, where }] of sources.entries()) {
    if (taken[index]!.length > 0) continue
    const ofRole = role === undefined ? '' : ` of the role ${role.name}`
    diagnose(`note: ${printable(inventory.kind)} (${where}) has no host${ofRole}; others have\n`)
  }
}

async function list(
  { inventory, where }: NamedSource,
  { project }: Origin,
  { listings }: RunShared,
): Promise<readonly HostEntry[]> {
  const check = (answer: unknown) => validate(hostEntries, answer, `${where}: hosts of ${inventory.kind}`)
  return listings.list(inventory, check).catch((cause: unknown) => {
    throw explainThrown(cause, `${where}: the hosts of ${inventory.kind} cannot be listed`, project.root)
  })
}

function specOf(entry: HostEntry, { inventory, where, level }: NamedSource, origin: Origin, shared: RunShared) {
  const source = inventory.kind === 'static' ? where : `${inventory.kind} (${where})`
  if (entry.refused)
    throw explainThrown(entry.refused, `${source}: ${entry.name ?? entry.address}`, origin.project.root)
  return makeHost(entry, layersOf(origin, { entry, source, level }, shared), source, shared)
}

/** That there are hosts, and of which roles. */
function othersOf(entries: readonly HostEntry[]): string | undefined {
  const roles = [...new Set(entries.flatMap((entry) => entry.roles ?? []))].toSorted()
  if (entries.length === 0) return undefined
  const count = entries.length === 1 ? 'the one host that was found has' : `the ${entries.length} hosts found have`
  return roles.length === 0 ? `${count} no role` : `${count} the roles ${roles.join(', ')}`
}

/** Flag over environment over role over configuration; at its own level a host's own word comes first. */
function layersOf(
  { request, role, project }: Origin,
  { entry, source, level }: { readonly entry: HostEntry; readonly source: string; readonly level: number },
  { sudoPasswords }: RunShared,
): Layer[] {
  const file = (path = '') => projectPath(path, project.root)
  const naming = namingOf(request)
  const layers: Layer[] = [
    { source: naming.flags, ...settingsLayer(request.flags, sudoPasswords.flag) },
    { source: naming.environment, ...settingsLayer(request.environment, sudoPasswords.environment) },
    fileLayer(file(role?.file), role?.options),
    fileLayer(file(project.configFile), project.config),
  ]
  const { user, port, identities, hostKey, sudo, become } = entry
  const transport = entry.transport === 'ssh' || entry.transport === 'openssh' ? entry.transport : undefined
  const sudoPassword = entry.sudoPassword && secret(entry.sudoPassword, `${source}: sudoPassword`)
  const password = entry.password && secret(entry.password, `${source}: password`)
  const login = { user, port, identities, hostKey: listOf(hostKey), transport, password }
  const own = { source: () => source, ...login, sudo, become, sudoPassword }
  return layers.toSpliced(level, 0, own)
}

function settingsLayer(settings: Settings, sudoPassword: string | undefined): Omit<Layer, 'source'> {
  const { user, port, identity, hostKey, knownHosts, sudo, become, transport, sshConfig, jump, wait, waitFor } =
    settings
  const files = { identities: listOf(identity), knownHosts: listOf(knownHosts) }
  return { user, port, ...files, hostKey, sudo, become, sudoPassword, transport, sshConfig, jump, wait, waitFor }
}

function fileLayer(file: string, defaults: HostDefaults = {}): Layer {
  const { ssh, hostKey, knownHosts, sudo, become, transport, waitFor } = defaults
  const { user: sshUser, port, identity, config: sshConfig, jump } = ssh ?? {}
  const files = { identities: listOf(identity), knownHosts: listOf(knownHosts) }
  const wait = defaults.wait === undefined ? undefined : parseWait(defaults.wait, `${file}: wait`)
  const login = { sshUser, port, ...files, hostKey: listOf(hostKey), transport, sshConfig, jump: listOf(jump) }
  return { source: () => file, ...login, sudo, become, wait, waitFor }
}
