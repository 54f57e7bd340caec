import type { Answer } from '../../host/answer.ts'
import type { Platform } from '../../host/platform/platform.ts'
import { sh, type Script } from '../../host/shell.ts'
import { couldNotTell, type Provider, type Unknown } from '../define-resource.ts'
import { getent, hasGetent, takeEntries } from './database.ts'

/** What shadow(5) says of a password, without the password. */
export interface PasswordState {
  /**
   * `empty`: none is needed. `locked`: none is accepted, which does not keep keys out. `odd`: what stands there is no hash, as
   * when somebody has written the password itself.
   */
  readonly status: 'set' | 'locked' | 'empty' | 'odd'
  /** A day, such as `2026-05-20`; `undefined` where ageing is off. */
  readonly lastChanged: string | undefined
  readonly minDays: number | undefined
  readonly maxDays: number | undefined
  readonly warnDays: number | undefined
  readonly inactiveDays: number | undefined
  /** The first day on which the account is closed; `undefined`: never. */
  readonly expires: string | undefined
}

/**
 * passwd(5) and shadow(5) by getent(1), or as they are. What is not to be known is replaced on the host.
 *
 * What stands in passwd(5) counts before shadow(5), unless it is `x`: with nothing there, no password is needed.
 */
export const password: Provider<PasswordState> = {
  on: () => true,
  show: (name) => sh`passwd --status -- ${name}`,
  ask: (names, platform) =>
    sh`${accounts(names, platform)}
${readable(sh`${entries(names, platform)} | ${withoutHash}`)}`,
  parse: (answer, names) => each(answer, names, passwordOf),
}

/** The hash itself. */
export const passwordHash: Provider<string> = {
  on: () => true,
  show: (name) => sh`passwd --status -- ${name}`,
  ask: (names, platform) => sh`${accounts(names, platform)}
${readable(entries(names, platform))}`,
  parse: (answer, names) =>
    each(answer, names, (entry, field) => {
      if (field !== 'x') return couldNotTell('/etc/passwd has its password, and not /etc/shadow')
      return entry === undefined ? NO_ENTRY : (entry[1] ?? '')
    }),
}

const NO_ENTRY = couldNotTell('it has no entry in /etc/shadow')

// crypt(5): `$id$…`, or one of the two old forms. `!` and `*` at the beginning lock what stands behind them.
const withoutHash = sh`sed -e 's/^\([^:]*\):\([!*]\)[^:]*:/\1:\2:/' -e t -e 's/^\([^:]*\):x:/\1:x:/' -e t \
  -e 's/^\([^:]*\):[$][^:$]\{1,\}[$][^:]\{1,\}:/\1:hash:/' -e t \
  -e 's/^\([^:]*\):[./0-9A-Za-z]\{13\}:/\1:hash:/' -e t -e 's/^\([^:]*\):_[./0-9A-Za-z]\{19\}:/\1:hash:/' -e t \
  -e 's/^\([^:]*\):[^:]\{1,\}:/\1:odd:/'`

function accounts(names: readonly string[], platform: Platform): Script {
  const listed = hasGetent(platform) ? getent('passwd', names) : sh`cat /etc/passwd`
  return sh`${listed} | ${withoutHash}; echo =`
}

// Without the right to read it, nss-systemd answers all the same: with a made-up entry in which root is locked.
const readable = (then: Script): Script => sh`if [ ! -e /etc/shadow ]; then echo 'there is no /etc/shadow' >&2
elif [ ! -r /etc/shadow ]; then echo '/etc/shadow: Permission denied' >&2
else ${then}; fi
echo =`

function entries(names: readonly string[], platform: Platform): Script {
  return hasGetent(platform) ? getent('shadow', names) : sh`cat /etc/shadow`
}

function each<Value>(
  answer: Answer,
  names: readonly string[],
  read: (entry: readonly string[] | undefined, field: string) => Value | Unknown,
): ReadonlyMap<string, Value | Unknown> {
  const lines = answer.stdout.split('\n')
  const known = takeEntries(lines, '=', answer)
  const { found, missing } = takeEntries(lines, '=', answer)
  return new Map(
    names.map((name) => {
      const field = known.found.get(name)?.[1]
      const without = known.missing ?? missing
      if (without !== undefined) return [name, without]
      return [name, field === undefined ? couldNotTell('it has no entry in /etc/passwd') : read(found.get(name), field)]
    }),
  )
}

function passwordOf(entry: readonly string[] | undefined, field: string): PasswordState | Unknown {
  if (entry === undefined) return field === 'x' ? NO_ENTRY : { ...AGELESS, status: statusOf(field) }
  const [, hash = '', ...rest] = entry
  const [own, ofShadow] = [statusOf(field), statusOf(hash)]
  // To some a lock in passwd(5) says no more than `x`.
  if (field !== 'x' && own === 'locked' && ofShadow !== 'locked')
    return couldNotTell('/etc/passwd locks its password, and /etc/shadow does not')
  const days = rest.slice(0, 6)
  if (entry.length !== 9 || !days.every((value) => /^-?\d*$/.test(value))) return couldNotTell('its entry is malformed')
  const [lastChanged, minDays, maxDays, warnDays, inactiveDays, expires] = days.map((value) =>
    value === '' ? undefined : Number(value),
  )
  return {
    status: field === 'x' ? ofShadow : own,
    lastChanged: day(lastChanged),
    minDays,
    maxDays,
    warnDays,
    inactiveDays,
    expires: day(expires),
  }
}

function statusOf(field: string): PasswordState['status'] {
  if (field === '') return 'empty'
  if (/^[!*]/.test(field)) return 'locked'
  return field === 'hash' ? 'set' : 'odd'
}

const AGELESS = {
  lastChanged: undefined,
  minDays: undefined,
  maxDays: undefined,
  warnDays: undefined,
  inactiveDays: undefined,
  expires: undefined,
}

function day(number: number | undefined): string | undefined {
  // -1 and nothing both switch a rule off; no calendar goes beyond a hundred million days.
  if (number === undefined || number < 0 || number > 100_000_000) return undefined
  return new Date(number * 86_400_000).toISOString().slice(0, -14)
}
