import { ConfigError } from '../errors.ts'
import { sh } from '../host/shell.ts'
import { defineResource, ifPresent, is } from './define-resource.ts'
import { procSwaps, type SwapPresent, type SwapState } from './mounts/swaps.ts'
import { within, type NumberRange } from './shared/number-range.ts'

export type { SwapPresent, SwapState } from './mounts/swaps.ts'

/**
 * A device or a file that the kernel swaps to now, by its path or a link to it; what is at boot, `fstab` tells.
 *
 * @example
 * it(swap('/swapfile')).toBeActive().toHaveSize({ atLeast: 2 ** 30 })
 * it(swap('/dev/sda2')).not.toBeActive()
 */
export const swap = defineResource({
  kind: 'swap',
  absence: 'is not active',
  key: absolute,
  providers: { procSwaps },
  evidence: ({ key }) => [
    { label: '/proc/swaps', script: sh`cat /proc/swaps` },
    { label: `${key} on the disk`, script: sh`ls -lL -- ${key} 2>&1` },
  ],
  matchers: {
    /** The kernel swaps to it. */
    toBeActive: (swap: SwapState) => swap.exists,
    /** Its size in bytes, which is a page less than the file's. */
    toHaveSize: ifPresent((swap: SwapPresent, bytes: number | NumberRange) => within(swap.size, bytes)),
    /** Higher is taken first. */
    toHavePriority: ifPresent((swap: SwapPresent, priority: number) => is(swap.priority, priority)),
  },
})

function absolute(path: string): string {
  if (path.startsWith('/') && !/[\n\p{Surrogate}]/u.test(path)) return path
  throw new ConfigError('swap', `swap() needs an absolute path, not ${JSON.stringify(path)}`)
}
