import type * as Yaml from 'yaml'
import type { BufferPlace, ReadConfig } from './buffer-place.ts'
import { lazily } from '../../lazy.ts'

const yaml = lazily<typeof Yaml>('yaml')

/** Reads fluent-bit.conf or .yaml: `storage.path` of the service, which all inputs share that buffer on the file system. */
export const readFluentBit: ReadConfig = (text, path) => {
  const settings = /\.ya?ml$/.test(path) ? fromYaml(text) : fromClassic(text)
  if (typeof settings === 'string') return settings
  const { storage, inputs } = settings
  if (storage === undefined) return []
  if (!storage.startsWith('/') || storage.includes('$')) return `storage.path is made while it runs: ${storage}`
  const folder = storage.replace(/\/+$/, '')
  const prefix = folder.replaceAll(/[.+^${}()|\\[\]?*]/g, String.raw`\$&`)
  const place: BufferPlace = {
    name: 'storage.path',
    path: folder,
    pattern: new RegExp(`^${prefix}/[^/]+/[^/]+\\.flb$`),
  }
  return inputs.includes('filesystem') ? [place] : []
}

interface Settings {
  readonly storage: string | undefined
  /** `storage.type` of each input. */
  readonly inputs: readonly string[]
}

// Sections in brackets, and below them a name and a value in indented lines.
function fromClassic(text: string): Settings {
  let section = ''
  let storage: string | undefined
  const inputs: string[] = []
  for (const raw of text.split('\n')) {
    const line = raw.trim()
    const [, heading] = /^\[(\w+)\]$/.exec(line) ?? []
    if (heading !== undefined) section = heading.toUpperCase()
    const [, name = '', value = ''] = line.startsWith('#') ? [] : (/^(\S+)\s+(.*)$/.exec(line) ?? [])
    if (section === 'SERVICE' && name.toLowerCase() === 'storage.path') storage = value
    if (section === 'INPUT' && name.toLowerCase() === 'storage.type') inputs.push(value.toLowerCase())
  }
  return { storage, inputs }
}

function fromYaml(text: string): Settings | string {
  try {
    const { includes, service, pipeline } = (yaml().parse(text) ?? {}) as {
      includes?: unknown
      service?: Record<string, unknown>
      pipeline?: { inputs?: Record<string, unknown>[] }
    }
    if (includes !== undefined) return 'what its `includes` name was not read'
    const storage = service?.['storage.path']
    const inputs = (pipeline?.inputs ?? []).map((input) => {
      const type = input['storage.type']
      return typeof type === 'string' ? type.toLowerCase() : ''
    })
    return { storage: typeof storage === 'string' ? storage : undefined, inputs }
  } catch (error) {
    return `it is no YAML: ${(error as Error).message.split('\n')[0]}`
  }
}
