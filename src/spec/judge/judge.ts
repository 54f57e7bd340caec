import { fromError, unread } from '../../host/reading.ts'
import {
  Unknown,
  type Comparison,
  type Existence,
  type Matcher,
  type Resource,
  type Verdict,
} from '../../resources/define-resource.ts'
import type { Failure } from '../../run/report.ts'
import { now, sleep } from './clock.ts'
import { failureOf, show } from './explain.ts'
import { plainFailure } from './failures.ts'
import { matchState } from './match-state.ts'
import { readFor, type Found, type FoundState, type Unread } from '../read.ts'
import type { Run, Target } from '../scope.ts'
import type { Timing } from '../timing.ts'
import { phrase, resourceTitle } from '../titles.ts'
import type { Link } from '../tree.ts'

/** What a demand on a resource came to on one host. */
export type Judgement =
  | { readonly status: 'passed'; readonly attempts: number }
  | { readonly status: 'failed' | 'errored'; readonly failure: Failure }
  | { readonly status: 'lost' }

/** Everything that is known when one look has been judged. */
export interface Look extends FoundState {
  readonly resource: Resource
  readonly link: Link
  readonly verdict: false | 'absent' | Comparison
}

type Glance =
  | { readonly status: 'passed'; readonly look: Look; readonly identity: string }
  | { readonly status: 'failed'; readonly look: Look }
  | { readonly status: 'errored'; readonly failure: Failure; readonly usage: boolean }
  | { readonly status: 'lost' }

/** Whether a link holds for a resource on a host. Never rejects. */
export function judge(run: Run, target: Target, resource: Resource, link: Link): Promise<Judgement> {
  const timing = link.timing ?? retry(run.plan.retryFor)
  if (timing !== undefined) return judgeOverTime(run, target, resource, link, timing)
  const wanted = { resource, details: detailsFor(resource, link), fresh: false }
  return readFor(target, wanted, (found) => conclude(run, target, glanceAt(resource, link, found), 1))
}

async function judgeOverTime(
  run: Run,
  target: Target,
  resource: Resource,
  link: Link,
  timing: Timing,
): Promise<Judgement> {
  const until = now() + timing.duration
  let first: string | undefined
  for (let attempts = 1; ; attempts += 1) {
    const wanted = { resource, details: detailsFor(resource, link), fresh: true }
    const seen = await readFor(target, wanted, (found) => glanceAt(resource, link, found))
    const glance = timing.kind === 'throughout' ? steady(seen, first) : seen
    if (seen.status === 'passed') first ??= seen.identity
    if (isSettled(glance, timing) || now() >= until) return conclude(run, target, glance, attempts)
    await sleep(Math.min(timing.interval, Math.max(0, until - now())))
  }
}

function retry(duration: number): Timing | undefined {
  return duration > 0 ? { kind: 'eventually', duration, interval: 1000 } : undefined
}

function isSettled(glance: Glance, { kind }: Timing): boolean {
  if (glance.status === 'lost' || (glance.status === 'errored' && glance.usage)) return true
  return (glance.status === 'passed') === (kind === 'eventually')
}

function conclude(run: Run, target: Target, glance: Glance, attempts: number): Judgement | Promise<Judgement> {
  if (glance.status === 'passed') return { status: 'passed', attempts }
  if (glance.status === 'lost') return glance
  return explain(run, target, glance, attempts)
}

async function explain(
  run: Run,
  target: Target,
  glance: Extract<Glance, { status: 'failed' | 'errored' }>,
  attempts: number,
): Promise<Judgement> {
  const { failure, status } =
    glance.status === 'failed'
      ? { status: glance.status, failure: await failureOf(target, glance.look, run.plan.evidence) }
      : glance
  // No host could answer what makes no sense: the spec is wrong, and not only this check.
  if (glance.status === 'errored' && glance.usage) {
    const hint = failure.evidence.find(({ label }) => label === 'try')?.text
    run.problem({ kind: 'spec', message: failure.message, hint })
  }
  return { status, failure: attempts > 1 ? { ...failure, attempts } : failure }
}

const NONE: readonly string[] = []

function detailsFor(resource: Resource, link: Link): readonly string[] {
  if (link.matcher === 'toMatchState') return wantedDetails(resource, link.args[0])
  return matcherOf(resource, link).details ?? NONE
}

function glanceAt(resource: Resource, link: Link, found: Found): Glance {
  if (found.status === 'lost') return found
  if (found.status === 'unknown')
    return found.denied === true ? deniedGlance(resource, link, found) : unknown(resource, link, found)
  const verdict = decide(resource, link, found.state)
  if (verdict instanceof Unknown) return unknown(resource, link, unread(verdict, found.asked))
  const { status, state, asked, name, key } = found
  // field by field: V8 gives each object that was spread and then added to a hidden class of its own
  const look = { status, state, asked, name, key, resource, link, verdict: verdict === true ? false : verdict } as const
  if (verdict === 'absent' || isMoot(verdict) || holds(verdict) === link.negated) return { status: 'failed', look }
  const identity = JSON.stringify(resource.definition.identity?.(state)) ?? ''
  return { status: 'passed', look, identity }
}

/** What holds at every look may have been another one each time: a service that crashes and comes back. */
function steady(seen: Glance, first: string | undefined): Glance {
  if (seen.status !== 'passed' || first === undefined || seen.identity === first) return seen
  const verdict = { pass: false, expected: `the same all the time: ${first}`, actual: `another one: ${seen.identity}` }
  return { status: 'failed', look: { ...seen.look, verdict } }
}

/** Where the looker may not look: to some matchers that is an answer. */
function deniedGlance(resource: Resource, link: Link, reading: Unread): Glance {
  const verdict = resource.definition.matchers[link.matcher]?.whenDenied
  if (verdict === undefined) return unknown(resource, link, reading)
  const state = { exists: 'permission denied' } as unknown as Existence
  const name = typeof resource.name === 'string' ? resource.name : ''
  const look: Look = { status: 'read', state, asked: reading.asked, name, key: name, resource, link, verdict: false }
  return verdict === link.negated ? { status: 'failed', look } : { status: 'passed', look, identity: '' }
}

function unknown(resource: Resource, link: Link, reading: Unread): Glance {
  return {
    status: 'errored',
    failure: explainUnknown(resource, link, reading),
    usage: reading.usage === true,
  }
}

/** Neither a matcher nor its negation holds. */
function isMoot(verdict: boolean | Comparison): boolean {
  return typeof verdict === 'object' && verdict.comparable === false
}

function holds(verdict: boolean | Comparison): boolean {
  return typeof verdict === 'boolean' ? verdict : verdict.pass
}

function decide(resource: Resource, link: Link, state: Existence): Verdict {
  try {
    if (link.matcher !== 'toMatchState') return matcherOf(resource, link)(state, ...link.args)
    return resource.definition.unreadable?.(state) ?? matchState(resource, state, link.args[0])
  } catch (error) {
    const { reason, hint, usage } = fromError(error)
    return new Unknown(reason, hint, { usage: usage === true })
  }
}

function matcherOf(resource: Resource, { matcher }: Link): Matcher {
  return resource.definition.matchers[matcher] as Matcher
}

function wantedDetails({ definition }: Resource, pattern: unknown): readonly string[] {
  const known = Object.keys(definition.details ?? {})
  return typeof pattern === 'object' && pattern !== null ? known.filter((name) => name in pattern) : []
}

/** Why nothing can be said, with what a person would need to see it themselves. */
export function explainUnknown(resource: Resource, link: Link | undefined, reading: Unread): Failure {
  const { asked, reason, hint } = reading
  const what =
    link === undefined
      ? resourceTitle(resource)
      : `whether ${resourceTitle(resource)} ${phrase(resource, { ...link, negated: false })}`
  return plainFailure(`Cannot tell ${what}: ${reason}`, {
    command: asked?.command,
    exitCode: asked?.exitCode,
    stderr: show(asked?.stderr),
    ...(hint === undefined ? {} : { evidence: [{ label: 'try', text: hint }] }),
  })
}
