import { setTimeout as sleep } from 'node:timers/promises'

import { InfraspecError } from '../errors.ts'
import type { Asked, Reading } from '../host/facts.ts'
import { nameFor } from '../resources/by-os.ts'
import {
  Unknown,
  type Comparison,
  type Existence,
  type Matcher,
  type Resource,
  type Verdict,
} from '../resources/define-resource.ts'
import type { Failure } from '../run/report.ts'
import { failureOf, show } from './explain.ts'
import { matchState } from './match-state.ts'
import { plainFailure } from './failures.ts'
import type { Target } from './scope.ts'
import { phrase, resourceTitle } from './titles.ts'
import type { Link } from './tree.ts'

/** What a demand on a resource came to on one host. */
export type Judgement =
  | { readonly status: 'passed'; readonly attempts: number }
  | { readonly status: 'failed' | 'errored'; readonly failure: Failure }
  | { readonly status: 'lost' }

/** How a run wants failures to be looked into. */
export interface JudgeOptions {
  readonly evidence: boolean
  /** Milliseconds; asks again until it holds where the link does not say otherwise. */
  readonly retryFor: number
}

/** Everything that is known when one look has been judged. */
export interface Look {
  readonly resource: Resource
  readonly link: Link
  readonly state: Existence
  readonly verdict: false | 'absent' | Comparison
  readonly asked: Asked | undefined
  /** What the resource is called on this host. */
  readonly name: string
  readonly key: string
}

type Glance =
  | { readonly status: 'passed' }
  | { readonly status: 'failed'; readonly look: Look }
  | { readonly status: 'errored'; readonly failure: Failure }
  | { readonly status: 'lost' }

/** Whether a link holds for a resource on a host. Never rejects. */
export async function judge(target: Target, resource: Resource, link: Link, options: JudgeOptions): Promise<Judgement> {
  const timing =
    link.timing ??
    (options.retryFor > 0 ? { kind: 'eventually' as const, duration: options.retryFor, interval: 1000 } : undefined)
  const until = performance.now() + (timing?.duration ?? 0)
  for (let attempts = 1; ; attempts += 1) {
    const glance = await look(target, resource, link, timing !== undefined)
    const settled =
      glance.status === 'lost' ||
      timing === undefined ||
      (glance.status === 'passed') === (timing.kind === 'eventually')
    if (settled || performance.now() >= until) return conclude(target, glance, attempts, options)
    await sleep(Math.min(timing.interval, Math.max(0, until - performance.now())))
  }
}

async function conclude(
  target: Target,
  glance: Glance,
  attempts: number,
  { evidence }: JudgeOptions,
): Promise<Judgement> {
  if (glance.status === 'passed') return { status: 'passed', attempts }
  if (glance.status === 'lost') return glance
  const failure = glance.status === 'failed' ? await failureOf(target, glance.look, evidence) : glance.failure
  return { status: glance.status, failure: attempts > 1 ? { ...failure, attempts } : failure }
}

async function look(target: Target, resource: Resource, link: Link, fresh: boolean): Promise<Glance> {
  const details =
    link.matcher === 'toMatchState' ? wantedDetails(resource, link.args[0]) : (matcherOf(resource, link).details ?? [])
  const found = await read(target, resource, details, fresh)
  if (found.status !== 'read')
    return found.status === 'lost' ? found : { status: 'errored', failure: explainUnknown(resource, link, found) }
  const verdict = decide(resource, link, found.state)
  if (verdict instanceof Unknown) {
    const { reason, hint } = verdict
    return {
      status: 'errored',
      failure: explainUnknown(resource, link, { status: 'unknown', reason, hint, asked: found.asked }),
    }
  }
  const pass = verdict === 'absent' ? false : (typeof verdict === 'boolean' ? verdict : verdict.pass) !== link.negated
  if (pass) return { status: 'passed' }
  const shown = typeof verdict === 'boolean' ? false : verdict
  return {
    status: 'failed',
    look: { resource, link, state: found.state, verdict: shown, asked: found.asked, key: found.key, name: found.name },
  }
}

function decide(resource: Resource, link: Link, state: Existence): Verdict {
  try {
    if (link.matcher === 'toMatchState')
      return resource.definition.unreadable?.(state) ?? matchState(resource, state, link.args[0])
    return matcherOf(resource, link)(state, ...link.args)
  } catch (error) {
    return new Unknown(
      error instanceof Error ? error.message : String(error),
      error instanceof InfraspecError ? error.hint : undefined,
    )
  }
}

function matcherOf(resource: Resource, { matcher }: Link): Matcher {
  return resource.definition.matchers[matcher] as Matcher
}

function wantedDetails({ definition }: Resource, pattern: unknown): readonly string[] {
  const known = Object.keys(definition.details ?? {})
  return typeof pattern === 'object' && pattern !== null ? known.filter((name) => name in pattern) : []
}

type Found =
  | {
      readonly status: 'read'
      readonly state: Existence
      readonly asked: Asked | undefined
      readonly key: string
      readonly name: string
    }
  | Exclude<Reading, { status: 'read' }>

/** The state of a resource on a host, with the details that are wanted of it, all asked in one tick. */
export async function read(
  target: Target,
  resource: Resource,
  details: readonly string[],
  fresh: boolean,
): Promise<Found> {
  const { definition, options, user } = resource
  const title = resourceTitle(resource)
  let key: string
  let name: string
  try {
    name = nameFor(resource.name, target.platform.os)
    key = definition.key?.(name, options) ?? name
  } catch (error) {
    return { status: 'unknown', reason: error instanceof Error ? error.message : String(error) }
  }
  const look = (providers: typeof definition.providers) =>
    target.facts.look({ title, providers, key, user, origin: resource }, { fresh })
  const [first, ...rest] = await Promise.all([
    look(definition.providers),
    ...details.map((name) => look(definition.details?.[name] ?? {})),
  ])
  if (first?.status !== 'read') return first as Exclude<Reading, { status: 'read' }>
  const state = { ...(first.state as Existence) } as Existence & Record<string, unknown>
  // What is not there has no details, and no reason to complain that they cannot be read.
  if (!state.exists) return { status: 'read', state, asked: first.asked, key, name }
  for (const [index, name] of details.entries()) {
    const detail = rest[index] as Reading
    if (detail.status !== 'read') return detail
    state[name] = detail.state
  }
  return { status: 'read', state, asked: rest[0]?.status === 'read' ? rest[0].asked : first.asked, key, name }
}

/** Why nothing can be said, with what a person would need to see it themselves. */
export function explainUnknown(
  resource: Resource,
  link: Link | undefined,
  reading: Extract<Reading, { status: 'unknown' }>,
): Failure {
  const { asked, reason, hint } = reading
  const what =
    link === undefined
      ? resourceTitle(resource)
      : `whether ${resourceTitle(resource)} ${phrase({ ...link, negated: false })}`
  return plainFailure(`Cannot tell ${what}: ${reason}`, {
    command: asked?.command,
    exitCode: asked?.exitCode,
    stderr: show(asked?.stderr),
    ...(hint === undefined ? {} : { evidence: [{ label: 'try', text: hint }] }),
  })
}
