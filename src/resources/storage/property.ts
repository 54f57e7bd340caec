import { couldNotTell, matches, type Verdict } from '../define-resource.ts'
import { within, type NumberRange } from '../shared/number-range.ts'
import { checkKind } from '../shared/wanted.ts'

/** Compares a property of a data set or a pool: as text, or as a number where one is wanted. */
export function compareProperty(
  properties: Readonly<Record<string, string>>,
  name: string,
  value: string | number | RegExp | NumberRange,
): Verdict {
  checkKind(name, 'string', 'the name of the property')
  const actual = Object.hasOwn(properties, name) ? properties[name] : undefined
  if (actual === undefined) return couldNotTell(`it has no property ${JSON.stringify(name)}`)
  if (typeof value === 'string' || value instanceof RegExp) return matches(actual, value)
  const number = Number(actual.replace(/[%x]$/, ''))
  if (Number.isNaN(number)) return couldNotTell(`its ${name} is ${JSON.stringify(actual)}, which is not a number`)
  return { ...within(number, value), actual }
}
