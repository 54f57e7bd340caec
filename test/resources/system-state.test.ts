import { describe, expect, it } from 'vitest'
import { ConfigError } from '../../src/errors.ts'
import { Unknown } from '../../src/resources/define-resource.ts'
import { systemdState, type SystemState } from '../../src/resources/services/system-state.ts'
import { systemState } from '../../src/resources/system-state.ts'
import { captures, parsed } from './support/captures.ts'
import { judged, verdict } from './support/matchers.ts'
import { answer, debian } from './support/shells.ts'

describe('what hosts answered', () => {
  it.each(captures('system-state/state'))('$host, $name', (capture) => {
    expect(parsed(systemdState, capture)).toEqual(capture.expected)
  })
})

describe('the system', () => {
  const read = (stdout: string, more = {}) => systemdState.parse(answer(stdout, more), ['system'], debian).get('system')

  it('runs when nothing has failed', () => {
    expect(read('running\n=\n')).toEqual({ exists: true, state: 'running', failedUnits: [] })
  })
  it('has failed units, with or without a dot before them', () => {
    const lines = '● a@1.service loaded failed failed A b\nsrv-x\\x20y.mount   not-found failed failed /srv\n'
    expect(read(`degraded\n${lines}=\n`)).toMatchObject({ failedUnits: ['a@1.service', 'srv-x\\x20y.mount'] })
  })
  it.each([
    ['systemd is not there', 'offline\n=\n', {}],
    ['it does not answer', '', { exitCode: 1, stderr: 'Failed to connect to bus: No such file or directory' }],
    ['the list is missing', 'degraded\n', { exitCode: 1, stderr: 'Failed to list units: Access denied' }],
    ['the list cannot be read', 'degraded\nwhat is this\n=\n', {}],
  ])('cannot be told when %s', (_, stdout, more) => expect(read(stdout, more)).toBeInstanceOf(Unknown))

  it('is not looked for without systemd', () => {
    expect(systemdState.on({ ...debian, init: 'openrc' })).toBe(false)
  })

  const degraded: SystemState = { exists: true, state: 'degraded', failedUnits: ['a.service', 'b.service'] }
  const running: SystemState = { exists: true, state: 'running', failedUnits: [] }
  it.each<[string, SystemState, readonly unknown[], string]>([
    ['toBeRunning', running, [], 'true'],
    ['toBeRunning', degraded, [], 'false'],
    ['toHaveNoFailedUnits', running, [], 'true'],
    ['toHaveNoFailedUnits', degraded, [], 'false'],
    ['toHaveNoFailedUnits', degraded, [{ except: ['a.service'] }], 'false'],
    ['toHaveNoFailedUnits', degraded, [{ except: ['a.service', 'b.service'] }], 'true'],
    ['toHaveFailedUnit', degraded, ['a.service'], 'true'],
    ['toHaveNoFailedUnits', degraded, [{ except: ['a', 'b'] }], 'true'],
    ['toHaveFailedUnit', degraded, ['a'], 'true'],
    ['toHaveFailedUnit', degraded, ['a.timer'], 'false'],
    ['toHaveFailedUnit', degraded, ['c'], 'false'],
  ])('%s of %o with %o is %s', (matcher, state, args, expected) => {
    expect(judged(verdict(systemState(), matcher, state, ...args))).toBe(expected)
  })
  it('refuses what is no name of a unit', () => {
    expect(() => verdict(systemState(), 'toHaveFailedUnit', degraded, undefined)).toThrow(ConfigError)
  })
})
