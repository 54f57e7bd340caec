import { ConfigError } from '../../errors.ts'
import type { Found } from '../files/equals.ts'

/**
 * What stands at a path of a JSON document: `status`, `checks[0].name`, `["a.b"].c`; a `$.` before it says nothing.
 *
 * @throws {ConfigError} when it is no path.
 */
export function atPath(document: unknown, path: string): Found {
  let found: Found = [document]
  for (const step of stepsOf(path)) {
    const value: unknown = found[0]
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return []
    found = [(value as Readonly<Record<string, unknown>>)[step]]
  }
  return found
}

const STEP = /^(?:\.?([\p{L}\p{N}_$@-]+)|\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\])/u

function stepsOf(path: string): readonly string[] {
  const steps: string[] = []
  let rest = path.replace(/^\$(?=[.[]|$)/, '')
  while (rest !== '') {
    const [whole, name, index, quoted] = STEP.exec(rest) ?? []
    if (whole === undefined || (steps.length > 0 && name !== undefined && !whole.startsWith('.'))) {
      throw new ConfigError('json-path', `${JSON.stringify(path)} is not a path in a JSON document`, {
        hint: 'status, checks[0].name or ["a.b"].c',
      })
    }
    steps.push(name ?? index ?? (JSON.parse(quoted ?? '""') as string))
    rest = rest.slice(whole.length)
  }
  return steps
}
