import { format, inspect } from 'node:util'

import type { Host } from './host.ts'

/**
 * The title for one row of an `each`, as Vitest writes it.
 *
 * `%s` and the like take the row's values in order, `%#` its index, `$name` a property of the row.
 */
export function rowTitle(title: string, row: unknown, index: number): string {
  const values = Array.isArray(row) ? row : [row]
  const numbered = title.replaceAll('%#', String(index)).replaceAll('%$', String(index + 1))
  const placeholders = numbered.match(/%[sdifjoOc]/g)?.length ?? 0
  const formatted = placeholders > 0 ? format(numbered, ...values.slice(0, placeholders)) : numbered
  if (typeof row !== 'object' || row === null) return formatted
  return formatted.replaceAll(/\$([\w.]+)/g, (whole, path: string) => {
    const value = path
      .split('.')
      .reduce<unknown>((at, name) => (at as Record<string, unknown> | undefined)?.[name], row)
    return value === undefined ? whole : typeof value === 'string' ? value : inspect(value)
  })
}

/** Writes one check, or group, for each row: an array gives its entries as arguments, then comes the host. */
export interface Each {
  <Row extends readonly unknown[] | readonly [unknown]>(
    rows: readonly Row[],
  ): (title: string, body: (...args: [...Row, Host]) => unknown) => void
  <Row>(rows: readonly Row[]): (title: string, body: (row: Row, host: Host) => unknown) => void
}

/** The arguments that one row of an `each` gives to its body. */
export function rowArguments(row: unknown): readonly unknown[] {
  return Array.isArray(row) ? row : [row]
}
