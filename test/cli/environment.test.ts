import { describe, expect, it } from 'vitest'
import { environmentNotes, readEnvironment } from '../../src/cli/environment.ts'
import { SAMPLES } from './samples.ts'

it.each(SAMPLES)('$environment says $settings', ({ environment, settings, command }) => {
  expect(readEnvironment(command, environment)).toEqual(settings)
})

describe('a variable', () => {
  it.each(['', '  ', '\n', 'ERR_HOST_NOT_IMPLEMENTED_BY_BUILDER', ' ERR_X'])('that is %j is not set', (value) => {
    const names = ['PORT', 'USER', 'SUDO', 'TIMEOUT', 'VAR', 'IDENTITY'].map((name) => `INFRASPEC_${name}`)
    expect(readEnvironment('run', Object.fromEntries(names.map((name) => [name, value])))).toEqual({})
  })

  it.each(['ERR_HOST_NOT_IMPLEMENTED_BY_BUILDER', ' ERR_X'])(
    'that should hold a host and is %j is refused',
    (value) => {
      expect(() => readEnvironment('run', { INFRASPEC_HOST: value })).toThrow('INFRASPEC_HOST holds no host')
      expect(readEnvironment('run', { INFRASPEC_HOST: '' })).toEqual({})
    },
  )

  it('that should hold the host of a build of Packer and is empty is refused', () => {
    const packer = { PACKER_RUN_UUID: 'a-b', PACKER_BUILD_NAME: 'app' }
    expect(() => readEnvironment('run', { ...packer, INFRASPEC_HOST: ' ' })).toThrow('INFRASPEC_HOST holds no host')
    expect(readEnvironment('run', packer)).toEqual({})
  })

  it('of a flag that the command does not have is not read', () => {
    expect(readEnvironment('hosts', { INFRASPEC_REPORTER: 'junit', INFRASPEC_USER: 'ann' })).toEqual({ user: 'ann' })
  })

  it.each([
    ['INFRASPEC_PORT', 'ssh', 'INFRASPEC_PORT says port "ssh"'],
    ['INFRASPEC_SUDO', 'maybe', 'INFRASPEC_SUDO says "maybe", and takes 1 or 0'],
    ['INFRASPEC_BAIL', 'flase', 'INFRASPEC_BAIL says "flase"'],
    ['INFRASPEC_TIMEOUT', '5x', 'INFRASPEC_TIMEOUT: "5x" is not a length of time'],
    ['INFRASPEC_EVIDENCE', 'all', 'INFRASPEC_EVIDENCE says "all"'],
    ['INFRASPEC_NAME', '(', 'INFRASPEC_NAME is not a regular expression'],
    ['INFRASPEC_CONCURRENCY', 'many', 'INFRASPEC_CONCURRENCY says "many"'],
    ['INFRASPEC_VAR', 'hunter2', /^INFRASPEC_VAR takes NAME=VALUE$/],
  ])('%s=%s is refused', (name, value, message) => {
    expect(() => readEnvironment('run', { [name]: value })).toThrow(message)
  })
})

describe('a note', () => {
  it.each([
    ['INFRASPEC_HOTS', 'INFRASPEC_HOTS is not read by infraspec. Did you mean "INFRASPEC_HOST"?'],
    ['INFRASPEC_REPORTERS', 'Did you mean "INFRASPEC_REPORTER"?'],
  ])('is made of the misspelt %s', (name, note) => {
    expect(environmentNotes({ [name]: 'x' })).toEqual([expect.stringContaining(note)])
  })

  it.each(['INFRASPEC_INSTANCE_ID', 'INFRASPEC_HOST', 'HOTS', 'PATH'])('is not made of %s', (name) => {
    expect(environmentNotes({ [name]: 'x' })).toEqual([])
  })
})
