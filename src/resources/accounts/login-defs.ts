import { sh } from '../../host/shell.ts'
import { couldNotTell, type Provider } from '../define-resource.ts'
import { firstLine } from '../shared/all-unknown.ts'

/**
 * The highest id of a system account, from login.defs(5): SYS_UID_MAX, or one less than UID_MIN, or 999.
 *
 * SUSE ships it in /usr/etc and overrides it in /etc; Alpine has none.
 */
export function highestSystemId(kind: 'UID' | 'GID'): Provider<number> {
  return {
    on: () => true,
    ask: () => sh`code=0
for f in /usr/etc/login.defs /etc/login.defs; do
  if [ -e "$f" ]; then cat "$f" || code=1; echo; fi
done
(exit $code)`,
    parse: ({ stdout, stderr, exitCode }, keys) => {
      const value =
        exitCode === 0 ? highest(stdout, kind) : couldNotTell(firstLine(stderr) || 'login.defs is unreadable')
      return new Map(keys.map((key) => [key, value]))
    },
  }
}

function highest(text: string, kind: 'UID' | 'GID'): number {
  const last = (name: string): number | undefined => {
    const values = [...text.matchAll(new RegExp(String.raw`^\s*${name}\s+(\d+)\s*$`, 'gm'))]
    const value = values.at(-1)?.[1]
    return value === undefined ? undefined : Number(value)
  }
  return last(`SYS_${kind}_MAX`) ?? (last(`${kind}_MIN`) ?? 1000) - 1
}
