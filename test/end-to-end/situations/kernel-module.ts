import type { Proof } from '../situations.ts'

export const proof: Proof = {
  situations: [
    {
      mechanisms: ['modules'],
      holds: [`it(kernelModule('tcp-cubic')).toBeLoaded()`, `it(kernelModule('tcp_cubic')).toBeBuiltIn()`],
      fails: [],
      absent: [],
      untold: [`it(kernelModule('nope')).toBeLoaded()`],
    },
  ],
}
