import type { HostDefaults } from '../config.ts'
import type { HostSpec } from '../host/messages.ts'
import { parseHost } from '../inventory/host-string.ts'
import type { HostEntry, Inventory } from '../inventory/inventory.ts'
import { type Layer, makeHost, type Shared } from '../inventory/make-host.ts'
import { staticInventory } from '../inventory/static.ts'
import { hostEntries } from './config-schema.ts'
import type { Project, RoleFile } from './load-project.ts'
import { explainThrown } from './load-module.ts'
import { type Request, type Settings, settingsOf } from './settings.ts'
import { projectPath } from './source-line.ts'
import { askSudoPassword, secret, takeVariable } from './passwords.ts'
import { readKey } from './stdin-key.ts'
import { validate } from './validate.ts'

/** Where the settings of a host come from; a role is missing when only `--host` says which hosts. */
export interface Origin {
  readonly project: Project
  readonly request: Request
  readonly role?: RoleFile | undefined
}

/** What is the same for every host, and the passwords of those that do not have their own. */
export interface RunShared extends Shared {
  readonly sudoPasswords: { readonly flag: string | undefined; readonly environment: string | undefined }
}

/** What every host of a run shares; reads standard input when `--key-stdin` is set. */
export async function sharedSettings(request: Request): Promise<RunShared> {
  const { keyStdin = false, var: vars = {} } = settingsOf(request)
  const privateKey = keyStdin ? await readKey() : undefined
  if (keyStdin && privateKey === undefined) {
    process.stderr.write('note: --key-stdin: there was no key on standard input; using key files and the agent\n')
  }
  const sudoPasswords = {
    // it is on the command line or in the environment that somebody asks to be asked
    flag: request.flags.askSudoPass ? await askSudoPassword() : undefined,
    environment: request.environment.askSudoPass ? await askSudoPassword() : takeVariable('INFRASPEC_SUDO_PASSWORD'),
  }
  return { root: request.root, sudoPasswords, privateKey, agent: process.env['SSH_AUTH_SOCK'] || undefined, vars }
}

/**
 * The hosts of one role: those of `--host`, or else its own.
 *
 * @throws {ConfigError} when one is malformed; {InventoryError} when their source cannot be read.
 */
export async function resolveHosts(origin: Origin, shared: RunShared): Promise<HostSpec[]> {
  const { flags, environment } = origin.request
  const given = flags.host ?? environment.host
  if (given === undefined) return listRole(origin, shared)
  const source = flags.host ? '--host' : 'INFRASPEC_HOST'
  const over = flags.host ? 0 : 1
  return given.map((text) => {
    const entry = parseHost(text, source)
    return makeHost(entry, layersOf(origin, { entry, source, level: over }, shared), source, shared)
  })
}

async function listRole(origin: Origin, shared: RunShared): Promise<HostSpec[]> {
  const { role, project } = origin
  if (role?.options.hosts === undefined) return []
  const where = projectPath(role.file, project.root)
  const inventory = inventoryOf(role.options.hosts, where)
  const entries = await list(inventory, where).catch((cause: unknown) => {
    throw explainThrown(cause, `${where}: the hosts of ${inventory.kind} cannot be listed`, project.root)
  })
  const source = inventory.kind === 'static' ? where : `${inventory.kind} (${where})`
  return entries.map((entry) => makeHost(entry, layersOf(origin, { entry, source, level: 2 }, shared), source, shared))
}

async function list(inventory: Inventory, where: string): Promise<readonly HostEntry[]> {
  return validate(hostEntries, await inventory.list(), `${where}: hosts of ${inventory.kind}`)
}

function inventoryOf(hosts: readonly (string | HostEntry)[] | Inventory, where: string): Inventory {
  return 'kind' in hosts ? hosts : staticInventory(hosts, where)
}

/** Flag over environment over role over configuration; at its own level a host's own word comes first. */
function layersOf(
  { request, role, project }: Origin,
  { entry, source, level }: { readonly entry: HostEntry; readonly source: string; readonly level: number },
  { sudoPasswords }: RunShared,
): Layer[] {
  const file =
    (path = '') =>
    () =>
      projectPath(path, project.root)
  const layers: Layer[] = [
    { source: (name) => `--${name}`, ...settingsLayer(request.flags, sudoPasswords.flag) },
    {
      source: (name) => `INFRASPEC_${name.replaceAll('-', '_').toUpperCase()}`,
      ...settingsLayer(request.environment, sudoPasswords.environment),
    },
    { source: file(role?.file), ...fileLayer(role?.options) },
    { source: file(project.configFile), ...fileLayer(project.config) },
  ]
  const { user, port, identities, hostKey } = entry
  const transport = entry.transport === 'local' ? undefined : entry.transport
  const sudoPassword = entry.sudoPassword && secret(entry.sudoPassword, `${source}: sudoPassword`)
  const own = { source: () => source, user, port, identities, hostKey, transport, sudoPassword }
  return layers.toSpliced(level, 0, own)
}

function settingsLayer(settings: Settings, sudoPassword: string | undefined): Omit<Layer, 'source'> {
  const { user, port, identity, hostKey, knownHosts, sudo, become, transport, sshConfig, jump } = settings
  const files = { identities: listOf(identity), knownHosts: listOf(knownHosts) }
  return { user, port, ...files, hostKey, sudo, become, sudoPassword, transport, sshConfig, jump }
}

function fileLayer(defaults: HostDefaults = {}): Omit<Layer, 'source'> {
  const { ssh, hostKey, knownHosts, sudo, become, transport } = defaults
  const { user, port, identity, config: sshConfig, jump } = ssh ?? {}
  const files = { identities: listOf(identity), knownHosts: listOf(knownHosts) }
  return { user, port, ...files, hostKey, sudo, become, transport, sshConfig, jump: listOf(jump) }
}

function listOf(value: string | readonly string[] | undefined): readonly string[] | undefined {
  return typeof value === 'string' ? [value] : value
}
