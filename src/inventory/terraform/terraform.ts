import type { Inventory } from '../inventory.ts'
import { refuseOptions, type SourceText } from '../source-text.ts'
import { checkTerraform, stateName, type TerraformOptions } from './options.ts'

/**
 * The instances of a Terraform state, by their tags, or the addresses of one of its outputs.
 *
 * A folder is read by `terraform show -json`, a state in S3 directly (`@aws-sdk/client-s3`). Nothing of it is kept but what
 * hosts are made of. In specs `host.vars.terraform` holds `address` (of the resource), `id` and `tags`.
 *
 * @throws {ConfigError} when the options make no sense.
 *
 * @example
 * export default defineRole({ hosts: terraform({ dir: 'infra', roleTag: 'Role' }) })
 */
export function terraform(options: TerraformOptions): Inventory {
  const checked = checkTerraform(options)
  const where = checked.s3 === undefined ? (checked.dir ?? '') : stateName(checked.s3)
  // every configuration imports this file, and few use it
  const load = () => import('./list-terraform.ts')
  return { kind: `terraform:${where}`, list: async ({ root }) => (await load()).listTerraform(checked, where, root) }
}

const OPTIONS = ['output', 'address', 'role-tag', 'lock', 'region', 'workspace']

/**
 * `terraform:DIR` or `terraform:s3://BUCKET/KEY`, with `output`, `address`, `role-tag`, `lock`, and `region`, `workspace` of S3.
 *
 * @throws {ConfigError} when it makes no sense.
 */
export function terraformFromText({ subject, options }: SourceText, text: string): Inventory {
  const { output, address, 'role-tag': roleTag, lock, region, workspace } = options
  const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(subject) ?? []
  refuseOptions(options, key === undefined ? OPTIONS.slice(0, 4) : OPTIONS, text)
  const s3 = bucket === undefined || key === undefined ? undefined : { bucket, key, region, workspace }
  const words = { address: address as TerraformOptions['address'], lock: lock as TerraformOptions['lock'] }
  return terraform({ ...(s3 === undefined ? { dir: subject } : { s3 }), output, roleTag, ...words })
}
