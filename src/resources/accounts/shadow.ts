import type { Answer } from '../../host/answer.ts'
import type { Platform } from '../../host/platform/platform.ts'
import { sh, type Script } from '../../host/shell.ts'
import { couldNotTell, type Provider, type Unknown } from '../define-resource.ts'
import { getent, hasGetent, takeEntries } from './database.ts'

/** What shadow(5) says of a password, without the password. */
export interface PasswordState {
  /** `empty`: none is needed. `locked`: none is accepted, which does not keep keys out. */
  readonly status: 'set' | 'locked' | 'empty'
  /** A day, such as `2026-05-20`; `undefined` where ageing is off. */
  readonly lastChanged: string | undefined
  readonly minDays: number | undefined
  readonly maxDays: number | undefined
  readonly warnDays: number | undefined
  readonly inactiveDays: number | undefined
  /** The first day on which the account is closed; `undefined`: never. */
  readonly expires: string | undefined
}

/** shadow(5) by getent(1), or as it is. What is not to be known is replaced on the host. */
export const password: Provider<PasswordState> = {
  on: () => true,
  show: (name) => sh`passwd --status -- ${name}`,
  ask: (names, platform) =>
    readable(
      sh`${entries(names, platform)} | sed -e 's/^\([^:]*\):\([!*]\)[^:]*:/\1:\2:/' -e t -e 's/^\([^:]*\):[^:][^:]*:/\1:x:/'`,
    ),
  parse: (answer, names) => each(answer, names, passwordOf),
}

/** The hash itself. */
export const passwordHash: Provider<string> = {
  on: () => true,
  show: (name) => sh`passwd --status -- ${name}`,
  ask: (names, platform) => readable(entries(names, platform)),
  parse: (answer, names) => each(answer, names, ([, hash = '']) => hash),
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
  read: (entry: readonly string[]) => Value | Unknown,
): ReadonlyMap<string, Value | Unknown> {
  const { found, missing } = takeEntries(answer.stdout.split('\n'), '=', answer)
  return new Map(
    names.map((name) => {
      const entry = found.get(name)
      return [name, entry === undefined ? (missing ?? couldNotTell('it has no entry in /etc/shadow')) : read(entry)]
    }),
  )
}

function passwordOf(entry: readonly string[]): PasswordState | Unknown {
  const [, field = '', ...rest] = entry
  const days = rest.slice(0, 6)
  if (entry.length !== 9 || !days.every((value) => /^-?\d*$/.test(value))) return couldNotTell('its entry is malformed')
  const [lastChanged, minDays, maxDays, warnDays, inactiveDays, expires] = days.map((value) =>
    value === '' ? undefined : Number(value),
  )
  return {
    status: field === '' ? 'empty' : /^[!*]/.test(field) ? 'locked' : 'set',
    lastChanged: day(lastChanged),
    minDays,
    maxDays,
    warnDays,
    inactiveDays,
    expires: day(expires),
  }
}

function day(number: number | undefined): string | undefined {
  // -1 and nothing both switch a rule off; no calendar goes beyond a hundred million days.
  if (number === undefined || number < 0 || number > 100_000_000) return undefined
  return new Date(number * 86_400_000).toISOString().slice(0, -14)
}
