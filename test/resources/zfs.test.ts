import { describe, expect, it } from 'vitest'
import { ConfigError } from '../../src/errors.ts'
import { Unknown } from '../../src/resources/define-resource.ts'
import { zfsGet } from '../../src/resources/storage/zfs.ts'
import { zfs, type ZfsPresent } from '../../src/resources/zfs.ts'
import { captures, parsed } from './support/captures.ts'
import { judged, verdict } from './support/matchers.ts'
import { answer, debian } from './support/shells.ts'

describe('what hosts answered', () => {
  it.each(captures('zfs/state'))('$host, $name', (capture) => {
    expect(parsed(zfsGet, capture)).toEqual(capture.expected)
  })
})

describe('a data set', () => {
  const read = (stdout: string, more = {}) => zfsGet.parse(answer(stdout, more), ['tank'], debian).get('tank')

  it.each([
    ['the module is not loaded', 'end\n', { stderr: 'The ZFS modules are not loaded.' }],
    ['another one is missing', 'end\n', { stderr: "cannot open 'tank/x': dataset does not exist" }],
    ['zfs failed in another way', '', { exitCode: 2, stderr: 'usage:' }],
    ['the script ended early', 'tank\ttype\tfilesystem\n', {}],
    ['zfs is not there', '', { exitCode: 127, stderr: 'sh: 1: zfs: not found' }],
  ])('cannot be told when %s', (_, stdout, more) => expect(read(stdout, more)).toBeInstanceOf(Unknown))
  it.each(['', '-a', '/tank', 'tank\n', '$(exit)'])('is not called %j', (name) => {
    expect(() => zfs('x').definition.key?.(name, undefined)).toThrow(ConfigError)
  })

  const state: ZfsPresent = {
    exists: true,
    properties: { mounted: 'yes', quota: '1024', compression: 'lz4', ratio: '1.50x' },
  }
  it.each<[string, object, readonly unknown[], string]>([
    ['toExist', state, [], 'true'],
    ['toExist', { exists: false }, [], 'false'],
    ['toBeMounted', state, [], 'true'],
    ['toBeMounted', { exists: true, properties: { mounted: 'no' } }, [], 'false'],
    ['toHaveProperty', state, ['compression', 'lz4'], 'true'],
    ['toHaveProperty', state, ['compression', 'lz'], 'false'],
    ['toHaveProperty', state, ['compression', /^lz/], 'true'],
    ['toHaveProperty', state, ['quota', 1024], 'true'],
    ['toHaveProperty', state, ['quota', { below: 1024 }], 'false'],
    ['toHaveProperty', state, ['ratio', { above: 1 }], 'true'],
    ['toHaveProperty', state, ['compression', 1], 'unknown'],
    ['toHaveProperty', state, ['nosuch', 'on'], 'unknown'],
    ['toHaveProperty', state, ['toString', 'on'], 'unknown'],
    ['toHaveProperty', { exists: false }, ['quota', 1], 'absent'],
  ])('%s of %o with %o is %s', (matcher, of, args, expected) => {
    expect(judged(verdict(zfs('tank'), matcher, of as ZfsPresent, ...args))).toBe(expected)
  })
})
