import { describe, expect, it } from 'vitest'
import { ConfigError } from '../../src/errors.ts'
import { Unknown } from '../../src/resources/define-resource.ts'
import { mysqlConfig, type MysqlSettingPresent } from '../../src/resources/mysql-config.ts'
import { mysqldHelp } from '../../src/resources/settings/mysql.ts'
import { captures, parsed } from './support/captures.ts'
import { judged, verdict } from './support/matchers.ts'
import { answer, debian } from './support/shells.ts'

describe('what hosts answered', () => {
  it.each(captures('mysql-config/state'))('$host, $name', (capture) => {
    expect(parsed(mysqldHelp, capture)).toEqual(capture.expected)
  })
})

describe('a setting of MySQL', () => {
  const read = (stdout: string, more = {}) => mysqldHelp.parse(answer(stdout, more), ['port'], debian).get('port')

  it.each([
    ['an option file is wrong', '', { exitCode: 7, stderr: "[ERROR] mysqld: unknown variable 'nope=1'" }],
    ['the table is cut', 'port  3306\n', {}],
    ['it is another table', 'user  mysql\nend\n', {}],
  ])('cannot be told when %s', (_, stdout, more) => expect(read(stdout, more)).toBeInstanceOf(Unknown))
  it('is the same with - and _', () => {
    const { key } = mysqlConfig('x').definition
    expect(['max_connections', 'Max-Connections'].map((name) => key?.(name, undefined))).toEqual([
      'max-connections',
      'max-connections',
    ])
    for (const name of ['', 'a b', '$(exit)', '--help']) expect(() => key?.(name, undefined)).toThrow(ConfigError)
  })

  const set = (value: string): MysqlSettingPresent => ({ exists: true, value })
  it.each<[string, object, readonly unknown[], string]>([
    ['toExist', set(''), [], 'true'],
    ['toExist', { exists: false }, [], 'false'],
    ['toHaveValue', set('3306'), [3306], 'true'],
    ['toHaveValue', set('3306'), ['3306'], 'true'],
    ['toHaveValue', set('3306'), ['330'], 'false'],
    ['toHaveValue', set('3306'), [{ below: 3306 }], 'false'],
    ['toHaveValue', set('TRUE'), [true], 'true'],
    ['toHaveValue', set('OFF'), [true], 'false'],
    ['toHaveValue', set('3306'), [true], 'unknown'],
    ['toHaveValue', set('/x'), [1], 'unknown'],
    ['toHaveValue', { exists: false }, [1], 'absent'],
  ])('%s of %o with %o is %s', (matcher, of, args, expected) => {
    expect(judged(verdict(mysqlConfig('port'), matcher, of as MysqlSettingPresent, ...args))).toBe(expected)
  })
})
