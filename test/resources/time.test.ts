import { describe, expect, it } from 'vitest'
import { ConfigError } from '../../src/errors.ts'
import { Unknown } from '../../src/resources/define-resource.ts'
import { daemons, type ClockState } from '../../src/resources/system/clock.ts'
import { time } from '../../src/resources/time.ts'
import { captures, parsed } from './support/captures.ts'
import { judged, verdict } from './support/matchers.ts'
import { answer, debian } from './support/shells.ts'

describe('what hosts answered', () => {
  it.each(captures('time/state'))('$host, $name', (capture) => {
    expect(parsed(daemons, capture)).toEqual(capture.expected)
  })
})

describe('the clock', () => {
  const zone = 'zone Etc/UTC\nlink /usr/share/zoneinfo/Europe/Berlin\n'
  const read = (stdout: string) => daemons.parse(answer(stdout), ['time'], debian).get('time')

  // ntpq(8) and ntp.conf(5) show these forms; no host here runs ntpd.
  it.each([
    ['leap=00, stratum=2, refid=192.0.2.1, offset=-1.5', { synchronised: true, server: '192.0.2.1', offset: 0.0015 }],
    ['leap=11, stratum=16, refid=INIT, offset=0.000000', { synchronised: false, server: '', stratum: 16 }],
    ['leap=3, stratum=2, refid=192.0.2.1, offset=0.1', { synchronised: false }],
    ['leap=0, stratum=6, refid=127.127.1.0, offset=0.0', { synchronised: false }],
  ])('of ntpd with %s', (line, expected) => {
    expect(read(`from ntpq 0\n ${line}\n${zone}`)).toMatchObject({
      ...expected,
      source: 'ntpd',
      timezone: 'Europe/Berlin',
    })
  })
  it('is told by the next one where a daemon does not answer', () => {
    const silent = 'from chronyc 1\n 506 Cannot talk to daemon\nfrom ntpq 0\n ntpq: read: Connection refused\n'
    expect(read(`${silent}from timedatectl 0\n Timezone=UTC\n NTP=yes\n NTPSynchronized=yes\n${zone}`)).toMatchObject({
      synchronised: true,
      source: 'kernel',
      offset: undefined,
    })
    expect(read(`${silent}${zone}`)).toBeInstanceOf(Unknown)
  })
  it('has no time zone where nothing names one', () => {
    expect(read('from timedatectl 0\n NTPSynchronized=no\nzone \nlink \n')).toMatchObject({ timezone: undefined })
  })
  it.each([
    ['the script ended early', 'from timedatectl 0\n NTPSynchronized=yes\n'],
    ['nothing was answered', ''],
    ['whoever kept it right has gone', `from timedatectl 0\n NTP=no\n NTPSynchronized=yes\n${zone}`],
    [
      'chronyd does not name its sources',
      `from chronyc 0\n 7F000001,127.0.0.1,4,1.5,0.1,Normal\nfrom sources 1\n ?\n${zone}`,
    ],
    ['chronyd says what cannot be read', `from chronyc 0\n 7F000001,127.0.0.1\n${zone}`],
  ])('cannot be told when %s', (_, stdout) => expect(read(stdout)).toBeInstanceOf(Unknown))

  it('is asked of what is there alone', () => {
    expect(daemons.on(debian)).toBe(false)
    const { text } = daemons.ask(['time'], { ...debian, tools: ['chronyc'] })
    expect([text.includes('chronyc'), text.includes('ntpq')]).toEqual([true, false])
  })

  const state: ClockState = {
    exists: true,
    synchronised: true,
    source: 'chrony',
    server: '192.0.2.1',
    stratum: 3,
    offset: 0.02,
    timezone: 'Etc/UTC',
  }
  const lost: ClockState = { ...state, synchronised: false, server: '', offset: undefined }
  const kernel: ClockState = { ...state, source: 'kernel', server: '', offset: undefined, timezone: undefined }
  it.each<[string, ClockState, readonly unknown[], string]>([
    ['toBeSynchronised', state, [], 'true'],
    ['toBeSynchronised', lost, [], 'false'],
    ['toHaveOffset', state, [{ below: 0.1 }], 'true'],
    ['toHaveOffset', state, [{ below: 0.01 }], 'false'],
    ['toHaveOffset', lost, [{ below: 0.1 }], 'unknown'],
    ['toHaveOffset', kernel, [{ below: 0.1 }], 'unknown'],
    ['toHaveServer', state, ['192.0.2.1'], 'true'],
    ['toHaveServer', lost, ['192.0.2.1'], 'absent'],
    ['toHaveServer', kernel, ['192.0.2.1'], 'unknown'],
    ['toHaveTimezone', state, ['Etc/UTC'], 'true'],
    ['toHaveTimezone', state, ['UTC'], 'true'],
    ['toHaveTimezone', state, ['Europe/Berlin'], 'false'],
    ['toHaveTimezone', kernel, ['UTC'], 'unknown'],
  ])('%s of %o with %o is %s', (matcher, of, args, expected) => {
    expect(judged(verdict(time(), matcher, of, ...args))).toBe(expected)
  })
  it('compares addresses, however they are written, and refuses names', () => {
    const six = { ...state, server: '2001:db8::1' }
    expect(judged(verdict(time(), 'toHaveServer', six, '2001:DB8:0::1'))).toBe('true')
    expect(judged(verdict(time(), 'toHaveServer', { ...state, server: 'PHC0' } as ClockState, 'PHC0'))).toBe('true')
    expect(() => verdict(time(), 'toHaveServer', state, 'ntp.example.com')).toThrow(ConfigError)
    expect(() => verdict(time(), 'toHaveServer', state, undefined)).toThrow(ConfigError)
    expect(() => verdict(time(), 'toHaveTimezone', state, 'Europe/Berln')).toThrow(ConfigError)
    expect(() => verdict(time(), 'toHaveTimezone', state, undefined)).toThrow(ConfigError)
  })
})
