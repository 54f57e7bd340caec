import { ConfigError } from '../errors.ts'
import { sh } from '../host/shell.ts'
import { couldNotTell, defineResource, type Resource, type Verdict } from './define-resource.ts'
import { apt, type PendingUpdate, type UpdatesState } from './packages/pending.ts'
import { within, type NumberRange } from './shared/number-range.ts'
import { checkKind } from './shared/wanted.ts'

export type { PendingUpdate, UpdatesState } from './packages/pending.ts'

/** How old the lists may be, and which updates do not count. */
export interface UpdateLimits {
  /** Days; 7 when it is not given. */
  readonly maxListAge?: number
  /** Packages whose updates do not count, by their exact names. */
  readonly except?: readonly string[]
}

const ofHost = defineResource({
  kind: 'updates',
  title: () => 'the system',
  providers: { apt },
  evidence: () => [{ label: 'when the lists were made', script: sh`grep '^Date:' /var/lib/apt/lists/*Release` }],
  matchers: {
    /** The lists know of no newer version of anything. */
    toBeUpToDate: (state: UpdatesState, limits: UpdateLimits = {}): Verdict =>
      judge(state, limits, (pending) => none(pending)),
    /** The lists know of a security update that is not installed. */
    toHaveSecurityUpdates: (state: UpdatesState, limits: UpdateLimits = {}): Verdict =>
      judge(state, limits, (pending) => {
        const actual = names(pending.filter(({ security }) => security))
        if (actual.length === 0 && !state.securityLists)
          return couldNotTell('no list is of a repository of security updates')
        return { pass: actual.length > 0, expected: 'a security update', actual }
      }),
    /** So many packages have a newer version, or a number within limits. */
    toHavePendingUpdates: (state: UpdatesState, count: number | NumberRange, limits: UpdateLimits = {}): Verdict =>
      judge(state, limits, (pending) => within(pending.length, count)),
  },
})

/**
 * Updates that are not installed, as the package manager's own lists know them; nothing is fetched.
 *
 * Lists that are missing, or older than a week, know nothing of today, and then it could not be told: `maxListAge` says how
 * many days are good enough. Their age is that of what the repository has put its date on, the one of security updates where there
 * is one, which Debian and Ubuntu renew within a week. What is on hold is not counted.
 *
 * @example
 * it(updates()).not.toHaveSecurityUpdates()
 * it(updates()).toBeUpToDate({ except: ['linux-image-amd64'] })
 */
export function updates(): ReturnType<typeof ofHost> {
  return ofHost('updates') as Resource as ReturnType<typeof ofHost>
}

function judge(
  { pending, listAge }: UpdatesState,
  { maxListAge = 7, except = [] }: UpdateLimits,
  test: (pending: readonly PendingUpdate[]) => Verdict,
): Verdict {
  checkKind(maxListAge, 'number', '`maxListAge`')
  if (!(maxListAge > 0))
    throw new ConfigError('list-age', 'maxListAge is a number of days', { hint: '{ maxListAge: 14 }' })
  if (listAge <= maxListAge) return test(pending.filter(({ name }) => !except.includes(name)))
  return couldNotTell(`the lists were made ${Math.floor(listAge)} days ago`, 'apt-get update, or a greater maxListAge')
}

function none(pending: readonly PendingUpdate[]): Verdict {
  return { pass: pending.length === 0, expected: [], actual: names(pending) }
}

function names(pending: readonly PendingUpdate[]): readonly string[] {
  return pending.map(({ name, installed, candidate }) => `${name} ${installed ?? '(new)'} → ${candidate}`)
}
