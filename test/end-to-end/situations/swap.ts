import type { Proof } from '../situations.ts'

export const proof: Proof = {
  situations: [
    {
      mechanisms: ['procSwaps'],
      holds: [],
      fails: [`it(swap('/swapfile')).toBeActive()`],
      absent: [`it(swap('/swapfile')).toHavePriority(1)`],
      untold: [],
    },
    {
      mechanisms: ['procSwaps'],
      host: 'busybox-1',
      holds: [],
      fails: [`it(swap('/swapfile')).toBeActive()`],
      absent: [`it(swap('/swapfile')).toHavePriority(1)`],
      untold: [],
    },
  ],
  without: {
    holds: 'the machine of the tests may not swap to a file; what the kernel shows of one is in test/resources',
    untold: 'everybody may read /proc/swaps; what is unreadable is in test/resources',
  },
}
