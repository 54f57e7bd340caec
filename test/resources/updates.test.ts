import { describe, expect, it } from 'vitest'
import { ConfigError } from '../../src/errors.ts'
import { Unknown } from '../../src/resources/define-resource.ts'
import { apt, type UpdatesState } from '../../src/resources/packages/pending.ts'
import { updates } from '../../src/resources/updates.ts'
import { captures, parsed } from './support/captures.ts'
import { judged, verdict } from './support/matchers.ts'
import { answer, debian } from './support/shells.ts'

describe('what hosts answered', () => {
  it.each(captures('updates/state'))('$host, $name', (capture) => {
    expect(parsed(apt, capture)).toEqual(capture.expected)
  })
})

describe('updates', () => {
  const date = (seconds: number) => new Date(seconds * 1000).toUTCString()
  const dated = `now 1000000\nsecured\ndated other ${date(999_000)}\ndated security ${date(913_600)}\n`
  const read = (stdout: string, more = {}) => apt.parse(answer(stdout, more), ['updates'], debian).get('updates')

  // As apt 2.6.1 printed them of Debian 12's own repositories.
  it.each([
    [
      'Inst libssl3 [3.0.11-1] (3.0.15-1 Debian:12.8/stable, Debian-Security:12/stable-security [amd64])',
      '3.0.11-1',
      true,
    ],
    ['Inst bash [5.2.15-2+b8] (5.2.15-2+b13 Debian:12.8/stable [amd64]) []', '5.2.15-2+b8', false],
    ['Inst linux-image-6.1.0-28-amd64 (6.1.119-1 Debian-Security:12/stable-security [amd64])', undefined, true],
  ])('are read from %s', (line, installed, security) => {
    expect(read(`${dated}${line}\nend\n`)).toMatchObject({ listAge: 1, pending: [{ installed, security }] })
  })
  it('are of security where a newer version of a point release has replaced one', () => {
    const inst = 'Inst libc6 [2.36-9] (2.36-9+deb12u8 Debian:12.8/stable [amd64])\n'
    const table =
      'libc6:\n        500 http://security.debian.org/debian-security bookworm-security/main amd64 Packages\n *** 2.36-9 100\n'
    expect(read(`${dated}${inst}${table}end\n`)).toMatchObject({ pending: [{ security: true }] })
    const older = 'libc6:\n *** 2.36-9 100\n        500 http://security.debian.org/debian-security Packages\n'
    expect(read(`${dated}${inst}${older}end\n`)).toMatchObject({ pending: [{ security: false }] })
  })
  it.each([
    ['there are no lists', '', { exitCode: 1, stderr: '/var/lib/apt/lists holds no list of packages' }],
    ['apt-get failed', dated, { exitCode: 100, stderr: 'W: x\nE: Unmet dependencies.' }],
    ['it is cut', `${dated}Inst a [1] (2 x [all])\n`, {}],
    ['a line cannot be read', `${dated}Inst what is this\nend\n`, {}],
    ['no list has a date', 'now 1000000\nend\n', {}],
    ['a list of security updates has none', `now 1000000\nsecured\ndated other ${date(999_000)}\nend\n`, {}],
    [
      'a date cannot be read',
      `now 1000000\nsecured\ndated security ${date(999_000)}\ndated security yesterday\nend\n`,
      {},
    ],
  ])('cannot be told when %s', (_, stdout, more) => expect(read(stdout, more)).toBeInstanceOf(Unknown))

  it.each([
    ['the oldest of security updates', ['security 913600', 'security 999000', 'other 1'], 1],
    ['the newest where there are none', ['other 1', 'other 913600'], 1],
    ['those of tomorrow, by the clock of the host', ['other 2000000'], 0],
  ])('have lists as old as %s', (_, lists, listAge) => {
    const dates = lists.map((list) => list.replace(/\d+$/, (seconds) => date(Number(seconds))))
    const secured = lists.some((list) => list.startsWith('security')) ? 'secured\n' : ''
    expect(read(`now 1000000\n${secured}dated ${dates.join('\ndated ')}\nend\n`)).toMatchObject({ listAge })
  })

  const one = { name: 'a', installed: '1', candidate: '2', security: false }
  const state: UpdatesState = { exists: true, pending: [one], securityLists: true, listAge: 1 }
  const secure: UpdatesState = { ...state, pending: [one, { ...one, name: 'b', security: true }] }
  it.each<[string, UpdatesState, readonly unknown[], string]>([
    ['toBeUpToDate', { ...state, pending: [] }, [], 'true'],
    ['toBeUpToDate', state, [], 'false'],
    ['toBeUpToDate', state, [{ except: ['a'] }], 'true'],
    ['toBeUpToDate', { ...state, listAge: 8 }, [], 'unknown'],
    ['toBeUpToDate', { ...state, pending: [], listAge: 3 }, [{ maxListAge: 2 }], 'unknown'],
    ['toHaveSecurityUpdates', state, [], 'false'],
    ['toHaveSecurityUpdates', secure, [], 'true'],
    ['toHaveSecurityUpdates', secure, [{ except: ['b'] }], 'false'],
    ['toHaveSecurityUpdates', { ...state, securityLists: false }, [], 'unknown'],
    ['toHavePendingUpdates', secure, [2], 'true'],
    ['toHavePendingUpdates', secure, [{ below: 2 }], 'false'],
  ])('%s of %o with %o is %s', (matcher, of, args, expected) => {
    expect(judged(verdict(updates(), matcher, of, ...args))).toBe(expected)
  })
  it.each([0, -1, Number.NaN, '2'])('are not judged by lists of %j days', (maxListAge) => {
    expect(() => verdict(updates(), 'toBeUpToDate', state, { maxListAge })).toThrow(ConfigError)
  })
})
