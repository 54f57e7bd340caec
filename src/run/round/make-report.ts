import { randomUUID } from 'node:crypto'

import type { SessionThread } from '../../host/session-pool.ts'
import { VERSION } from '../../version.ts'
import { exitCode } from '../verdict/exit-code.ts'
import { depletedRoles, markGone, withoutGone } from '../hosts/gone.ts'
import { Ledger } from '../verdict/ledger.ts'
import type { RunOptions } from '../options/options.ts'
import { outliersOf } from '../verdict/outliers.ts'
import type { Profile } from '../profile/profile.ts'
import type { RunReport } from '../report.ts'
import { totalsOf } from '../reports/parts.ts'
import { silentHosts } from '../verdict/shortfalls.ts'
import type { Stop } from '../stops.ts'

/** When something began: by the calendar, and by `performance.now()`. */
export interface Begin {
  readonly at: Date
  readonly clock: number
}

/** Now, as a beginning. */
export function beginNow(): Begin {
  return { at: new Date(), clock: performance.now() }
}

/** What a report is made of. */
export interface ReportParts {
  readonly id: string
  readonly begin: Begin
  readonly options: RunOptions
  readonly ledger: Ledger
  readonly counters: Awaited<ReturnType<SessionThread['close']>>
  readonly stop: Stop | undefined
  /** Ids of hosts that are not there any more. */
  readonly gone: ReadonlySet<string>
  readonly profile?: Profile | undefined
}

/** What was found out, and what comes of it. */
export function makeReport({ id, begin, options, ledger, counters, stop, gone, profile }: ReportParts): RunReport {
  if (stop?.problem !== undefined) ledger.problem(stop.problem)
  const interrupted = stop?.problem?.kind === 'interrupted'
  const checks = withoutGone(ledger.checks(stop?.reason ?? 'the run ended before its outcome was known'), gone)
  const hosts = markGone(ledger.hosts(counters), gone)
  silentHosts(options, ledger, checks).forEach((problem) => ledger.problem(problem))
  depletedRoles(options, hosts, gone).forEach((problem) => ledger.problem(problem))
  const { roles, problems } = ledger
  return {
    schema: 1,
    id,
    infraspec: VERSION,
    startedAt: begin.at.toISOString(),
    duration: Math.round(performance.now() - begin.clock),
    exitCode: exitCode({ problems, checks, hosts, interrupted }),
    interrupted,
    bailed: stop !== undefined && stop.problem === undefined,
    shard: options.shard,
    roles,
    hosts,
    checks,
    problems,
    outliers: outliersOf({ roles, checks }),
    profile: profile?.report(),
    totals: totalsOf(checks),
  }
}

/** The report of a run that has not begun: which hosts there are, and nothing about them. */
export function reportOfNothing(options: RunOptions): RunReport {
  const ledger = new Ledger(options, () => undefined)
  const begin = beginNow()
  return makeReport({ id: randomUUID(), begin, options, ledger, counters: {}, stop: undefined, gone: new Set() })
}
