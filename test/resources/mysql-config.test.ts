import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { ConfigError } from '../../src/errors.ts'
import { Unknown } from '../../src/resources/define-resource.ts'
import { mysqlConfig, type MysqlSettingPresent } from '../../src/resources/mysql-config.ts'
import { mysqldHelp } from '../../src/resources/settings/mysql.ts'
import { captures, parsed } from './support/captures.ts'
import { judged, verdict } from './support/matchers.ts'
import { answer, debian, root, run, shells } from './support/shells.ts'

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
    ['toHaveValue', set('TRUE'), ['ON'], 'true'],
    ['toHaveValue', set('FALSE'), ['1'], 'false'],
    ['toHaveValue', set('FALSE'), ['off'], 'true'],
    ['toHaveValue', set('1073741824'), ['1g'], 'true'],
    ['toHaveValue', set('STRICT_TRANS_TABLES,NO_ZERO_DATE'), ['NO_ZERO_DATE'], 'unknown'],
    ['toHaveValue', set('OFF'), [true], 'false'],
    ['toHaveValue', set('3306'), [true], 'unknown'],
    ['toHaveValue', set('/x'), [1], 'unknown'],
    ['toHaveValue', { exists: false }, [1], 'absent'],
  ])('%s of %o with %o is %s', (matcher, of, args, expected) => {
    expect(judged(verdict(mysqlConfig('port'), matcher, of as MysqlSettingPresent, ...args))).toBe(expected)
  })
})

// No machine here has MySQL 8: a script prints what it would.
describe.each(shells)('what SET PERSIST has written, looked at by $name', (shell) => {
  const folder = mkdtempSync(join(tmpdir(), 'infraspec-mysql-'))
  const data = join(folder, 'data')
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  mkdirSync(data)
  chmodSync(folder, 0o755)
  const auto = { Version: 2, mysql_dynamic_parse_early_variables: { max_connections: { Value: '152' } } }
  writeFileSync(join(data, 'mysqld-auto.cnf'), JSON.stringify(auto), { mode: 0o644 })
  const read = (version: string, { user = 'root', load = 'TRUE' } = {}) => {
    const table = `----- ---\ndatadir ${data}/\nmax-connections 151\npersisted-globals-load ${load}\nport 3306\n`
    const script = `#!/bin/sh\ncase $1 in --version) echo 'mysqld  Ver ${version}' ;; *) printf '%b' '${table}\\nTo see\\n' ;; esac\n`
    writeFileSync(join(folder, 'mysqld'), script, { mode: 0o755 })
    const names = ['max-connections', 'port']
    const said = run(shell, mysqldHelp.ask(names, debian).text, {
      path: `${folder}:${shell.path}`,
      ...(root && { user }),
    })
    const states = mysqldHelp.parse(said, names, debian)
    return names.map((name) => states.get(name))
  }
  const told = (value: string) => ({ exists: true, value })

  it('could not be told, and the rest is', () => {
    expect(read('8.0.36 for Linux')).toEqual([expect.any(Unknown), told('3306')])
  })
  it('does not count where it is not loaded, or of MariaDB', () => {
    expect(read('8.0.36 for Linux', { load: 'FALSE' })).toEqual([told('151'), told('3306')])
    expect(read('10.11.6-MariaDB')).toEqual([told('151'), told('3306')])
  })
  it.runIf(root)('could not be told by who may not look there', () => {
    chmodSync(data, 0o700)
    const denied = expect.objectContaining({ denied: true }) as Unknown
    expect(read('8.0.36 for Linux', { user: 'nobody' })).toEqual([denied, denied])
    chmodSync(data, 0o755)
  })
})
