import type * as Ini from 'ini'
import type * as Toml from 'smol-toml'
import type * as Yaml from 'yaml'
import { ConfigError } from '../../errors.ts'
import { lazily } from '../../lazy.ts'
import { couldNotTell, type Comparison, type Unknown } from '../define-resource.ts'
import { equals } from './equals.ts'

const ini = lazily<typeof Ini>('ini')
const toml = lazily<typeof Toml>('smol-toml')
const yaml = lazily<typeof Yaml>('yaml')

/** The formats that a file's content is read as. */
export type Format = 'JSON' | 'YAML' | 'TOML' | 'INI'

/** Where a value stands: `server.listen[0].port`, or the keys one by one where they hold dots. */
export type Path = string | readonly (string | number)[]

const READERS: Readonly<Record<Format, (text: string) => unknown>> = {
  JSON: (text) => JSON.parse(text) as unknown,
  YAML: (text) => yaml().parse(text, { prettyErrors: false }) as unknown,
  TOML: (text) => toml().parse(text),
  INI: (text) => ini().parse(text),
}

/**
 * Whether a file in a format has a value at a path; without a value, whether there is something.
 *
 * @throws {ConfigError} for what is no path.
 */
export function hasValue(
  format: Format,
  content: string,
  path: Path,
  wanted: readonly unknown[],
): Comparison | Unknown {
  const keys = keysOf(path)
  let value: unknown
  try {
    value = READERS[format](content)
  } catch (error) {
    const why = error instanceof Error ? error.message.split('\n')[0] : String(error)
    return couldNotTell(`it is no ${format}: ${why}`)
  }
  for (const key of keys) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) {
      return { pass: false, expected: wanted.length > 0 ? wanted[0] : 'a value', actual: `there is no ${show(keys)}` }
    }
    value = (value as Readonly<Record<string, unknown>>)[key]
  }
  if (wanted.length === 0) return { pass: true, expected: 'a value', actual: value }
  return { pass: equals(value, wanted[0]), expected: wanted[0], actual: value }
}

function keysOf(path: Path): readonly string[] {
  if (typeof path !== 'string') return path.map(String)
  const keys = path.match(/[^.[\]]+|\[\d+\]/g) ?? []
  if (keys.length > 0 && /^[^.[\]]+(?:\.[^.[\]]+|\[\d+\])*$/.test(path)) {
    return keys.map((key) => key.replace(/^\[(\d+)\]$/, '$1'))
  }
  throw new ConfigError('path', `${JSON.stringify(path)} is no path to a value`, {
    hint: "write it as 'server.listen[0].port', or as ['keys', 'with.dots']",
  })
}

function show(keys: readonly string[]): string {
  return keys.map((key) => (/^[\w-]+$/.test(key) ? key : JSON.stringify(key))).join('.')
}
