/** One thing that Serverspec can ask, and how infraspec asks it. */
export interface Row {
  /** As in the catalogue: `be_installed.by`. */
  readonly asks: string
  /** One or more statements of a spec that compile; without any it is not supported. */
  readonly ours: string | undefined
  /** What is different, and why; or why it is not supported. */
  readonly note?: string | undefined
}

/** The rows of one type. */
export type Rows = readonly Row[]

/** A row, written shortly. */
export function row(asks: string, ours: string | undefined, note?: string): Row {
  return { asks, ours, note }
}
