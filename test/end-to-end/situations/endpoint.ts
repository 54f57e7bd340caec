import type { Proof } from '../situations.ts'

export const proof: Proof = {
  situations: [
    {
      mechanisms: ['getent'],
      holds: [
        `it(endpoint('logs.internal')).toBeResolvable()`,
        `it(endpoint('logs.internal')).toHaveAddress('127.0.1.2')`,
        `it(endpoint('127.0.0.1:80')).toBeReachable()`,
        `it(endpoint('logs.internal')).toBeInHosts()`,
      ],
      fails: [
        `it(endpoint('127.0.0.1:81')).toBeReachable()`,
        `it(endpoint('127.0.0.1:81', { timeout: '1s' })).toBeReachable()`,
      ],
      absent: [],
      untold: [
        `it(endpoint('ADDRESS')).toBeInHosts()`,
        `it(endpoint('nosuch.example')).toBeResolvable()`,
        `it(endpoint('nosuch.example:22')).toBeReachable()`,
      ],
    },
  ],
  without: {
    absent: 'a name that is not known is a no; of one that no server can be asked for nothing can be told',
  },
}
