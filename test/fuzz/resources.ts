import { basename } from 'node:path'
import { globSync } from 'tinyglobby'
import type { CommandProvider, Provider } from '../../src/host/provider.ts'
import { isResource, type Resource } from '../../src/resources/define-resource.ts'

/** One way to look of one kind of resource, and names that the kind takes. */
export interface Fuzzed {
  /** `file stat`, `user shadow`. */
  readonly name: string
  /** The file of the resource. */
  readonly file: string
  readonly provider: Provider<unknown> | CommandProvider<unknown>
  readonly keys: readonly string[]
}

/** Names of everything: each kind takes those that it can. */
const NAMES = [
  '/',
  '/etc/passwd',
  '/etc/shadow',
  '/no/such/thing',
  'root',
  'nobody-here',
  'bash',
  'no-such-package',
  'cron',
]
const MORE = [
  '22',
  '80',
  'udp/323',
  'lo',
  'eth0',
  'kernel.ostype',
  'no.such.parameter',
  'loop',
  'default',
  '127.0.0.0/8',
  '127.0.0.1:9',
  'localhost',
]
const OTHERS = [
  'INPUT',
  'filter',
  'inet filter',
  'public',
  'PermitRootLogin',
  'permitrootlogin',
  'nginx:latest',
  '1',
  '',
]

/** Every provider of every resource of src/resources, found by looking. */
export async function findProviders(): Promise<Fuzzed[]> {
  const files = globSync('src/resources/*.ts').toSorted()
  const found = await Promise.all(files.map(providersOf))
  return found.flat()
}

async function providersOf(file: string): Promise<Fuzzed[]> {
  const module = (await import(`../../${file}`)) as Readonly<Record<string, unknown>>
  return Object.values(module).flatMap((factory) => {
    const resources = [...NAMES, ...MORE, ...OTHERS].flatMap((name) => make(factory, name) ?? [])
    const definition = resources[0]?.definition
    if (definition === undefined) return []
    const usual = [...new Set(resources.flatMap((resource) => keyOf(resource)))]
    const groups = [definition.providers, ...Object.values(definition.details ?? {})] as Record<
      string,
      Fuzzed['provider']
    >[]
    const labels = ['', ...Object.keys(definition.details ?? {}).map((detail) => ` ${detail}`)]
    return groups.flatMap((group, index) =>
      Object.entries(group).map(([name, provider]) => ({
        name: `${definition.kind}${labels[index]} ${name}`,
        file: basename(file, '.ts'),
        provider,
        keys: index === 0 ? keysFor(name, resources, usual) : usual,
      })),
    )
  })
}

function make(factory: unknown, name: string): Resource | undefined {
  if (typeof factory !== 'function') return undefined
  try {
    const made: unknown = (factory as (name: string) => unknown)(name)
    return isResource(made) ? made : undefined
  } catch {
    return undefined
  }
}

function keyOf({ definition, name, options }: Resource): string[] {
  try {
    return [definition.key?.(name as string, options as never) ?? (name as string)]
  } catch {
    return []
  }
}

/** The keys of a mechanism that is asked for by an option, such as `{ by: 'pip' }`. */
function keysFor(provider: string, resources: readonly Resource[], usual: readonly string[]): readonly string[] {
  const { mechanism } = resources[0]!.definition
  const options = ['by', 'under', 'engine'].map((name) => ({ [name]: provider }))
  const asked = options.find((option) => said(() => mechanism?.(option as never)) === provider)
  if (asked === undefined) return usual
  return [...new Set(resources.flatMap((resource) => keyOf({ ...resource, options: asked })))]
}

function said<Value>(ask: () => Value): Value | undefined {
  try {
    return ask()
  } catch {
    return undefined
  }
}
