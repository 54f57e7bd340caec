import { ConfigError } from '../errors.ts'
import { didYouMean } from '../nearest.ts'
import type { Inventory } from './inventory.ts'
import { type SourceText, splitSource } from './source-text.ts'

/** Reads what stands after `KIND:`; throws a ConfigError when that makes no sense. */
export type OpenSource = (source: SourceText, text: string) => Inventory

interface Source {
  /** How it is written, for messages. */
  readonly form: string
  /** Imported only when it is named: some of them are slow to load. */
  readonly load: () => Promise<OpenSource>
}

/** Every source of hosts that a command line can name. */
const SOURCES: Readonly<Record<string, Source>> = {
  ansible: {
    form: 'ansible:PATH?pattern=…',
    load: async () => (await import('./ansible/from-text.ts')).ansibleFromText,
  },
  packer: { form: 'packer', load: async () => (await import('./packer.ts')).packerFromText },
  ec2: { form: 'ec2:TAG=VALUE,…?region=…', load: async () => (await import('./ec2/from-text.ts')).ec2FromText },
  terraform: {
    form: 'terraform:DIR',
    load: async () => (await import('./terraform/terraform.ts')).terraformFromText,
  },
  mackerel: {
    form: 'mackerel:SERVICE/ROLE',
    load: async () => (await import('./mackerel/mackerel.ts')).mackerelFromText,
  },
}

/** How each source is written, for the help. */
export const SOURCE_FORMS: readonly string[] = Object.values(SOURCES).map(({ form }) => form)

/**
 * The source that `--inventory` names, such as `ec2:Role=app?region=eu-west-1`. Nothing is asked of it yet.
 *
 * @throws {ConfigError} when there is no such source, or it cannot read its part.
 */
export async function openInventory(text: string, where: string): Promise<Inventory> {
  const source = splitSource(text)
  const known = Object.hasOwn(SOURCES, source.kind) ? SOURCES[source.kind] : undefined
  if (known === undefined) throw unknownSource(source.kind, text, where)
  return (await known.load())(source, text)
}

function unknownSource(kind: string, text: string, where: string): ConfigError {
  const names = Object.keys(SOURCES)
  const why = `${where} says ${JSON.stringify(text)}, and there is no source of hosts ${JSON.stringify(kind)}.`
  const host = kind === '' || text.includes(':') ? '' : ' A host is named by --host.'
  return new ConfigError('unknown-inventory', `${why}${didYouMean(kind, names)}${host}`, {
    hint: `write ${SOURCE_FORMS.join(', ')}`,
  })
}
