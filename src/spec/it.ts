import { ConfigError } from '../errors.ts'
import { isResource, type Existence, type Resource } from '../resources/define-resource.ts'
import { makeDemands } from './demands.ts'
import type { Host } from './host.ts'
import { callerLocation } from './collect/location.ts'
import type { Demands } from './judge/matchers.ts'
import { withModes, type Modes } from './modes.ts'
import { currentGroup } from './scope.ts'
import { phrase, resourceTitle } from './titles.ts'
import type { CheckOptions, Condition, Link, Mode } from './tree.ts'

/** The body of a check in its free form. */
export type CheckBody = (host: Host) => unknown

/** An `it`, plain or in one of its modes. */
export interface ItCall {
  /** One check for each matcher, with a title made of the resource and the matcher. */
  <State extends Existence, M, Details>(
    resource: Resource<State, M, Details>,
    options?: CheckOptions,
  ): Demands<State, M, Details, 'it'>
  /** A check in its free form. */
  (title: string, body: CheckBody): void
  (title: string, options: CheckOptions, body: CheckBody): void
}

/** What `it` is. */
export interface It extends ItCall, Modes<ItCall> {}

/**
 * A check: `it(resource)` with its matchers, or `it(title, body)`.
 *
 * @example
 * it(service('nginx')).toBeRunning().toBeEnabled()
 * it('has rotated its logs', async () => {
 *   const log = await inspect(file('/var/log/nginx/access.log'))
 *   expect(log.exists && log.size).toBeLessThan(100_000_000)
 * })
 */
export const it: It = withModes('it', make)

function make(mode: Mode, conditions: readonly Condition[]): ItCall {
  return ((subject: unknown, first?: CheckOptions | CheckBody, second?: CheckBody) => {
    const [options, body] = typeof first === 'function' ? [{}, first] : [first ?? {}, second]
    const settings = { mode, conditions, options }
    if (isResource(subject)) return chain(subject, settings)
    if (typeof subject !== 'string')
      throw new ConfigError('no-subject', `it() takes a resource, or a title and a body; not ${typeof subject}`)
    if (typeof body !== 'function') throw new ConfigError('no-body', `it('${subject}') has no body`)
    const { group, run } = currentGroup('it()')
    group.entries.push({ type: 'body', title: subject, body, location: callerLocation(run.plan), ...settings })
  }) as ItCall
}

interface Settings {
  readonly mode: Mode
  readonly conditions: readonly Condition[]
  readonly options: CheckOptions
}

/** Each link of the chain adds its check to the group in which the chain began. */
function chain(resource: Resource, settings: Settings): object {
  const { group, run } = currentGroup('it()')
  const title = resourceTitle(resource)
  const begin = callerLocation(run.plan)
  const owe = (message: string) => {
    let complete = false
    group.entries.push({ type: 'incomplete', title, message, complete: () => complete, location: begin, ...settings })
    return () => {
      complete = true
    }
  }
  const linked = owe('it(resource) without a matcher says nothing')
  const demands = (): object =>
    makeDemands({
      resource,
      modified: () =>
        owe('a matcher that is not called, or .not, .eventually() or .throughout() without one, says nothing'),
      demand: (link: Link) => {
        linked()
        const location = callerLocation(run.plan)
        group.entries.push({
          type: 'link',
          title: `${title} ${phrase(resource, link)}`,
          resource,
          link,
          location,
          ...settings,
        })
        return demands()
      },
    })
  return demands()
}
