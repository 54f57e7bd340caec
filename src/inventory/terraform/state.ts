import * as v from 'valibot'
import { InventoryError } from '../../errors.ts'

/** An instance of a state. */
export interface TerraformInstance {
  /** Such as `module.web.aws_instance.app[0]`. */
  readonly where: string
  readonly attributes: Readonly<Record<string, unknown>>
}

/** What a state holds that may be hosts. */
export interface TerraformState {
  readonly instances: readonly TerraformInstance[]
  readonly outputs: Readonly<Record<string, unknown>>
}

const TYPE = 'aws_instance'
const attributes = v.record(v.string(), v.unknown())
const outputs = v.optional(v.record(v.string(), v.object({ value: v.unknown() })), {})

interface Module {
  readonly resources: readonly v.InferOutput<typeof resource>[]
  readonly child_modules: readonly Module[]
}

const resource = v.object({
  address: v.string(),
  mode: v.string(),
  type: v.string(),
  deposed_key: v.optional(v.string()),
  values: v.optional(attributes, {}),
})
const module: v.GenericSchema<unknown, Module> = v.object({
  resources: v.optional(v.array(resource), []),
  child_modules: v.optional(v.array(v.lazy(() => module)), []),
})
const shown = v.object({
  format_version: v.string(),
  values: v.optional(v.object({ outputs, root_module: v.optional(module, { resources: [], child_modules: [] }) })),
})

/**
 * What `terraform show -json` printed.
 *
 * @throws {InventoryError} when it is of another version, empty, or something else.
 */
export function readShown(text: string, where: string): TerraformState {
  const json = parse(text, where)
  const version = v.is(v.object({ format_version: v.string() }), json) ? json.format_version : undefined
  // "JSON Output Format": a minor version adds, and only a major one changes
  if (version !== undefined && !version.startsWith('1.')) throw foreign(where, version, 'format 1')
  const read = v.safeParse(shown, json)
  if (!read.success) throw unreadable(where, read.issues[0].message)
  const { values } = read.output
  if (values === undefined) throw empty(where)
  const resources = flatten(values.root_module).filter((one) => one.deposed_key === undefined && isHost(one))
  return {
    instances: resources.map((one) => ({ where: one.address, attributes: one.values })),
    outputs: plain(values.outputs),
  }
}

function flatten({ resources, child_modules: children }: Module): Module['resources'] {
  return [...resources, ...children.flatMap(flatten)]
}

const raw = v.object({
  version: v.number(),
  outputs,
  resources: v.array(
    v.object({
      module: v.optional(v.string()),
      mode: v.string(),
      type: v.string(),
      name: v.string(),
      instances: v.array(
        v.object({
          index_key: v.optional(v.union([v.string(), v.number()])),
          deposed: v.optional(v.string()),
          attributes: v.optional(attributes, {}),
        }),
      ),
    }),
  ),
})

/**
 * The text of a state as Terraform keeps it.
 *
 * @throws {InventoryError} when it is of another version than 4, empty, or something else.
 */
export function readRaw(text: string, where: string): TerraformState {
  const json = parse(text, where)
  const version = v.is(v.object({ version: v.number() }), json) ? json.version : undefined
  if (version !== undefined && version !== 4) throw foreign(where, String(version), 'version 4')
  const read = v.safeParse(raw, json)
  if (!read.success) throw unreadable(where, read.issues[0].message)
  const { resources } = read.output
  if (resources.length === 0 && Object.keys(read.output.outputs).length === 0) throw empty(where)
  const instances = resources.filter(isHost).flatMap(({ module: within, type, name, instances: all }) =>
    all
      .filter(({ deposed }) => deposed === undefined)
      .map(({ index_key: index, attributes: had }) => {
        const suffix = index === undefined ? '' : `[${JSON.stringify(index)}]`
        return { where: `${within === undefined ? '' : `${within}.`}${type}.${name}${suffix}`, attributes: had }
      }),
  )
  return { instances, outputs: plain(read.output.outputs) }
}

function isHost({ mode, type }: { readonly mode: string; readonly type: string }): boolean {
  return mode === 'managed' && type === TYPE
}

function plain(all: Readonly<Record<string, { readonly value?: unknown }>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(all).map(([name, { value }]) => [name, value]))
}

function parse(text: string, where: string): unknown {
  if (text.trim() === '') throw empty(where)
  try {
    return JSON.parse(text)
  } catch {
    // the text may hold secrets, and what a parser says of it quotes it
    throw unreadable(where, 'it is not JSON')
  }
}

function empty(where: string): InventoryError {
  return new InventoryError('terraform-empty', `The Terraform state of ${where} is empty`, {
    hint: 'terraform apply, or another workspace or key',
  })
}

function foreign(where: string, version: string, wanted: string): InventoryError {
  const message = `The Terraform state of ${where} is of version ${JSON.stringify(version)}; infraspec reads ${wanted}`
  return new InventoryError('terraform-version', message, { hint: 'a newer infraspec, or another Terraform' })
}

function unreadable(where: string, why: string): InventoryError {
  return new InventoryError('terraform-unreadable', `The Terraform state of ${where} cannot be read: ${why}`)
}
