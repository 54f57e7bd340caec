import { cut, width } from '../text.ts'
import type { Page } from './page.ts'

/** One cell of a table: a text without control characters, and how it is painted once it has its width. */
export interface Cell {
  readonly text: string
  readonly side: 'left' | 'right'
  readonly paint: (text: string) => string
}

/** A cell that begins where its column does. */
export function left(text: string, paint: Cell['paint'] = String): Cell {
  return { text, side: 'left', paint }
}

/** A cell that ends where its column does, as numbers do. */
export function right(text: string, paint: Cell['paint'] = String): Cell {
  return { text, side: 'right', paint }
}

// A name that is cut further says nothing any more.
const NARROWEST = 10

/** Rows whose cells stand below each other, two spaces in. On a narrow terminal the first column is cut. */
export function aligned(rows: readonly (readonly Cell[])[], { columns }: Pick<Page, 'columns'>): string[] {
  const most = Math.max(0, ...rows.map((row) => row.length))
  const [first = 0, ...others] = Array.from({ length: most }, (_, index) =>
    Math.max(0, ...rows.map((row) => width(row[index]?.text ?? ''))),
  )
  const room = columns - 1 - others.reduce((sum, each) => sum + each + 2, 2)
  const widths = [Math.min(first, Math.max(room, NARROWEST)), ...others]
  return rows.map((row) => `  ${row.map((cell, index) => padded(cell, widths[index] ?? 0)).join('  ')}`.trimEnd())
}

function padded({ text: whole, side, paint }: Cell, columns: number): string {
  const text = cut(whole, columns)
  const fill = ' '.repeat(Math.max(0, columns - width(text)))
  return side === 'left' ? `${paint(text)}${fill}` : `${fill}${paint(text)}`
}
