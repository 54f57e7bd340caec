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
}
