import { ConfigError } from '../errors.ts'
import { unread } from '../host/reading.ts'
import { isListing, type Listing } from '../resources/define-list.ts'
import { isResource, type Unknown, type Existence, type Resource } from '../resources/define-resource.ts'
import { plainFailure, CouldNotTell, HostLost } from './judge/failures.ts'
import { makeDemands } from './demands.ts'
import { explainUnknown, judge, type Judgement } from './judge/judge.ts'
import type { Demands } from './judge/matchers.ts'
import { read } from './read.ts'
import { callerLocation } from './collect/location.ts'
import type { RunningCheck } from './judge/running-check.ts'
import { currentCheck, type Run, type Target } from './scope.ts'
import type { Link } from './tree.ts'
import { isAsymmetric, pattern, type ValueAssertion, type ValueStatics } from './judge/values.ts'

/** What `expect` is. */
export interface Expect extends ValueStatics {
  /** Demands something of a resource on the host that the check runs for. */
  <State extends Existence, M, Details>(resource: Resource<State, M, Details>): Demands<State, M, Details, 'expect'>
  /** Demands something of a plain value, with Vitest's matchers. */
  <T>(value: T, message?: string): ValueAssertion<T>
}

/**
 * Demands something of a resource, or of a plain value, inside of a check.
 *
 * A resource has its own matchers and nothing else. The expectation starts at once and belongs to its
 * check, awaited or not; where it is awaited it throws when it does not hold.
 *
 * @example
 * it('answers on the health path', async () => {
 *   await expect(command('curl -fsS http://localhost/health')).toHaveStdout(/ok/)
 * })
 */
export const expect: Expect = new Proxy(demand as unknown as Expect, {
  get(target, name) {
    if (name in Function.prototype || typeof name === 'symbol') return Reflect.get(target, name)
    if (isAsymmetric(name)) return pattern(name)
    const known: unknown = Reflect.get(currentCheck(`expect.${name}`).check.values, name)
    if (known !== undefined) return known
    throw new ConfigError('no-such-expect', `expect.${name} cannot work once per host, so infraspec does not have it`)
  },
})

function demand(subject: unknown, message?: string): unknown {
  const { run, check, target } = currentCheck('expect()')
  refuseLate(run, check)
  if (!isResource(subject)) return check.values(subject, message)
  const paid = check.owe()
  const demand = (link: Link) => {
    paid()
    return check.expectation(guarded(judge(run, target, subject, link)))
  }
  return makeDemands({ resource: subject, demand, modified: () => check.owe() })
}

/** What comes too late to decide its check would be in no report: the run must not be green without it. */
function refuseLate(run: Run, check: RunningCheck): void {
  if (!check.passed) return
  const message = 'An expectation was started after its check had ended: await what it depends on'
  run.problem({ kind: 'spec', message, location: callerLocation(run.plan) })
}

/** A judgement never rejects; what would is a fault of infraspec and must not be taken for an answer. */
function guarded(judgement: Promise<Judgement>): Promise<Judgement> {
  return judgement.catch((error: unknown) => ({
    status: 'errored',
    failure: plainFailure(`infraspec failed: ${String(error)}`),
  }))
}

/** A state, with the details that were asked for where there is such a thing; of a list its items. */
export type Inspected<State, Details, Wanted extends keyof Details> =
  State extends Listing<infer Item>
    ? readonly Item[]
    : State extends { readonly exists: true }
      ? State & Pick<Details, Wanted>
      : State

/**
 * The state of a resource on the host that the check runs for, as plain typed data.
 *
 * The names of details (see the resource) are fetched with it. A state that could not be told throws,
 * and makes the check errored even when that is caught; so does a command that ended in another way than
 * its `ok` says.
 *
 * @example
 * const nginx = await inspect(service('nginx'))
 * if (nginx.exists) expect(nginx.restarts).toBe(0)
 * const listening = await inspect(ports())
 * expect(listening.map(({ port }) => port)).toEqual([22, 80])
 */
export async function inspect<State extends Existence, M, Details, Wanted extends keyof Details & string = never>(
  resource: Resource<State, M, Details>,
  ...details: readonly Wanted[]
): Promise<Inspected<State, Details, Wanted>> {
  const { check, target } = currentCheck('inspect()')
  return check.inspection(stateOf({ check, target }, resource, details))
}

async function stateOf<State extends Existence, M, Details, Wanted extends keyof Details & string>(
  { check, target }: { readonly check: RunningCheck; readonly target: Target },
  resource: Resource<State, M, Details>,
  details: readonly Wanted[],
): Promise<Inspected<State, Details, Wanted>> {
  const found = await read(target, { resource, details, fresh: false })
  if (found.status === 'lost') {
    check.hostLost()
    throw new HostLost('the host was lost')
  }
  const unreadable = found.status === 'read' ? resource.definition.unreadable?.(found.state) : undefined
  if (found.status === 'read' && unreadable === undefined) {
    return (isListing(found.state) ? found.state.items : found.state) as Inspected<State, Details, Wanted>
  }
  const reading = found.status === 'read' ? unread(unreadable as Unknown, found.asked) : found
  const failure = explainUnknown(resource, undefined, reading)
  check.couldNotTell(failure)
  throw new CouldNotTell(failure)
}
