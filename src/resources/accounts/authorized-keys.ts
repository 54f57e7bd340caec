import type { Platform } from '../../host/platform/platform.ts'
import { sh, type Script } from '../../host/shell.ts'
import { couldNotTell, type Provider, type Unknown } from '../define-resource.ts'
import { hasGetent } from './database.ts'

/** One line of an authorized_keys file: sshd(8). */
export interface AuthorizedKey {
  /** Such as `ssh-ed25519`. */
  readonly type: string
  /** The key itself, in base64. */
  readonly key: string
  /** What stands before it, such as `restrict,command="…"`; empty when there is nothing. */
  readonly options: string
  readonly comment: string
  /** The file in `~/.ssh` that it stands in. */
  readonly file?: KeyFile
}

/** The files of keys in a home. */
export type KeyFile = 'authorized_keys' | 'authorized_keys2'

/** `.ssh/authorized_keys` and `authorized_keys2` of each user's home, which is what sshd reads unless it is told otherwise. */
export const authorizedKeys: Provider<readonly AuthorizedKey[]> = {
  on: () => true,
  ask: (names, platform) => sh`for n in ${names}; do
  ${homeOf(platform)}
  for f in "$h/.ssh/authorized_keys" "$h/.ssh/authorized_keys2"; do
    if [ -z "$h" ]; then printf '!its home is not known\0'
    elif [ -f "$f" ] && [ -r "$f" ]; then printf ':'; tr -d '\000' < "$f"; printf '\n%s\0' $?
    else printf '!%s\0' "$(stat -L -c 'it is not a file that can be read' -- "$f" 2>&1)"; fi
  done
done`,
  parse: ({ stdout }, names) => {
    const records = stdout.split('\0').slice(0, -1)
    return new Map(names.map((name, index) => [name, both(records.slice(2 * index, 2 * index + 2))]))
  },
}

/** Sets `$h` to the home of the user `$n`, or to nothing. */
export function homeOf(platform: Platform): Script {
  return sh`h=$(${hasGetent(platform) ? sh`getent passwd -- "$n"` : sh`cat /etc/passwd`} | while IFS=: read -r name x uid gid gecos home shell; do
    if [ "$name" = "$n" ]; then printf '%s' "$home"; break; fi
  done)`
}

function both(records: readonly string[]): readonly AuthorizedKey[] | Unknown {
  const [first, second] = [fromFile(records[0]), fromFile(records[1])]
  if (!Array.isArray(first)) return first
  if (!Array.isArray(second)) return second
  const of = (keys: readonly AuthorizedKey[], file: KeyFile) => keys.map((key) => ({ ...key, file }))
  return [...of(first as AuthorizedKey[], 'authorized_keys'), ...of(second as AuthorizedKey[], 'authorized_keys2')]
}

function fromFile(record = '!nothing was answered'): readonly AuthorizedKey[] | Unknown {
  if (record.startsWith('!')) {
    const reason = record
      .slice(record.lastIndexOf(': ') + 1)
      .replace(/^!/, '')
      .trim()
    if (reason === 'No such file or directory' || reason === 'Not a directory') return []
    return couldNotTell(
      `its authorized_keys: ${reason}`,
      reason === 'Permission denied' ? 'set `sudo: true` for this role' : undefined,
    )
  }
  const lines = record.slice(1).split('\n')
  if (lines.pop() !== '0') return couldNotTell('its authorized_keys could not be read')
  return lines.flatMap((line) => parseKey(line) ?? [])
}

const KEY = /^((?:sk-)?(?:ssh|ecdsa)-[\w@.-]+)\s+(AAAA[\w+/]+={0,3})(?:\s+(.*))?$/
// A quoted option may hold spaces, and even what looks like a key.
// As sshd reads it, auth2-pubkeyfile.c: `\"` is no quote, whatever stands before it. Each character can be read in one
// way only, for a quote that is never closed would be tried in all of them.
const OPTIONS = /^((?:\\"|\\(?!")|[^\s"\\]|"(?:\\"|\\(?!")|[^"\\])*")+)\s+/

/** A line of an authorized_keys file, or of a public key file; `undefined` for a comment and what is no key. */
export function parseKey(line: string): AuthorizedKey | undefined {
  const text = line.trim()
  if (text.startsWith('#')) return undefined
  const options = KEY.test(text) ? '' : (OPTIONS.exec(text)?.[1] ?? '')
  const match = KEY.exec(text.slice(options.length).trim())
  if (match === null) return undefined
  const [, type = '', key = '', comment = ''] = match
  return { type, key, options, comment }
}

/** Those of these keys that are this one; one that only vouches for certificates does not log in itself. */
export function sameKeys(
  keys: readonly AuthorizedKey[],
  { type, key }: AuthorizedKey,
  files: readonly KeyFile[],
): readonly AuthorizedKey[] {
  return keys.filter(
    (known) =>
      files.includes(known.file ?? 'authorized_keys') &&
      known.type === type &&
      known.key === key &&
      !/(^|,)cert-authority(,|$)/i.test(known.options),
  )
}

/** The widest that a zone is away from UTC. */
const ZONES = 14 * 3_600_000

/**
 * Whether the time of a key is over: sshd(8), `expiry-time="YYYYMMDD[HHMM[SS]][Z]"`.
 *
 * By the clock of this machine; `undefined` around that time, which is in the host's own zone where there is no Z.
 */
export function isExpired({ options }: AuthorizedKey, now = Date.now()): boolean | undefined {
  const text = /(?:^|,)expiry-time="([^"]*)"/i.exec(options)?.[1]
  if (text === undefined) return false
  const [, year, month, day, hour = '00', minute = '00', second = '00', zone] =
    /^(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d)?)?(Z?)$/i.exec(text) ?? []
  const end = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`)
  const doubt = zone === '' ? ZONES : 60_000
  if (Number.isNaN(end) || Math.abs(now - end) < doubt) return undefined
  return now > end
}
