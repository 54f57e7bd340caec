import type { Proof } from '../situations.ts'

export const proof: Proof = {
  situations: [
    {
      mechanisms: ['ss'],
      holds: [
        `it(port(80)).toBeListening()`,
        `it(port(22)).toBeListening({ protocol: 'tcp', on: 'ADDRESS' })`,
        `it(port(3000)).toBeListeningOnlyOn('127.0.0.1')`,
        `it(port(323)).toBeListening({ protocol: 'udp', on: '::1' })`,
        `it(ports()).toHaveCount({ atLeast: 5 })`,
        `it(ports()).toMatchState({ items: expect.arrayContaining([expect.objectContaining({ port: 80, protocol: 'tcp' })]) })`,
      ],
      fails: [
        `it(port(81)).toBeListening()`,
        `it(port(3000)).toBeListening({ on: 'ADDRESS' })`,
        `it(port(22)).toBeListeningOnlyOn('127.0.0.1')`,
        `it(ports()).toHaveCount(0)`,
      ],
      absent: [`it(port(81)).toBeListeningOnlyOn('127.0.0.1')`],
      untold: [`it(as('nosuch', port(80))).toBeListening()`, `it(as('nosuch', ports())).toHaveCount(0)`],
    },
    {
      mechanisms: ['procnet'],
      host: 'busybox-1',
      holds: [
        `it(port(22)).toBeListening()`,
        `it(port(22)).toBeListening({ protocol: 'tcp', on: 'ADDRESS' })`,
        `it(ports()).toHaveCount({ atLeast: 2 })`,
      ],
      fails: [
        `it(port(80)).toBeListening()`,
        `it(port(22)).toBeListening({ protocol: 'udp' })`,
        `it(ports()).toHaveCount(0)`,
      ],
      absent: [`it(port(80)).toBeListeningOnlyOn('127.0.0.1')`],
      untold: [`it(as('nosuch', port(22))).toBeListening()`],
    },
  ],
}
