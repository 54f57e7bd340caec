import { describe, expect, it } from 'vitest'
import { cloudInit, type CloudInitPresent } from '../../src/resources/cloud-init.ts'
import { ConfigError } from '../../src/errors.ts'
import { Unknown } from '../../src/resources/define-resource.ts'
import { statusFiles } from '../../src/resources/system/cloud-init.ts'
import { captures, parsed } from './support/captures.ts'
import { judged, verdict } from './support/matchers.ts'
import { answer, debian, look, shells } from './support/shells.ts'

describe('what hosts answered', () => {
  it.each(captures('cloud-init/state'))('$host, $name', (capture) => {
    expect(parsed(statusFiles, capture)).toEqual(capture.expected)
  })
})

describe('cloud-init', () => {
  const read = (stdout: string, more = {}) => statusFiles.parse(answer(stdout, more), ['x'], debian).get('x')
  const file = (name: string, v1: object) => `${name}\n ${JSON.stringify({ v1 })}\n\n`

  it('has recoverable errors in newer versions', () => {
    const stage = { errors: [], recoverable_errors: { WARNING: ['old key'] } }
    const text = `installed\n${file('status', { init: stage, datasource: 'DataSourceEc2Local' })}${file('result', { errors: [] })}end\n`
    expect(read(text)).toMatchObject({
      status: 'done',
      warnings: ['WARNING: old key'],
      datasource: 'DataSourceEc2Local',
    })
  })
  it('is disabled where it is told so', () => {
    expect(read('installed\ndisabled\nend\n')).toMatchObject({ status: 'disabled' })
  })
  it.each([
    ['its files may not be read', 'installed\nend\n', { exitCode: 1, stderr: '/run/cloud-init: Permission denied' }],
    ['it is being written', 'installed\nstatus\n {"v1": {\n\nend\n', {}],
    ['it is of another version', 'installed\nstatus\n {"v2": {}}\n\nend\n', {}],
    ['the script ended early', 'installed\n', {}],
  ])('cannot be told when %s', (_, stdout, more) => expect(read(stdout, more)).toBeInstanceOf(Unknown))

  it.each(shells)('is looked for by $name', (shell) => {
    expect(look(shell, statusFiles, ['x']).get('x')).toEqual({ exists: false })
  })

  const done: CloudInitPresent = {
    exists: true,
    status: 'done',
    errors: [],
    warnings: [],
    datasource: 'DataSourceNoCloud',
  }
  it.each<[string, object, readonly unknown[], string]>([
    ['toBeFinished', done, [], 'true'],
    ['toBeFinished', { ...done, status: 'running' }, [], 'false'],
    ['toBeFinished', { ...done, status: 'error', errors: ['x'] }, [], 'false'],
    ['toBeFinished', { exists: false }, [], 'absent'],
    ['toHaveErrors', done, [], 'false'],
    ['toHaveErrors', { ...done, status: 'error', errors: ['x'] }, [], 'true'],
    ['toHaveErrors', { ...done, status: 'running' }, [], 'unknown'],
    ['toHaveErrors', { ...done, status: 'disabled' }, [], 'unknown'],
    ['toHaveStatus', done, ['done'], 'true'],
    ['toHaveDatasource', done, ['DataSourceNoCloud'], 'true'],
    ['toHaveDatasource', done, ['DataSource'], 'false'],
    ['toHaveDatasource', { ...done, datasource: '' }, ['DataSource'], 'unknown'],
  ])('%s of %o with %o is %s', (matcher, state, args, expected) => {
    expect(judged(verdict(cloudInit(), matcher, state as CloudInitPresent, ...args))).toBe(expected)
  })
  it.each(['Done', 'finished', undefined])('refuses %j as a status', (status) => {
    expect(() => verdict(cloudInit(), 'toHaveStatus', done, status)).toThrow(ConfigError)
  })
})
