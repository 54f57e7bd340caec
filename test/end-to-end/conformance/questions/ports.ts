import { family, type Question } from '../question.ts'

const ANY = 'it searches `ss -tunl` for exactly this address; the socket on 0.0.0.0 answers there too'

const WILDCARD = 'without an address only a socket on all addresses counts, and this one is on loopback'

/** Ports: what a connection would find. */
export const ports: readonly Question[] = [
  ...family(
    [
      ...['22', '80', '3000', '3001', '7070', '323'].map((port) => [port, 'yes'] as const),
      ...['443', '8', '8080', '8000', '30'].map((port) => [port, 'no'] as const),
    ],
    (port) => ({
      text: `something listens on port ${port}`,
      infraspec: `it(port(${port})).toBeListening()`,
      serverspec: `expect(port(${port})).to be_listening`,
    }),
  ),
  ...family(
    [
      ['22 tcp', 'yes'],
      ['80 tcp', 'yes'],
      ['3000 tcp', 'yes', { testinfra: WILDCARD }],
      ['323 tcp', 'no'],
      ['323 udp', 'yes', { testinfra: WILDCARD }],
      ['80 udp', 'no'],
    ],
    (subject) => {
      const [port, protocol] = subject.split(' ')
      return {
        text: `something listens on port ${port} by ${protocol}`,
        infraspec: `it(port(${port})).toBeListening({ protocol: '${protocol}' })`,
        serverspec: `expect(port(${port})).to be_listening.with('${protocol}')`,
        testinfra: `host.socket('${protocol}://${port}').is_listening`,
      }
    },
  ),
  ...family(
    [
      ['3000 127.0.0.1', 'yes'],
      ['3000 0.0.0.0', 'no'],
      ['3001 127.0.0.1', 'no'],
      ['7070 127.0.0.1', 'yes'],
      ['80 0.0.0.0', 'yes'],
      ['80 127.0.0.1', 'yes', { serverspec: ANY }],
      ['443 127.0.0.1', 'no'],
    ],
    (subject) => {
      const [port, address] = subject.split(' ')
      return {
        text: `something listens on port ${port} of ${address}`,
        infraspec: `it(port(${port})).toBeListening({ protocol: 'tcp', on: '${address}' })`,
        serverspec: `expect(port(${port})).to be_listening.on('${address}')`,
        testinfra: `host.socket('tcp://${address}:${port}').is_listening`,
      }
    },
  ),
]
