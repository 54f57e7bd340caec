import { ConfigError } from '../errors.ts'
import { sh } from '../host/shell.ts'
import { defineResource, ifPresent, type Verdict } from './define-resource.ts'
import type { NumberRange } from './shared/number-range.ts'
import { compareProperty } from './storage/property.ts'
import { zfsGet, type ZfsPresent, type ZfsState } from './storage/zfs.ts'

export type { ZfsPresent, ZfsState } from './storage/zfs.ts'

/**
 * A data set of ZFS: a file system, a volume or a snapshot, by its full name.
 *
 * @example
 * it(zfs('tank/data')).toHaveProperty('compression', 'lz4').toHaveProperty('quota', 10 * 2 ** 30)
 * it(zfs('tank/data')).toBeMounted()
 */
export const zfs = defineResource({
  kind: 'zfs',
  key: checkName,
  providers: { zfsGet },
  evidence: () => [{ label: 'the data sets', script: sh`zfs list 2>&1 | head -n 30` }],
  matchers: {
    /** There is such a data set. */
    toExist: (set: ZfsState) => set.exists,
    /** It is mounted; a volume never is. */
    toBeMounted: ifPresent((set: ZfsPresent) => set.properties['mounted'] === 'yes'),
    /** A property has this value: numbers in full, as `zfs get -p` shows them; a RegExp searches. */
    toHaveProperty: ifPresent((set: ZfsPresent, name: string, value: string | number | RegExp | NumberRange): Verdict =>
      compareProperty(set.properties, name, value),
    ),
  },
})

function checkName(name: string): string {
  if (/^[A-Za-z][\w.:@/ -]*$/.test(name)) return name
  throw new ConfigError('zfs-name', `${JSON.stringify(name)} is not the name of a data set`, { hint: 'tank/data' })
}
