import type { Proof } from '../situations.ts'

export const proof: Proof = {
  situations: [
    {
      mechanisms: ['phpLoaded'],
      host: 'here',
      holds: [
        `it(phpExtension('json')).toBeLoaded()`,
        `it(phpExtension('Core')).toBeLoaded()`,
        `it(phpExtension('json')).toHaveVersion(/^\\d+\\.\\d+/)`,
      ],
      fails: [`it(phpExtension('nosuch')).toBeLoaded()`, `it(phpExtension('json')).toHaveVersion('0')`],
      absent: [`it(phpExtension('nosuch')).toHaveVersion('1')`],
      untold: [`it(phpExtension('json', { ini: '/nosuch/php.ini' })).toBeLoaded()`],
    },
  ],
}
