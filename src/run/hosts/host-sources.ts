import type { HostSources } from '../../config.ts'
import { parseHost } from '../../inventory/host-string.ts'
import type { HostEntry, Inventory } from '../../inventory/inventory.ts'
import type { Listings } from '../../inventory/listings.ts'
import { staticInventory } from '../../inventory/static.ts'
import type { Origin } from './resolve-hosts.ts'
import { type Naming, namingOf, type Settings } from '../options/settings.ts'
import { projectPath } from '../project/source-line.ts'

/** A source of hosts, and who named it. */
export interface NamedSource {
  readonly inventory: Inventory
  /** `--host`, `--inventory`, their variables, or the file of a role or the configuration. */
  readonly where: string
  /** Which of flags, environment, role and configuration, counted from 0: what a host says itself stands before it. */
  readonly level: number
}

/** Where the hosts of a role come from: the first of flags, environment, role and configuration that says any. */
export async function hostSources(origin: Origin, listings: Listings): Promise<NamedSource[]> {
  const { project, role, request } = origin
  if (request.made) return [{ inventory: request.made.inventory, where: 'this run', level: 0 }]
  const naming = namingOf(request)
  const flags = await fromSettings(request.flags, naming.flags, listings)
  if (flags.length > 0) return flags.map((source) => ({ ...source, level: 0 }))
  const variables = await fromSettings(request.environment, naming.environment, listings)
  if (variables.length > 0) return variables.map((source) => ({ ...source, level: 1 }))
  if (role === undefined) return []
  const { hosts } = role.options
  if (hosts !== undefined) return fromFile(hosts, projectPath(role.file, project.root), 2)
  return fromFile(project.config.hosts ?? [], projectPath(project.configFile ?? '', project.root), 3)
}

async function fromSettings(
  { host, inventory = [] }: Settings,
  called: Naming,
  listings: Listings,
): Promise<Omit<NamedSource, 'level'>[]> {
  const hostName = called('host')
  const inventoryName = called('inventory')
  const hosts = (host ?? []).map((text) => parseHost(text, hostName))
  const listed = { ...staticInventory(hosts, hostName), given: true }
  const opened = await Promise.all(inventory.map((text) => listings.open(text, inventoryName)))
  return [
    ...(host === undefined ? [] : [{ inventory: listed, where: hostName }]),
    ...opened.map((source) => ({ inventory: source, where: inventoryName })),
  ]
}

function fromFile(hosts: HostSources, where: string, level: number): NamedSource[] {
  if (!Array.isArray(hosts)) return [{ inventory: hosts as Inventory, where, level }]
  const items = hosts as readonly (string | HostEntry | Inventory)[]
  const written = items.filter((item): item is string | HostEntry => !isInventory(item))
  const sources = written.length > 0 ? [staticInventory(written, where)] : []
  return [...sources, ...items.filter(isInventory)].map((inventory) => ({ inventory, where, level }))
}

function isInventory(item: string | HostEntry | Inventory): item is Inventory {
  return typeof item === 'object' && 'list' in item
}
