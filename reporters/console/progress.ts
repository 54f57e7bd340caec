import type { CheckReport, RunEvent } from '../../src/run/report.ts'
import type { HostNames } from '../outcomes.ts'
import { statusOf } from '../outcomes.ts'
import { escapeLine } from '../escape.ts'
import { count, duration } from '../text.ts'

/** How far a run is, as far as its events have told. */
export interface Progress {
  readonly startedAt: number
  readonly hosts: readonly HostNames[]
  /** Hosts that neither answered nor failed yet. */
  readonly connecting: ReadonlySet<string>
  readonly unreachable: ReadonlySet<string>
  /** How many checks there are; unknown until all specs are read. */
  readonly checks: number | undefined
  readonly done: number
  /** The titles of the checks that are not done, by id; known once all specs are read. */
  readonly waiting: Map<string, string>
  /** Checks that failed or errored, in the order in which they did. */
  readonly bad: readonly CheckReport[]
}

const FEW = 3

/** Before anything happened. */
export function noProgress(): Progress {
  return {
    startedAt: Date.now(),
    hosts: [],
    connecting: new Set(),
    unreachable: new Set(),
    checks: undefined,
    done: 0,
    waiting: new Map(),
    bad: [],
  }
}

/** How far a run is after this event. */
export function advance(progress: Progress, event: RunEvent): Progress {
  switch (event.type) {
    case 'start':
      return { ...progress, hosts: event.hosts, connecting: new Set(event.hosts.map(({ id }) => id)) }
    case 'host':
      return afterHost(progress, event)
    case 'collected':
      return { ...progress, checks: event.checks, waiting: titlesOf(event.waiting) }
    case 'check':
      return afterCheck(progress, event.check)
    case 'problem':
      return progress
  }
}

function afterHost(progress: Progress, { host, state }: Extract<RunEvent, { type: 'host' }>): Progress {
  const connecting = new Set([...progress.connecting].filter((id) => id !== host))
  const unreachable = state === 'ready' ? progress.unreachable : new Set([...progress.unreachable, host])
  return { ...progress, connecting, unreachable }
}

function titlesOf(checks: Extract<RunEvent, { type: 'collected' }>['waiting']): Map<string, string> {
  return new Map(checks.map(({ id, role, titles }) => [id, [role, ...titles].map(escapeLine).join(' › ')]))
}

function afterCheck(progress: Progress, check: CheckReport): Progress {
  // one map for the whole run: a copy for each check would cost the square of them
  progress.waiting.delete(check.id)
  return { ...progress, done: progress.done + 1, bad: badAfter(progress, check) }
}

function badAfter({ bad }: Progress, check: CheckReport): readonly CheckReport[] {
  return ['failed', 'errored'].includes(statusOf(check)) ? [...bad, check] : bad
}

function number(bad: Progress['bad'], status: 'failed' | 'errored'): string {
  const checks = bad.filter((check) => statusOf(check) === status).length
  return checks === 0 ? '' : `${checks} ${status}`
}

/**
 * How far a run is in words: `12 of 40 checks, 2 failed, 1 errored, 3 hosts connecting, 45 s`; the last few checks
 * by their titles.
 */
export function progressText({ done, checks, waiting, bad, connecting, startedAt }: Progress): string {
  const parts = [
    checks === undefined ? 'reading specs' : `${done} of ${count(checks, 'check')}`,
    ...(['failed', 'errored'] as const).map((status) => number(bad, status)),
    connecting.size === 0 ? '' : `${count(connecting.size, 'host')} connecting`,
    duration(Date.now() - startedAt),
  ]
  const last = waiting.size === 0 || waiting.size > FEW ? '' : `; waiting for ${[...waiting.values()].join(', ')}`
  return parts.filter((part) => part !== '').join(', ') + last
}
