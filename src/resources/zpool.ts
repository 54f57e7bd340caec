import { ConfigError } from '../errors.ts'
import { sh } from '../host/shell.ts'
import { defineResource, ifPresent, is, type Verdict } from './define-resource.ts'
import type { NumberRange } from './shared/number-range.ts'
import { compareProperty } from './storage/property.ts'
import { zpoolGet, type ZfsPresent, type ZfsState } from './storage/zfs.ts'

/**
 * A storage pool of ZFS.
 *
 * @example
 * it(zpool('tank')).toBeHealthy().toHaveProperty('capacity', { below: 80 })
 */
export const zpool = defineResource({
  kind: 'zpool',
  key: checkName,
  providers: { zpoolGet },
  evidence: ({ key, state }) => [
    { label: 'the pools', script: state.exists ? sh`zpool status ${key} 2>&1` : sh`zpool list 2>&1` },
  ],
  matchers: {
    /** There is such a pool, and it is imported. */
    toExist: (pool: ZfsState) => pool.exists,
    /** Its health is `ONLINE`: all of its devices are there. */
    toBeHealthy: ifPresent((pool: ZfsPresent): Verdict => is(pool.properties['health'], 'ONLINE')),
    /** A property has this value, as `zpool get` shows it: `0%` is the number 0; a RegExp searches. */
    toHaveProperty: ifPresent(
      (pool: ZfsPresent, name: string, value: string | number | RegExp | NumberRange): Verdict =>
        compareProperty(pool.properties, name, value),
    ),
  },
})

function checkName(name: string): string {
  if (/^[A-Za-z][\w.: -]*$/.test(name)) return name
  throw new ConfigError('zpool-name', `${JSON.stringify(name)} is not the name of a pool`)
}
