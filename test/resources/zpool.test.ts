import { describe, expect, it } from 'vitest'
import { ConfigError } from '../../src/errors.ts'
import { Unknown } from '../../src/resources/define-resource.ts'
import { zpoolGet, type ZfsPresent } from '../../src/resources/storage/zfs.ts'
import { zpool } from '../../src/resources/zpool.ts'
import { captures, parsed } from './support/captures.ts'
import { judged, verdict } from './support/matchers.ts'
import { answer, debian } from './support/shells.ts'

describe('what hosts answered', () => {
  it.each(captures('zpool/state'))('$host, $name', (capture) => {
    expect(parsed(zpoolGet, capture)).toEqual(capture.expected)
  })
})

describe('a pool', () => {
  const read = (stdout: string, more = {}) => zpoolGet.parse(answer(stdout, more), ['tank'], debian).get('tank')

  it.each([
    ['the module is not loaded', 'end\n', { stderr: 'The ZFS modules are not loaded.' }],
    ['another one is missing', 'end\n', { stderr: "cannot open 'tanks': no such pool" }],
    ['the script ended early', 'tank  size  95M  -\n', {}],
  ])('cannot be told when %s', (_, stdout, more) => expect(read(stdout, more)).toBeInstanceOf(Unknown))
  it.each(['', '-a', 'tank/data', '$(exit)'])('is not called %j', (name) => {
    expect(() => zpool('x').definition.key?.(name, undefined)).toThrow(ConfigError)
  })

  const state: ZfsPresent = { exists: true, properties: { health: 'ONLINE', capacity: '81%' } }
  it.each<[string, object, readonly unknown[], string]>([
    ['toExist', state, [], 'true'],
    ['toExist', { exists: false }, [], 'false'],
    ['toBeHealthy', state, [], 'true'],
    ['toBeHealthy', { exists: true, properties: { health: 'DEGRADED' } }, [], 'false'],
    ['toBeHealthy', { exists: false }, [], 'absent'],
    ['toHaveProperty', state, ['capacity', { below: 80 }], 'false'],
    ['toHaveProperty', state, ['capacity', '81%'], 'true'],
  ])('%s of %o with %o is %s', (matcher, of, args, expected) => {
    expect(judged(verdict(zpool('tank'), matcher, of as ZfsPresent, ...args))).toBe(expected)
  })
})
