import { isIP } from 'node:net'
import { InventoryError } from '../../errors.ts'
import type { HostEntry } from '../inventory.ts'
import { expandPath } from '../readable-file.ts'
import { uniqueNames } from '../unique-names.ts'
import type { TerraformOptions } from './options.ts'
import { fetchState } from './s3-state.ts'
import { show } from './show.ts'
import { readRaw, readShown, type TerraformInstance, type TerraformState } from './state.ts'

/** Asks a Terraform state for its hosts; `where` is what messages call it. */
export async function listTerraform(options: TerraformOptions, where: string, root: string): Promise<HostEntry[]> {
  const { s3, dir = '', output, lock } = options
  const state = s3
    ? readRaw(await fetchState(s3, lock), where)
    : readShown(await show(expandPath(dir, root), lock), where)
  return output === undefined
    ? uniqueNames(state.instances.map((one) => hostOf(one, options)))
    : fromOutput(state, output, where)
}

function hostOf({ where, attributes }: TerraformInstance, { address, roleTag = 'Role' }: TerraformOptions): HostEntry {
  const text = (name: string) => (typeof attributes[name] === 'string' ? attributes[name] : '')
  const [open, inner] = [text('public_ip'), text('private_ip')]
  const found = address === 'public' ? open : address === 'private' ? inner : open || inner
  if (found === '') {
    throw new InventoryError('no-address', `${where} (${text('id') || 'no id'}) has no ${address ?? ''} address`, {
      hint: 'terraform apply -refresh-only, if it has one by now',
    })
  }
  const tags = tagsOf(attributes['tags_all'] ?? attributes['tags'])
  const region = text('availability_zone').replace(/(\d)[a-z]$/, '$1')
  return {
    name: tags['Name'] || where,
    address: found,
    roles: (tags[roleTag] ?? '').split(/[\s,]+/).filter((word) => word !== ''),
    vars: { terraform: { address: where, id: text('id'), tags } },
    ...(text('id') && { instance: text('id') }),
    ...(region && { region }),
  }
}

function tagsOf(value: unknown): Record<string, string> {
  if (typeof value !== 'object' || value === null) return {}
  return Object.fromEntries(
    Object.entries(value).filter((pair): pair is [string, string] => typeof pair[1] === 'string'),
  )
}

/** Texts as addresses; nothing of another value is repeated, for it may be secret. */
function fromOutput({ outputs }: TerraformState, name: string, where: string): HostEntry[] {
  const value = Object.hasOwn(outputs, name) ? outputs[name] : undefined
  const named: (readonly [string | undefined, unknown])[] =
    typeof value === 'string'
      ? [[undefined, value]]
      : Array.isArray(value)
        ? value.map((one: unknown) => [undefined, one])
        : Object.entries(value ?? {})
  const hosts = named.flatMap(([label, address]) =>
    typeof address === 'string' && (isIP(address) > 0 || /^[\w.-]+$/.test(address))
      ? [{ address, ...(label !== undefined && { name: label }) }]
      : [],
  )
  if (hosts.length > 0 && hosts.length === named.length) return hosts
  const known = Object.keys(outputs).toSorted().join(', ') || 'none'
  const why = value === undefined ? 'is not there' : named.length === 0 ? 'is empty' : 'holds what is no address'
  throw new InventoryError(
    'terraform-output',
    `The output ${JSON.stringify(name)} of ${where} ${why}. Outputs: ${known}`,
  )
}
