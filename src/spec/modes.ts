import { ConfigError } from '../errors.ts'
import type { Host } from './host.ts'
import { rowArguments, rowTitle, type Each } from './table.ts'
import type { Condition, Mode } from './tree.ts'

/** What `describe` and `it` have besides being called. */
export interface Modes<Call> {
  readonly skip: Call
  /** Refused when `CI` is set, and where something is decided by it (gate, ami verify, Packer): it would hide every other check. */
  readonly only: Call
  readonly todo: (title: string) => void
  /** Skips, visibly and with the reason, where the condition holds. */
  readonly skipIf: (condition: (host: Host) => boolean, reason: string) => Call
  /** Skips, visibly and with the reason, where the condition does not hold. */
  readonly runIf: (condition: (host: Host) => boolean, reason: string) => Call
  /** One for each row; an array gives its entries as arguments, then comes the host. */
  readonly each: Each
}

type Titled = (title: string, body: (host: Host) => unknown) => void

/** A call with its modes; `make` gives the call as it is in one of them, and `name` is what errors call it. */
export function withModes<Call extends Titled>(
  name: string,
  make: (mode: Mode, conditions: readonly Condition[]) => Call,
): Call & Modes<Call> {
  return Object.assign(make('run', []), {
    skip: make('skip', []),
    only: make('only', []),
    todo: (title: string) => make('todo', [])(title, () => undefined),
    skipIf: (condition: (host: Host) => boolean, reason: string) =>
      make('run', [{ holds: (host) => negate(condition(host)), reason: needReason(reason) }]),
    runIf: (condition: (host: Host) => boolean, reason: string) =>
      make('run', [{ holds: condition, reason: needReason(reason) }]),
    each: (rows: readonly unknown[]) => (title: string, body: (...args: never[]) => unknown) => {
      if (rows.length === 0) {
        throw new ConfigError('empty-table', `${name}.each('${title}') has no rows, so it says nothing`)
      }
      rows.forEach((row, index) => {
        make('run', [])(rowTitle(title, row, index), (host) => body(...([...rowArguments(row), host] as never[])))
      })
    },
  })
}

/** A skip without a reason is a riddle in a report. */
function needReason(reason: unknown): string {
  if (typeof reason === 'string' && reason.trim() !== '') return reason
  throw new ConfigError('no-reason', 'A condition needs a reason that the report can show: skipIf(condition, reason)')
}

/** The opposite of what a condition gives; what is neither true nor false stays as it is, to be refused. */
function negate(given: boolean): boolean {
  return typeof given === 'boolean' ? !given : given
}
