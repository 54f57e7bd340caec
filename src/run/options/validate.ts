import * as v from 'valibot'
import { ConfigError } from '../../errors.ts'
import { didYouMean } from '../../nearest.ts'

/**
 * A value that a schema accepts.
 *
 * @throws {ConfigError} with every mistake, each with its path. `where` is the file, as messages name it.
 */
export function validate<Schema extends v.GenericSchema>(
  schema: Schema,
  value: unknown,
  where: string,
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, value)
  if (result.success) return result.output
  const mistakes = result.issues.map((issue) => `  ${describe(issue, schema)}`)
  const first = `${where}: ${mistakes[0]!.trim()}`
  throw new ConfigError('invalid-config', [first, ...mistakes.slice(1)].join('\n'))
}

function describe(issue: v.GenericIssue, schema: v.GenericSchema): string {
  const keys = (issue.path ?? []).map((item) => item.key as string | number)
  const path = keys.map((key, index) => (typeof key === 'number' ? `[${key}]` : index === 0 ? key : `.${key}`)).join('')
  if (issue.type === 'strict_object' && issue.expected === 'never') {
    const known = knownKeys(schema, keys.slice(0, -1))
    return `${path} is not known.${didYouMean(String(keys.at(-1)), known)} Known: ${known.join(', ')}`
  }
  if (issue.type === 'strict_object' && issue.received === 'undefined') return `${path} is missing`
  const said = issue.message.startsWith('expected ') ? issue.message : expectation(issue)
  return `${path || 'the default export'}: ${said}, got ${shown(issue)}`
}

function expectation(issue: v.GenericIssue): string {
  const words: Readonly<Record<string, string>> = {
    string: 'a string',
    number: 'a number',
    boolean: 'true or false',
    Array: 'a list',
    Object: 'an object',
  }
  const expected = issue.expected ?? 'something else'
  return `expected ${issue.type === 'integer' ? 'a whole number' : (words[expected] ?? expected)}`
}

function shown({ received, input }: v.GenericIssue): string {
  if (Array.isArray(input)) return 'a list'
  if (typeof input === 'object' && input !== null) return 'an object'
  return typeof input === 'string' ? JSON.stringify(input) : received
}

interface Walkable {
  readonly entries?: Readonly<Record<string, Walkable>>
  readonly wrapped?: Walkable
  readonly item?: Walkable
  readonly pipe?: readonly Walkable[]
  readonly getter?: (input: unknown) => Walkable
}

function knownKeys(schema: v.GenericSchema, path: readonly (string | number)[]): string[] {
  let here: Walkable | undefined = unwrap(schema as Walkable)
  for (const key of path) here = unwrap(typeof key === 'number' ? here?.item : here?.entries?.[key])
  return Object.keys(here?.entries ?? {})
}

/** What stands within `optional`, `pipe` and `lazy`: the last is a host in a list where keys are asked for. */
function unwrap(schema: Walkable | undefined): Walkable | undefined {
  if (schema?.wrapped) return unwrap(schema.wrapped)
  // a schema with a pipe is itself the first of it
  if (schema?.pipe?.at(-1)?.entries) return schema.pipe.at(-1)
  return schema?.getter ? unwrap(schema.getter([])) : schema
}
