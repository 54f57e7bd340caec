import type * as Ini from 'ini'
import type * as Toml from 'smol-toml'
import type * as Yaml from 'yaml'
import { ConfigError } from '../../errors.ts'
import { lazily } from '../../lazy.ts'
import { couldNotTell, type Comparison, type Unknown } from '../define-resource.ts'
import { compareValue, type Found } from './equals.ts'

const ini = lazily<typeof Ini>('ini')
const toml = lazily<typeof Toml>('smol-toml')
const yaml = lazily<typeof Yaml>('yaml')

/** The formats that a file's content is read as. */
export type Format = 'JSON' | 'YAML' | 'TOML' | 'INI'

/** Where a value stands: `server.listen[0].port`, or the keys one by one where they hold dots. */
export type Path = string | readonly (string | number)[]

/** A number that YAML 1.1 and 1.2 read in different ways: what a program takes it for depends on its library. */
class OddNumber {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }

  toString(): string {
    return this.text
  }
}

// `0644` is 420 to YAML 1.1 and 644 to 1.2; `0o644` and `1e3` are texts to 1.1 and numbers to 1.2.
const ODD_NUMBER = /^[-+]?(?:0\d+|0o[0-7]+|\d[\d.]*[eE]\d+|\d+[eE][-+]\d+)$/

const YAML_OPTIONS: Yaml.ParseOptions & Yaml.DocumentOptions & Yaml.SchemaOptions = {
  merge: true,
  logLevel: 'error',
  prettyErrors: false,
  customTags: (tags) => [
    {
      tag: 'tag:yaml.org,2002:int',
      default: true,
      test: ODD_NUMBER,
      resolve: (text) => new OddNumber(text) as unknown as Yaml.Scalar,
    },
    ...tags,
  ],
}

const READERS: Readonly<Record<Format, (text: string) => unknown>> = {
  JSON: (text) => JSON.parse(text) as unknown,
  // `<<: *defaults` means to all that read such files what it meant in YAML 1.1. Of a tag that is not known
  // (`!vault`) the library would warn on the terminal, in the words of the file.
  YAML: (text) => yaml().parse(text, YAML_OPTIONS) as unknown,
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
  let document: unknown
  try {
    document = READERS[format](content)
  } catch (error) {
    const why = error instanceof Error ? error.message.split('\n')[0] : String(error)
    return couldNotTell(`it is no ${format}: ${why}`)
  }
  const found = find(document, format === 'INI' ? iniKeys(keys) : keys)
  const odd = wanted.length === 0 ? undefined : oddNumber(found[0])
  if (odd !== undefined) return couldNotTell(`${odd.text} is not the same to YAML 1.1 and 1.2`, 'quote it in the file')
  return compareValue(show(keys), found, wanted)
}

function oddNumber(value: unknown): OddNumber | undefined {
  if (value instanceof OddNumber) return value
  if (typeof value !== 'object' || value === null) return undefined
  for (const one of Object.values(value)) {
    const odd = oddNumber(one)
    if (odd !== undefined) return odd
  }
  return undefined
}

function find(document: unknown, keys: readonly string[]): Found {
  let value = document
  for (const key of keys) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return []
    value = (value as Readonly<Record<string, unknown>>)[key]
  }
  return [value]
}

/** The reader takes the dots in the name of a section, and not those in a key, for levels. */
function iniKeys(keys: readonly string[]): readonly string[] {
  return [...keys.slice(0, -1).flatMap((key) => key.split('.')), ...keys.slice(-1)]
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
