import { ConfigError } from '../errors.ts'
import { defineResource, ifPresent, type Comparison, type Verdict } from './define-resource.ts'
import { within, type NumberRange } from './shared/number-range.ts'
import { subjectKey, subjectTitle, type SubjectOptions } from './subjects/key.ts'
import { LIMITS, procLimits, type Limit, type LimitName, type LimitPair, type LimitsState } from './subjects/limits.ts'
import { unanimous } from './subjects/unanimous.ts'

export type { SubjectOptions } from './subjects/key.ts'
export type { Limit, LimitName, LimitPair, LimitsState } from './subjects/limits.ts'

type LimitsPresent = Extract<LimitsState, { exists: true }>

/** A limit that is wanted: `unlimited`, a number, or one within a range. */
export type WantedLimit = Limit | NumberRange

/**
 * The resource limits of a user, as a login would set them, or of all processes of one name, as they have them.
 *
 * A user's are those of a process that su(1) starts, by way of PAM and limits.conf(5): that takes root. A service of systemd
 * has its own: ask for its process. Where several processes differ, it could not be told. Sizes are in bytes, as the kernel has them.
 *
 * @example
 * it(limits('app')).toHaveSoftLimit('nofile', { atLeast: 65536 })
 * it(limits('nginx', { of: 'process' })).toHaveSoftLimit('core', 0).toHaveHardLimit('nproc', 'unlimited')
 */
export const limits = defineResource({
  kind: 'limits',
  title: (name, options: SubjectOptions | undefined) => subjectTitle('limits', name, options),
  absence: 'are of what is not there',
  key: (name, options) => subjectKey('limits', name, options),
  providers: { procLimits },
  matchers: {
    /** The limit that counts: `nofile`, `nproc`, `core` … by the names of limits.conf(5). */
    toHaveSoftLimit: ifPresent((limits: LimitsPresent, name: LimitName, limit: WantedLimit) =>
      hasLimit(limits, { name, half: 'soft', limit }),
    ),
    /** The limit that it may be raised to. */
    toHaveHardLimit: ifPresent((limits: LimitsPresent, name: LimitName, limit: WantedLimit) =>
      hasLimit(limits, { name, half: 'hard', limit }),
    ),
  },
})

interface Wanted {
  readonly name: LimitName
  readonly half: keyof LimitPair
  readonly limit: WantedLimit
}

function hasLimit({ processes }: LimitsPresent, { name, half, limit }: Wanted): Verdict {
  if (!Object.hasOwn(LIMITS, name)) {
    throw new ConfigError('limit', `there is no limit ${JSON.stringify(name)}`, {
      hint: Object.keys(LIMITS).join(', '),
    })
  }
  const actual = processes.map((one) => one[name][half])
  const pass = unanimous(actual.map((one) => meets(one, limit).pass))
  return typeof pass === 'boolean' ? { pass, expected: limit, actual: [...new Set(actual)] } : pass
}

/** Without a limit there is no upper bound that would hold, and every lower one does. */
function meets(actual: Limit, wanted: WantedLimit): Comparison {
  if (wanted === 'unlimited') return { pass: actual === wanted, expected: wanted, actual }
  if (typeof wanted !== 'number' && (typeof wanted !== 'object' || wanted === null)) {
    throw new ConfigError('limit', `${JSON.stringify(wanted)} is not a limit`, {
      hint: "1024, { atLeast: 1024 } or 'unlimited'",
    })
  }
  return within(actual === 'unlimited' ? Infinity : actual, wanted)
}
