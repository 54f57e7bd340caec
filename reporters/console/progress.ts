import type { CheckReport, RunEvent } from '../../src/run/report.ts'
import type { HostNames } from '../outcomes.ts'
import { statusOf } from '../outcomes.ts'
import { escapeLine } from '../escape.ts'
import { count, duration } from '../text.ts'

/** How far a host is, as far as its events have told. */
export type HostState = 'connecting' | 'checking' | 'checked' | 'unreachable'

/** A check that failed or errored on some host. */
export type Bad = Pick<Extract<RunEvent, { type: 'failing' }>, 'status' | 'check'>

/** How far a run is, as far as its events have told. */
export interface Progress {
  readonly startedAt: number
  readonly hosts: readonly HostNames[]
  /** By host id. */
  readonly states: Map<string, HostState>
  readonly unreachable: Set<string>
  /** How many checks there are; unknown until all hosts have told theirs. */
  readonly checks: number | undefined
  readonly done: number
  /** The titles of the checks that are not done, by id; known once all checks are. */
  readonly waiting: Map<string, string>
  /** Checks that failed or errored, by id, in the order in which they did. */
  readonly bad: Map<string, Bad>
}

const FEW = 3

/** Before anything happened. */
export function noProgress(): Progress {
  return {
    startedAt: Date.now(),
    hosts: [],
    states: new Map(),
    unreachable: new Set(),
    checks: undefined,
    done: 0,
    waiting: new Map(),
    bad: new Map(),
  }
}

/** How far a run is after this event. One map of each kind lasts the whole run: copies would cost the square of them. */
export function advance(progress: Progress, event: RunEvent): Progress {
  switch (event.type) {
    case 'start':
      return { ...progress, hosts: event.hosts, states: new Map(event.hosts.map(({ id }) => [id, 'connecting'])) }
    case 'host':
      return afterHost(progress, event)
    case 'collected':
      return { ...progress, checks: event.checks, waiting: titlesOf(event.waiting) }
    case 'failing':
      progress.bad.set(event.check.id, event)
      return progress
    case 'check':
      return afterCheck(progress, event.check)
    case 'problem':
      return progress
  }
}

function afterHost(progress: Progress, { host, state }: Extract<RunEvent, { type: 'host' }>): Progress {
  if (state === 'unreachable') progress.unreachable.add(host)
  // Two threads tell of it: a host may be checked before it is known to be ready.
  if (state !== 'ready') progress.states.set(host, state)
  else if (progress.states.get(host) === 'connecting') progress.states.set(host, 'checking')
  return progress
}

function titlesOf(checks: Extract<RunEvent, { type: 'collected' }>['waiting']): Map<string, string> {
  return new Map(checks.map(({ id, role, titles }) => [id, [role, ...titles].map(escapeLine).join(' › ')]))
}

function afterCheck(progress: Progress, check: CheckReport): Progress {
  progress.waiting.delete(check.id)
  const status = statusOf(check)
  if (status === 'failed' || status === 'errored') progress.bad.set(check.id, { status, check })
  return { ...progress, done: progress.done + 1 }
}

/** How far a run is: `12 of 14 hosts checked, 2 failed, 9 s`, `13 of 14 hosts, 38 of 40 checks, 1 unreachable, 45 s`. */
export function progressText({ done, checks, hosts, states, bad, unreachable, startedAt }: Progress): string {
  const checked = [...states.values()].filter((state) => state === 'checked').length
  const number = (wanted: Bad['status']) => [...bad.values()].filter(({ status }) => status === wanted).length
  const numbers = { failed: number('failed'), errored: number('errored'), unreachable: unreachable.size }
  const parts = [
    `${checked} of ${count(hosts.length, 'host')}${checks === undefined ? ' checked' : ''}`,
    ...(checks === undefined ? [] : [`${done} of ${count(checks, 'check')}`]),
    ...Object.entries(numbers).flatMap(([word, times]) => (times === 0 ? [] : [`${times} ${word}`])),
    duration(Date.now() - startedAt),
  ]
  return parts.join(', ')
}

/**
 * What a run waits for: `waiting for web-1 (checking), db-3 (connecting)`, or how many hosts; the last few checks by
 * their titles. Nothing when all is told.
 */
export function waitingText({ hosts, states, waiting }: Progress): string {
  const open = hosts.filter(({ id }) => ['connecting', 'checking'].includes(states.get(id) ?? ''))
  const names = open.map(({ name }) => escapeLine(name))
  if (waiting.size > 0 && waiting.size <= FEW) return `waiting for ${[...waiting.values()].join(', ')}${on(names)}`
  if (open.length === 0) return ''
  if (open.length <= FEW) {
    return `waiting for ${open.map(({ id }, index) => `${names[index]} (${states.get(id)})`).join(', ')}`
  }
  const connecting = open.filter(({ id }) => states.get(id) === 'connecting').length
  return `waiting for ${open.length} hosts${connecting === 0 ? '' : `, ${connecting} of them connecting`}`
}

function on(names: readonly string[]): string {
  if (names.length === 0) return ''
  return names.length <= FEW ? ` on ${names.join(', ')}` : ` on ${names.length} hosts`
}
