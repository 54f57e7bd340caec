import type { Inspected } from './engine.ts'

// What is not there is empty in one version, null in the next, and left out in a third.

/** An object that `inspect` printed; an empty one where there is none. */
export function objectOf(value: unknown): Inspected {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Inspected) : {}
}

/** A list that `inspect` printed. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

/** A text that `inspect` printed. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

/** The texts by their names; what is no text is left out. */
export function textsOf(value: unknown): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(objectOf(value)).map(([name, text]) => [name, textOf(text)]))
}

/** `NAME=value` as a name and a value; a name alone has an empty one. */
export function variablesOf(value: unknown): Readonly<Record<string, string>> {
  return Object.fromEntries(
    listOf(value).map((entry) => {
      const text = textOf(entry)
      const at = text.indexOf('=')
      return at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)]
    }),
  )
}
