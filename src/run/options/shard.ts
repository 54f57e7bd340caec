import { createHash } from 'node:crypto'

import { ConfigError } from '../../errors.ts'
import type { LoadedRole, RunOptions } from './options.ts'
import { isShort } from '../verdict/shortfalls.ts'

/** A part of a run: `index` of `total`, from 1. */
export interface Shard {
  readonly index: number
  readonly total: number
}

/**
 * The shard that `1/4` names, or `auto`: that of CircleCI's parallel node.
 *
 * @throws {ConfigError} when it names none.
 */
export function parseShard(text: string, source: string, environment: NodeJS.ProcessEnv = process.env): Shard {
  if (text === 'auto') return ofNode(source, environment)
  const [, index, total] = /^(\d{1,4})\/(\d{1,4})$/.exec(text) ?? []
  return inRange(Number(index), Number(total), `${source} says ${JSON.stringify(text)}`)
}

function ofNode(source: string, { CIRCLE_NODE_INDEX: index, CIRCLE_NODE_TOTAL: total }: NodeJS.ProcessEnv): Shard {
  if (index === undefined || total === undefined) {
    throw new ConfigError('malformed-flag', `${source} auto needs CIRCLE_NODE_INDEX and CIRCLE_NODE_TOTAL`, {
      hint: 'elsewhere say which part it is: --shard 1/4',
    })
  }
  return inRange(Number(index) + 1, Number(total), `CIRCLE_NODE_INDEX=${index} CIRCLE_NODE_TOTAL=${total}`)
}

function inRange(index: number, total: number, said: string): Shard {
  if (index >= 1 && index <= total) return { index, total }
  throw new ConfigError('malformed-flag', `${said}, which is no part of a run: 1/4 to 4/4, or auto`)
}

/**
 * What one shard checks of a run: for each host of each role, some of its specs.
 *
 * Which ones depends on the host and on the role's list of specs alone. Two nodes whose inventories differ for a
 * moment, as while hosts are being started, still leave nothing out: an instance that shares its name with another
 * one is called otherwise than when it was alone, and keeps its id.
 */
export function takeShard(options: RunOptions, shard: Shard | undefined): RunOptions {
  if (shard === undefined) return options
  const instances = new Map(options.hosts.map(({ id, instance = id }) => [id, instance]))
  const roles = options.roles.flatMap((role) => share(role, shard, (host) => instances.get(host) ?? host))
  const visited = new Set(roles.flatMap(({ hosts }) => hosts))
  return { ...options, shard, roles, hosts: options.hosts.filter(({ id }) => visited.has(id)) }
}

function share(role: LoadedRole, shard: Shard, instanceOf: (host: string) => string): LoadedRole[] {
  // What is wrong with the role as a whole every shard says.
  if (isShort(role)) return [role]
  const perHost = new Map(role.hosts.map((host) => [host, specsFor(instanceOf(host), role.specs, shard)] as const))
  const hosts = role.hosts.filter((host) => perHost.get(host)?.length !== 0)
  if (hosts.length === 0) return []
  const specs = role.specs.filter((spec) => hosts.some((host) => perHost.get(host)?.includes(spec)))
  // those of other shards are taken to be there; of its own it notices when one has gone
  const atLeast = Math.max(1, role.atLeast - (role.hosts.length - hosts.length))
  return [{ ...role, hosts, machines: hosts.length, specs, specsOf: perHost, atLeast }]
}

/** Every `total`th spec, beginning at another one for each host. */
function specsFor(host: string, specs: readonly string[], { index, total }: Shard): readonly string[] {
  const begin = createHash('sha256').update(host).digest().readUInt32BE(0)
  return specs.filter((_, position) => (begin + position) % total === index - 1)
}
