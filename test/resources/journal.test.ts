import { describe, expect, it } from 'vitest'
import { ConfigError } from '../../src/errors.ts'
import { Unknown } from '../../src/resources/define-resource.ts'
import { journal, type JournalPresent } from '../../src/resources/journal.ts'
import { journald, MOST } from '../../src/resources/logs/journal.ts'
import { captures, parsed } from './support/captures.ts'
import { judged, verdict } from './support/matchers.ts'
import { answer, debian } from './support/shells.ts'

describe('what hosts answered', () => {
  it.each(captures('journal/state'))('$host, $name', (capture) => {
    expect(parsed(journald, capture)).toEqual(capture.expected)
  })
})

describe('the journal', () => {
  const head = (first: number) => `UserspaceTimestampMonotonic=5000000\nfirst {"__MONOTONIC_TIMESTAMP":"${first}"}\n`
  const line = (message: unknown) =>
    ` ${JSON.stringify({ MESSAGE: message, PRIORITY: '3', __REALTIME_TIMESTAMP: '1700000000000000' })}\n`
  const read = (stdout: string, more = {}) =>
    journald.parse(answer(stdout, more), ['err a.service'], debian).get('err a.service')
  const one = (body: string, first = 6_000_000) => read(`${head(first)}key err a.service\n${body}end\n`)

  it('takes messages of bytes, and those that are too long', () => {
    expect(one(`unit LoadState=loaded\nexit 0\n${line([99, 97, 102, 233])}${line(null)}`)).toMatchObject({
      entries: [{ message: 'caf\uFFFD', time: '2023-11-14T22:13:20.000Z' }, { message: '' }],
    })
  })
  it('reaches back to the boot, or does not', () => {
    expect(one('unit LoadState=loaded\nexit 0\n')).toMatchObject({ reachesBoot: true })
    expect(one('unit LoadState=loaded\nexit 0\n', 900e6)).toMatchObject({ reachesBoot: false })
    expect(read('key err a.service\nunit LoadState=loaded\nexit 0\nend\n')).toMatchObject({ reachesBoot: false })
  })
  it('is cut at so many entries', () => {
    const many = Array.from({ length: MOST + 1 }, (_, index) => line(String(index))).join('')
    const state = one(`unit LoadState=loaded\nexit 0\n${many}`) as JournalPresent
    expect([state.cut, state.entries.length, state.entries.at(-1)?.message]).toEqual([true, MOST, String(MOST)])
  })
  it.each([
    [
      'only the own messages are shown',
      `unit LoadState=loaded\nexit 0\n Hint: You are currently not seeing messages from other users\n${line('x')}`,
    ],
    ['a file is damaged', 'unit LoadState=loaded\nexit 1\n Failed to iterate through journal: Bad message\n'],
    ['it failed without a word', 'unit LoadState=loaded\nexit 1\n'],
    ['an entry cannot be read', 'unit LoadState=loaded\nexit 0\n {"MESSAGE":\n'],
    ['nobody knows the unit', 'unit \nexit 0\n'],
  ])('cannot be told when %s', (_, body) => expect(one(body)).toBeInstanceOf(Unknown))
  it.each([
    ['the script ended early', `${head(1)}key err a.service\nexit 0\n`, {}],
    ['nothing was answered', '', { exitCode: 1, stderr: 'sudo: a password is required' }],
  ])('cannot be told when %s', (_, stdout, more) => expect(read(stdout, more)).toBeInstanceOf(Unknown))

  it('is of a unit and a priority', () => {
    const { key, title } = journal().definition
    expect(key?.('journal', { unit: 'nginx' })).toBe('err nginx.service')
    expect(key?.('journal', { unit: 'a.timer', priority: 'info' })).toBe('info a.timer')
    expect(title?.('journal', { unit: 'nginx' })).toBe('the journal of "nginx" at err')
    for (const odd of [
      { priority: 'error' },
      { unit: 'a b' },
      { unit: '$(exit)' },
      { unit: 'a*' },
      { unit: '' },
      { units: 'a' },
    ]) {
      expect(() => key?.('journal', odd)).toThrow(ConfigError)
    }
  })

  const entry = { time: '', priority: 3, unit: 'a.service', identifier: 'a', message: 'it broke' }
  const state: JournalPresent = { exists: true, entries: [entry], cut: false, reachesBoot: true }
  const none: JournalPresent = { ...state, entries: [] }
  it.each<[string, object, readonly unknown[], string]>([
    ['toBeQuiet', none, [], 'true'],
    ['toBeQuiet', state, [], 'false'],
    ['toBeQuiet', state, [{ except: ['broke'] }], 'true'],
    ['toBeQuiet', state, [{ except: [/^broke/] }], 'false'],
    ['toBeQuiet', { ...none, reachesBoot: false }, [], 'unknown'],
    ['toBeQuiet', { ...state, cut: true }, [{ except: ['broke'] }], 'unknown'],
    ['toBeQuiet', { ...state, cut: true }, [], 'false'],
    ['toBeQuiet', { exists: false }, [], 'absent'],
    ['toHaveEntry', state, ['broke'], 'true'],
    ['toHaveEntry', state, [/^it/], 'true'],
    ['toHaveEntry', state, ['nope'], 'false'],
    ['toHaveEntry', { ...state, cut: true }, ['nope'], 'unknown'],
    ['toHaveEntry', { ...state, reachesBoot: false }, ['nope'], 'unknown'],
  ])('%s of %o with %o is %s', (matcher, of, args, expected) => {
    expect(judged(verdict(journal(), matcher, of as JournalPresent, ...args))).toBe(expected)
  })
  it('is not searched for nothing', () => {
    expect(() => verdict(journal(), 'toHaveEntry', state, '')).toThrow(ConfigError)
    expect(() => verdict(journal(), 'toBeQuiet', state, { except: [undefined] })).toThrow(ConfigError)
    expect(() => verdict(journal(), 'toBeQuiet', state, { except: [''] })).toThrow(ConfigError)
  })
})
