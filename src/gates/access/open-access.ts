import { diagnose } from '../../diagnose.ts'
import { InfraspecError, toErrorData } from '../../errors.ts'
import { atLast } from '../../run/last-acts.ts'
import type { Problem } from '../../run/report.ts'
import type { Settings } from '../../run/options/settings.ts'
import type { HeldRule } from './hold-rule.ts'
import { openLease } from './lease.ts'
import { leaseOptions, type Opened } from './settings.ts'

/** SSH is open for this machine until it is closed, also when the process is ended before its time. */
export interface Access {
  readonly rules: readonly HeldRule[]
  /**
   * Takes back what was opened; done again, it does nothing.
   *
   * @throws {InfraspecError} when that failed: it says how to do it by hand.
   */
  readonly close: () => Promise<void>
}

/**
 * Opens SSH for this machine in a security group, as the flags say.
 *
 * @throws {InfraspecError} when it cannot: nothing is left open then.
 */
export async function openAccess(settings: Settings, opened: Opened, forWhat: string): Promise<Access> {
  const lease = await openLease({ ...(await leaseOptions(settings, opened)), note: sayAccess })
  const forget = atLast(
    () => lease.close(),
    () => lease.left,
  )
  const rules = lease.rules.map((rule) => `${rule.group} port ${rule.port} for ${rule.cidr} (${rule.id})`)
  sayAccess(`opened ${rules.join(', ')} ${forWhat}`)
  return { rules: lease.rules, close: () => lease.close().finally(forget) }
}

/** That closing failed, for a report. */
export function notClosedProblem(thrown: unknown): Problem {
  const hint = thrown instanceof InfraspecError ? thrown.hint : undefined
  return { kind: 'access-not-closed', message: toErrorData(thrown).message, hint }
}

/** Says something about access that a person should know. */
export function sayAccess(text: string): void {
  diagnose(`access: ${text}\n`)
}
