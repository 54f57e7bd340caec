import * as v from 'valibot'
import type { ConfigOptions, RoleOptions } from '../../config.ts'
import type { HostEntry, Inventory } from '../../inventory/inventory.ts'

/** A text that says something. */
export const text = v.pipe(v.string(), v.nonEmpty('expected a text that is not empty'))
const port = v.custom<number>((value) => isWhole(value, 1) && value < 65_536, 'expected a port from 1 to 65535')
const count = (least: number) =>
  v.custom<number>((value) => isWhole(value, least), `expected a whole number from ${least}`)
/** One text, or several. */
export const texts = v.union([text, v.array(text)], 'expected a string or a list of strings')
const duration = v.union([text, v.number()], "expected a duration such as '30s', or milliseconds")
// valibot takes a list for an object without keys
const plain = v.custom<object>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  'expected an object',
)
/** An object with these keys and no others. */
export const object = <const Entries extends v.ObjectEntries>(entries: Entries) =>
  v.pipe(plain, v.strictObject(entries))
const vars = v.pipe(plain, v.record(v.string(), v.unknown()))

/** What a role and a project may both say. */
export const hostDefaults = {
  ssh: v.optional(
    object({
      user: v.optional(text),
      port: v.optional(port),
      identity: v.optional(texts),
      config: v.optional(text),
      jump: v.optional(texts),
    }),
  ),
  transport: v.optional(v.picklist(['ssh', 'openssh'])),
  sudo: v.optional(v.boolean()),
  become: v.optional(v.picklist(['sudo', 'doas', 'su'])),
  hostKey: v.optional(texts),
  wait: v.optional(duration),
  waitFor: v.optional(v.array(v.picklist(['cloud-init']))),
  knownHosts: v.optional(texts),
  vars: v.optional(vars),
}

const label = v.pipe(text, v.regex(/^\P{Cc}+$/u, 'expected a name without control characters'))

const hostEntry = object({
  name: v.optional(label),
  address: text,
  port: v.optional(port),
  user: v.optional(text),
  identities: v.optional(v.array(text)),
  hostKey: v.optional(texts),
  password: v.optional(text),
  sudo: v.optional(v.boolean()),
  become: v.optional(v.picklist(['sudo', 'doas', 'su'])),
  sudoPassword: v.optional(text),
  vars: v.optional(vars),
  roles: v.optional(v.array(label)),
  instance: v.optional(label),
  region: v.optional(label),
  transport: v.optional(v.picklist(['ssh', 'openssh', 'local', 'docker', 'podman', 'kubectl', 'lxc', 'nspawn'])),
  pod: v.optional(object({ namespace: v.optional(text), container: v.optional(text), context: v.optional(text) })),
  sshOptions: v.optional(v.array(v.tuple([v.pipe(text, v.regex(/^\w+$/)), v.pipe(text, v.regex(/^\P{Cc}+$/u))]))),
  refused: v.optional(v.instance(Error)),
}) satisfies v.GenericSchema<unknown, HostEntry>

/** What a source of hosts has to answer. */
export const hostEntries = v.array(hostEntry)

const inventory = v.custom<Inventory>(isInventory, 'expected a list of hosts or a source of hosts')

const host = v.lazy((value) => {
  if (typeof value === 'string') return v.string()
  return isInventory(value) ? inventory : hostEntry
})
const hosts = v.lazy((value) => (Array.isArray(value) ? v.array(host) : inventory))

/** What the default export of a role's file has to be. */
export const roleSchema = object({
  ...hostDefaults,
  specs: v.optional(v.pipe(v.array(text), v.minLength(1, 'expected at least one spec'))),
  hosts: v.optional(hosts),
  atLeast: v.optional(count(0)),
}) satisfies v.GenericSchema<unknown, RoleOptions>

/** What a project says of all of its runs. */
export const runDefaults = {
  timeouts: v.optional(
    object({ connect: v.optional(duration), probe: v.optional(duration), deadline: v.optional(duration) }),
  ),
  retryFor: v.optional(duration),
  concurrency: v.optional(count(1)),
  evidence: v.optional(v.picklist(['none', 'short', 'full'])),
}

/** What the default export of infraspec.config.ts has to be. */
export const configSchema = object({
  ...hostDefaults,
  ...runDefaults,
  roles: v.optional(text),
  specs: v.optional(text),
  hosts: v.optional(hosts),
  reporters: v.optional(v.array(text)),
}) satisfies v.GenericSchema<unknown, ConfigOptions>

function isWhole(value: unknown, least: number): value is number {
  return Number.isInteger(value) && (value as number) >= least
}

function isInventory(value: unknown): value is Inventory {
  return (
    typeof value === 'object' &&
    value !== null &&
    'kind' in value &&
    'list' in value &&
    typeof value.list === 'function'
  )
}
