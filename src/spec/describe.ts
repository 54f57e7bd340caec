import { ConfigError } from '../errors.ts'
import type { Host } from './host.ts'
import { callerLocation } from './collect/location.ts'
import { withModes, type Modes } from './modes.ts'
import { currentGroup } from './scope.ts'
import { newGroup, type CheckOptions, type Condition, type Mode } from './tree.ts'

/** What a `describe` says of its host's checks; evaluated once for each host, with that host's facts. */
export type DescribeBody = (host: Host) => unknown

/** A `describe`, plain or in one of its modes. */
export interface DescribeCall {
  (title: string, body: DescribeBody): void
  (title: string, options: CheckOptions, body: DescribeBody): void
}

/** What `describe` is. */
export interface Describe extends DescribeCall, Modes<DescribeCall> {}

/**
 * Groups checks. The body is evaluated once for each host, with that host's facts.
 *
 * @example
 * describe('time', ({ os }) => {
 *   it(service(os.family === 'redhat' ? 'chronyd' : 'chrony')).toBeRunning()
 * })
 */
export const describe: Describe = withModes('describe', make)

function make(mode: Mode, conditions: readonly Condition[]): DescribeCall {
  return (title: string, first: CheckOptions | DescribeBody, second?: DescribeBody) => {
    const [options, body] = typeof first === 'function' ? [{}, first] : [first, second]
    const { group, run } = currentGroup('describe()')
    if (typeof body !== 'function') throw new ConfigError('no-body', `describe('${title}') has no body`)
    group.entries.push(newGroup({ title, mode, conditions, options, body, location: callerLocation(run.plan) }))
  }
}
