import { isSet } from '../is-set.ts'

/** Where reports without a file go, and what is known of it. */
export interface Output {
  readonly write: (text: string) => void
  /** Whether lines can be drawn again. */
  readonly isTerminal: boolean
  readonly columns: number
  /** Whether to use colour when no flag says so. */
  readonly color: boolean
  /** Which of several machines this is: what `{node}` stands for. */
  readonly node: string
}

/**
 * A stream of this process as a destination of reports.
 *
 * Only a terminal that a person looks at is drawn on: not `TERM=dumb`, and not what a CI system passes
 * off as one. `NO_COLOR` and `FORCE_COLOR` are obeyed.
 */
export function standardOutput(stream: NodeJS.WriteStream = process.stdout, env = process.env): Output {
  const isTerminal = stream.isTTY && env['TERM'] !== 'dumb' && !isSet(env['CI'])
  return {
    write: (text) => void stream.write(text),
    isTerminal,
    get columns() {
      return stream.columns ?? 80
    },
    color: isSet(env['FORCE_COLOR']) || (isTerminal && !isSet(env['NO_COLOR'])),
    node: env['CIRCLE_NODE_INDEX'] ?? '0',
  }
}
