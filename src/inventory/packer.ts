import { ConfigError, InventoryError } from '../errors.ts'
import { parseHost } from './host-string.ts'
import type { HostEntry, Inventory } from './inventory.ts'
import { parsePort } from './port.ts'
import { refuseOptions, type SourceText } from './source-text.ts'

/**
 * The instance that Packer builds an image from, as the environment of its `shell-local` provisioner tells it.
 *
 * Packer's own PACKER_BUILD_NAME is the host's stable name; INFRASPEC_HOST, INFRASPEC_PORT, INFRASPEC_USER and
 * INFRASPEC_INSTANCE_ID are what the provisioner sets, and what Packer has no value for it calls `ERR_…`.
 */
export function packerInventory(variables: NodeJS.ProcessEnv = process.env): Inventory {
  return { kind: 'packer', given: true, list: async () => [instanceOf(variables)] }
}

/**
 * `packer`: it takes nothing more.
 *
 * @throws {ConfigError} when it is given something.
 */
export function packerFromText({ subject, options }: SourceText, text: string): Inventory {
  refuseOptions(options, [], text)
  if (subject === '') return packerInventory()
  throw new ConfigError(
    'malformed-inventory',
    `The inventory "packer" takes nothing more, and is ${JSON.stringify(text)}`,
  )
}

function instanceOf(variables: NodeJS.ProcessEnv): HostEntry {
  const value = (name: string) => {
    const said = variables[name]?.trim() ?? ''
    return said === '' || said.startsWith('ERR_') ? undefined : said
  }
  const [build, host] = [value('PACKER_BUILD_NAME'), value('INFRASPEC_HOST')]
  if (build === undefined) throw notInPacker('There is no Packer build around this: PACKER_BUILD_NAME is not set')
  if (host === undefined)
    throw notInPacker('The provisioner does not say which host Packer builds: INFRASPEC_HOST is not set')
  const port = value('INFRASPEC_PORT')
  const { address, ...given } = parseHost(
    host.includes(':') && !host.startsWith('[') ? `[${host}]` : host,
    'INFRASPEC_HOST',
  )
  const vars = { packer: { build, builder: value('PACKER_BUILDER_TYPE'), run: value('PACKER_RUN_UUID') } }
  return {
    ...given,
    name: build,
    address,
    user: value('INFRASPEC_USER'),
    port: port === undefined ? given.port : parsePort(port, 'INFRASPEC_PORT'),
    instance: value('INFRASPEC_INSTANCE_ID'),
    vars,
  }
}

function notInPacker(message: string): InventoryError {
  return new InventoryError('no-packer-build', message, {
    hint: 'it is for a shell-local provisioner that sets INFRASPEC_HOST; elsewhere use --host',
  })
}
