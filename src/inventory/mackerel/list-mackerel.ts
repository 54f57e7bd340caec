import * as v from 'valibot'
import { ConfigError, InventoryError } from '../../errors.ts'
import { registerSecret } from '../../run/secrets/secrets.ts'
import type { HostEntry } from '../inventory.ts'
import { uniqueNames } from '../unique-names.ts'
import type { MackerelOptions } from './mackerel.ts'

// https://mackerel.io/api-docs/entry/hosts#list
const answer = v.object({
  hosts: v.array(
    v.object({
      id: v.string(),
      name: v.string(),
      displayName: v.nullish(v.string()),
      status: v.string(),
      isRetired: v.optional(v.boolean(), false),
      roles: v.optional(v.record(v.string(), v.array(v.string())), {}),
      interfaces: v.nullish(
        v.array(
          v.object({
            name: v.string(),
            ipAddress: v.nullish(v.string()),
            ipv4Addresses: v.nullish(v.array(v.string())),
          }),
        ),
      ),
    }),
  ),
})
type MackerelHost = v.InferOutput<typeof answer>['hosts'][number]

/** Asks Mackerel for the hosts of a service, or of these roles of it. */
export async function listMackerel(options: MackerelOptions, roles: readonly string[]): Promise<HostEntry[]> {
  const query = new URLSearchParams({ service: options.service })
  for (const role of roles) query.append('role', role)
  for (const status of options.status ?? ['working']) query.append('status', status)
  const read = v.safeParse(answer, await ask(query))
  if (!read.success) throw failed(`its answer cannot be read: ${read.issues[0].message}`)
  const hosts = read.output.hosts.filter(({ isRetired }) => !isRetired)
  return uniqueNames(hosts.map((host) => hostOf(host, options)))
}

function hostOf(host: MackerelHost, options: MackerelOptions): HostEntry {
  const { id, status } = host
  const of = host.roles[options.service] ?? []
  const name = host.displayName || host.name
  const vars = { mackerel: { id, status, roles: host.roles } }
  const address = addressOf(host, options.interface)
  return { name, address, instance: id, vars, ...(options.role === undefined && { roles: of }) }
}

// loopback, and what container engines and hypervisors make: their addresses exist on other machines too, on this one perhaps
const WITHIN =
  /^(?:lo\d*|(?:docker|podman|virbr|lxcbr|lxdbr|cni|cbr)\d.*|br-[0-9a-f]{12}|(?:veth|tap|vnet|cali|flannel|kube-).*)$/

function addressOf({ name, interfaces }: MackerelHost, wanted: string | undefined): string {
  if (wanted === 'name') return name
  const cards = interfaces ?? []
  const card = cards.find((one) => (wanted === undefined ? !WITHIN.test(one.name) : one.name === wanted))
  const address = card?.ipv4Addresses?.[0] ?? card?.ipAddress
  if (address) return address
  const has = cards.map((one) => one.name).join(', ') || 'none'
  throw new InventoryError('no-address', `${name} has no IPv4 address on ${wanted ?? 'any interface'}`, {
    hint: `its interfaces: ${has}; choose one, or the name of the host: interface=name`,
  })
}

const LIMIT = 30_000

async function ask(query: URLSearchParams): Promise<unknown> {
  const { MACKEREL_APIKEY: key, MACKEREL_APIBASE: base = 'https://api.mackerelio.com' } = process.env
  if (!key) {
    throw new ConfigError('no-mackerel-key', 'MACKEREL_APIKEY is not set', { hint: 'a key that may read is enough' })
  }
  registerSecret(key)
  const url = new URL(`/api/v0/hosts?${query.toString()}`, baseOf(base))
  const headers = { 'X-Api-Key': key }
  // a redirection would take the key along
  const request = fetch(url, { headers, redirect: 'error', signal: AbortSignal.timeout(LIMIT) })
  const response = await request.catch((cause: unknown) => {
    const why =
      cause instanceof Error && cause.name === 'TimeoutError'
        ? `no answer within ${LIMIT / 1000} s`
        : 'it cannot be reached'
    throw failed(why, cause)
  })
  if (!response.ok) throw refused(response.status)
  return response.json().catch((cause: unknown) => {
    throw failed('its answer is not JSON', cause)
  })
}

function baseOf(base: string): URL {
  const url = URL.canParse(base) ? new URL(base) : undefined
  if (url?.protocol === 'https:' || url?.hostname === '127.0.0.1') return url
  throw new ConfigError('malformed-mackerel', 'MACKEREL_APIBASE has to begin with https://: the key is sent there')
}

function refused(status: number): InventoryError {
  if (status === 401 || status === 403) return failed('it does not accept MACKEREL_APIKEY')
  if (status === 404) return failed('there is no such service or role')
  return failed(status === 429 ? 'it is asked too often (status 429)' : `it answered with status ${status}`)
}

function failed(why: string, cause?: unknown): InventoryError {
  return new InventoryError('mackerel', `Mackerel was asked for hosts: ${why}`, { cause })
}
