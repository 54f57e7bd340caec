import type * as Yaml from 'yaml'
import type { BufferPlace, ReadConfig } from './buffer-place.ts'
import { lazily } from '../../lazy.ts'

const yaml = lazily<typeof Yaml>('yaml')

/** Reads vector.yaml, .json or .toml: the disk buffers of its sinks, which are in `data_dir`. */
export const readVector: ReadConfig = (text, path) => {
  const settings = path.endsWith('.toml') ? fromToml(text) : fromYaml(text)
  if (typeof settings === 'string') return settings
  const folder = (settings.folder ?? '/var/lib/vector').replace(/\/+$/, '')
  if (!folder.startsWith('/') || folder.includes('$')) return `data_dir is made while it runs: ${folder}`
  return settings.sinks.map((sink): BufferPlace => {
    const own = `${folder}/buffer/v2/${sink}`
    const prefix = own.replaceAll(/[.+^${}()|\\[\]?*]/g, String.raw`\$&`)
    return { name: sink, path: own, pattern: new RegExp(`^${prefix}/buffer-data-\\d+\\.dat$`), keepsNewest: true }
  })
}

interface Settings {
  readonly folder: string | undefined
  /** Those with a disk buffer. */
  readonly sinks: readonly string[]
}

interface Sink {
  readonly buffer?: { readonly type?: unknown } | readonly { readonly type?: unknown }[]
}

// YAML takes JSON as well.
function fromYaml(text: string): Settings | string {
  try {
    const { data_dir: folder, sinks } = (yaml().parse(text) ?? {}) as {
      data_dir?: unknown
      sinks?: Record<string, Sink>
    }
    const disk = Object.entries(sinks ?? {}).filter(([, { buffer }]) =>
      [buffer].flat().some((one) => one?.type === 'disk'),
    )
    return { folder: typeof folder === 'string' ? folder : undefined, sinks: disk.map(([name]) => name) }
  } catch (error) {
    return `it is no YAML: ${(error as Error).message.split('\n')[0]}`
  }
}

// Of TOML what vector's own examples use: tables by their headings, `buffer.type` with a dot, and inline tables.
function fromToml(text: string): Settings {
  let table = ''
  let folder: string | undefined
  const sinks = new Set<string>()
  for (const raw of text.split('\n')) {
    const line = raw.trim()
    const heading = /^\[+\s*([^\]]+?)\s*\]+/.exec(line)?.[1]
    if (heading !== undefined) table = heading.replaceAll(/["'\s]/g, '')
    const [, name = '', value = ''] = /^([\w."'-]+)\s*=\s*(.+?)\s*(?:#.*)?$/.exec(line) ?? []
    const full = [table, name.replaceAll(/["']/g, '')].filter((part) => part !== '').join('.')
    if (full === 'data_dir') folder = value.replace(/^(["'])(.*)\1$/, '$2')
    const sink = /^sinks\.(.+)\.buffer(?:\.type)?$/.exec(full)?.[1]
    if (sink !== undefined && /\bdisk\b/.test(value)) sinks.add(sink)
  }
  return { folder, sinks: [...sinks] }
}
