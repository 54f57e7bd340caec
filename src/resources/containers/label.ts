import { incomparable, is, type Comparison } from '../define-resource.ts'
import { checkKind } from '../shared/wanted.ts'

/** Whether a label is there, and if a value is given whether it is that one. */
export function hasLabel(
  labels: Readonly<Record<string, string>>,
  name: string,
  value: string | undefined,
): Comparison {
  checkKind(name, 'string', 'the name')
  const actual = Object.hasOwn(labels, name) ? labels[name] : undefined
  if (value === undefined) return { pass: actual !== undefined, expected: name, actual: Object.keys(labels) }
  checkKind(value, 'string')
  return actual === undefined ? incomparable('there is no such label', value) : is(actual, value)
}
