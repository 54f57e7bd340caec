import { describe, expect, it } from 'vitest'

import type { Exchange } from '../../../src/host/exchange.ts'
import { profileHost } from '../../../src/run/profile/profile-host.ts'
import type { Mark } from '../../../src/timeline.ts'

const marked = (...told: readonly (readonly [Mark['name'], number])[]): Mark[] =>
  told.map(([name, at]) => ({ name, at, host: 'web-1' }))

const exchange = (kind: Exchange['kind'], sent: number, ended: number, more: Partial<Exchange> = {}): Exchange => ({
  ...{ host: 'web-1', kind, as: undefined, script: 'é', sent, ended, duration: 0, exitCode: 0, signal: undefined },
  ...{ timedOut: false, stdout: 10, stderr: 1, error: undefined, ...more },
})

const sum = (parts: object) => Object.values(parts).reduce((total: number, time: number) => total + time, 0)

const READY = marked(
  ...([
    ['queued', 1010],
    ['connecting', 1012],
    ['banner', 1020],
    ['kex', 1030],
    ['authentication', 1040],
    ['shell', 1050],
    ['preamble', 1070],
    ['boot', 1075],
    ['ready', 1076],
  ] as const),
)

describe('the time with one host', () => {
  it('is taken apart without a rest', () => {
    const marks = [...READY, ...marked(['collecting', 1080], ['evaluated', 1200])]
    const exchanges = [
      exchange('shell', 1050, 1075),
      exchange('probe', 1085, 1100),
      exchange('probe', 1085, 1110),
      exchange('command', 1100, 1150, { script: 'make it so' }),
      exchange('kill', 1150, 1190),
    ]
    const told = profileHost('web-1', { marks, exchanges, start: 1000, end: 1300 })
    expect(told).toEqual({
      host: 'web-1',
      begin: 10,
      duration: 190,
      parts: {
        ...{ queued: 2, connecting: 8, banner: 10, kex: 10, authentication: 10, shell: 20, preamble: 5, boot: 1 },
        ...{ waiting: 4, scripts: 25, commands: 40, evaluation: 55 },
      },
      scripts: [{ begin: 85, duration: 25, probes: 2, bytesSent: 4, bytesReceived: 22 }],
      commands: [{ command: 'make it so', begin: 100, duration: 50, bytesReceived: 11 }],
    })
    expect(sum(told?.parts ?? {})).toBe(told?.duration)
  })

  it('sums what was done more than once', () => {
    const marks = [
      ...marked(['queued', 1000], ['connecting', 1000], ['pause', 1005], ['connecting', 1025]),
      ...marked(['failed', 1026]),
    ]
    const told = profileHost('web-1', { marks, exchanges: [], start: 1000, end: 2000 })
    expect(told).toMatchObject({ duration: 26, parts: { queued: 0, connecting: 6, pause: 20 }, scripts: [] })
  })

  it('ends with the run where its checks did not', () => {
    const interrupted = profileHost('web-1', { marks: READY, exchanges: [], start: 1000, end: 1300 })
    expect(interrupted).toMatchObject({ duration: 290, parts: { waiting: 224, scripts: 0, evaluation: 0 } })
    const connecting = profileHost('web-1', { marks: READY.slice(0, 2), exchanges: [], start: 1000, end: 1300 })
    expect(connecting).toMatchObject({ duration: 290, parts: { queued: 2, connecting: 288 } })
  })

  it('has each role of a host, to the end of the last', () => {
    const marks = [...READY, ...marked(['collecting', 1080], ['evaluated', 1100], ['evaluated', 1110])]
    const told = profileHost('web-1', { marks, exchanges: [], start: 1000, end: 1300 })
    expect(told).toMatchObject({ duration: 100, parts: { evaluation: 30 } })
  })

  it('tells scripts of other users apart, and the shells that they need', () => {
    const exchanges = [
      exchange('shell', 1081, 1090, { as: 'app' }),
      exchange('probe', 1081, 1090, { as: 'app' }),
      exchange('probe', 1081, 1085),
      exchange('probe', 1095, 1099, { as: 'app' }),
    ]
    const { scripts } = profileHost('web-1', { marks: READY, exchanges, start: 1000, end: 1300 }) ?? {}
    expect(scripts?.map(({ as, probes }) => [as, probes])).toEqual([
      ['app', 1],
      [undefined, 1],
      ['app', 1],
    ])
  })

  it('is not there where nothing was begun', () => {
    expect(profileHost('web-1', { marks: [], exchanges: [], start: 0, end: 1 })).toBeUndefined()
  })
})
