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
  without: {
    fails: 'a container sees no modules.builtin of this kernel, so what is not loaded cannot be told',
    absent: 'a module that is not there is not loaded, and that is a no',
  },
}
