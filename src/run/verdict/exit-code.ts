import type { RunReport } from '../report.ts'

/** What the exit code is decided by. */
export type Verdict = Pick<RunReport, 'problems' | 'checks' | 'hosts' | 'interrupted'>

/**
 * The exit code of a run: 0 has to be earned.
 *
 * 130 interrupted · 2 something is wrong with what was asked · 1 a check failed · 3 could not tell ·
 * 4 nothing was checked somewhere, or too few hosts · 5 the command of a gate failed, after which nothing was checked. Where several apply the first in this order wins.
 */
export function exitCode({ problems, checks, hosts, interrupted }: Verdict): number {
  const outcomes = new Set(checks.flatMap((check) => Object.values(check.outcomes).map(({ status }) => status)))
  const kinds = new Set(problems.map(({ kind }) => kind))
  if (interrupted) return 130
  if (kinds.has('usage') || kinds.has('spec')) return 2
  if (kinds.has('command-failed')) return 5
  if (outcomes.has('failed') || kinds.has('not-idempotent')) return 1
  if (outcomes.has('errored') || outcomes.has('not-run') || kinds.has('deadline')) return 3
  if (kinds.has('idempotence-unknown') || kinds.has('access-not-closed')) return 3
  if (hosts.some(({ status }) => status !== 'checked' && status !== 'gone')) return 3
  return kinds.has('nothing-checked') || kinds.has('too-few-hosts') ? 4 : 0
}

// as above
const ORDER = [130, 2, 5, 1, 3, 4]

/** What several exit codes come to: the one that wins where several apply; 0 where all are. */
export function firstOf(codes: readonly number[]): number {
  return ORDER.find((code) => codes.includes(code)) ?? 0
}
