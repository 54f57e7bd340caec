import { InfraspecError, toErrorData } from '../errors.ts'
import { atLast } from '../run/last-acts.ts'
import type { Problem } from '../run/report.ts'
import { redact } from '../run/secrets.ts'
import type { Settings } from '../run/settings.ts'

/** SSH is open for a gate, or nothing was to be opened. */
export interface GateAccess {
  /** Takes back what was opened, and gives what is wrong when that failed. */
  readonly close: () => Promise<Problem | undefined>
}

/**
 * Opens SSH in the security group of `--open-ssh` for as long as a gate needs it.
 *
 * @throws {InfraspecError} when it cannot: nothing is left open then.
 */
export async function openAccess(settings: Settings): Promise<GateAccess> {
  if (settings.openSsh === undefined) return { close: async () => undefined }
  const [{ openLease }, { leaseOptions }] = await Promise.all([
    import('./access/lease.ts'),
    import('./access/settings.ts'),
  ])
  const note = (text: string) => void process.stderr.write(redact(`access: ${text}\n`))
  const lease = await openLease({ ...(await leaseOptions(settings, settings.openSsh)), note })
  note(`opened ${lease.rules.map(({ group, port, cidr }) => `${group} port ${port} for ${cidr}`).join(', ')}`)
  const forget = atLast(() => lease.close())
  return {
    close: () =>
      lease
        .close()
        .then(() => undefined, problemOf)
        .finally(forget),
  }
}

function problemOf(thrown: unknown): Problem {
  const hint = thrown instanceof InfraspecError ? thrown.hint : undefined
  return { kind: 'access-not-closed', message: toErrorData(thrown).message, hint }
}
