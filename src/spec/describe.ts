import { ConfigError } from '../errors.ts'
import type { Host } from './host.ts'
import { callerLocation } from './location.ts'
import { currentGroup } from './scope.ts'
import { rowArguments, rowTitle, type Each } from './table.ts'
import { newGroup, type CheckOptions, type Condition, type Mode } from './tree.ts'

/** What a `describe` says of its host's checks; evaluated once for each host, with that host's facts. */
export type DescribeBody = (host: Host) => unknown

/** A `describe`, plain or in one of its modes. */
export interface DescribeCall {
  (title: string, body: DescribeBody): void
  (title: string, options: CheckOptions, body: DescribeBody): void
}

/** What `describe` is. */
export interface Describe extends DescribeCall {
  readonly skip: DescribeCall
  /** Refused when `CI` is set: it would hide every other check. */
  readonly only: DescribeCall
  readonly todo: (title: string) => void
  /** Skips, visibly and with the reason, where the condition holds. */
  readonly skipIf: (condition: (host: Host) => boolean, reason: string) => DescribeCall
  /** Skips, visibly and with the reason, where the condition does not hold. */
  readonly runIf: (condition: (host: Host) => boolean, reason: string) => DescribeCall
  /** One group for each row; an array gives its entries as arguments, then comes the host. */
  readonly each: Each
}

/**
 * Groups checks. The body is evaluated once for each host, with that host's facts.
 *
 * @example
 * describe('time', ({ os }) => {
 *   it(service(os.family === 'redhat' ? 'chronyd' : 'chrony')).toBeRunning()
 * })
 */
export const describe: Describe = Object.assign(make('run', []), {
  skip: make('skip', []),
  only: make('only', []),
  todo: (title: string) => make('todo', [])(title, () => undefined),
  skipIf: (condition: (host: Host) => boolean, reason: string) =>
    make('run', [{ holds: (host) => negate(condition(host)), reason: needReason(reason) }]),
  runIf: (condition: (host: Host) => boolean, reason: string) =>
    make('run', [{ holds: condition, reason: needReason(reason) }]),
  each: (rows: readonly unknown[]) => (title: string, body: (...args: never[]) => unknown) => {
    if (rows.length === 0)
      throw new ConfigError('empty-table', `describe.each('${title}') has no rows, so it says nothing`)
    rows.forEach((row, index) => {
      make('run', [])(rowTitle(title, row, index), (host) => body(...([...rowArguments(row), host] as never[])))
    })
  },
})

function make(mode: Mode, conditions: readonly Condition[]): DescribeCall {
  return (title: string, first: CheckOptions | DescribeBody, second?: DescribeBody) => {
    const [options, body] = typeof first === 'function' ? [{}, first] : [first, second]
    const { group, run } = currentGroup('describe()')
    if (typeof body !== 'function') throw new ConfigError('no-body', `describe('${title}') has no body`)
    group.entries.push(newGroup({ title, mode, conditions, options, body, location: callerLocation(run.plan) }))
  }
}

/** A skip without a reason is a riddle in a report. */
export function needReason(reason: unknown): string {
  if (typeof reason === 'string' && reason.trim() !== '') return reason
  throw new ConfigError('no-reason', 'A condition needs a reason that the report can show: skipIf(condition, reason)')
}

/** The opposite of what a condition gives; what is neither true nor false stays as it is, to be refused. */
export function negate(given: boolean): boolean {
  return typeof given === 'boolean' ? !given : given
}
