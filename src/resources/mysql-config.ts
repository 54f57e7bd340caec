import { ConfigError } from '../errors.ts'
import { sh } from '../host/shell.ts'
import { couldNotTell, defineResource, ifPresent, matches, type Unknown, type Verdict } from './define-resource.ts'
import { mysqldHelp, type MysqlSettingPresent, type MysqlSettingState } from './settings/mysql.ts'
import { within, type NumberRange } from './shared/number-range.ts'
import { comparison, isSameValue, withSize } from './settings/same-value.ts'

export type { MysqlSettingPresent, MysqlSettingState } from './settings/mysql.ts'

/**
 * A variable of MySQL or MariaDB as the server would start with it, after all of its option files.
 *
 * A server that runs may have been told otherwise since; nobody is logged in. What MySQL 8 was told by SET PERSIST could not be told,
 * and where that stands root alone may look. `-` and `_` are one, as they are to the server.
 *
 * @example
 * it(mysqlConfig('max_connections')).toHaveValue(500)
 * it(mysqlConfig('innodb-buffer-pool-size')).toHaveValue({ atLeast: 2 ** 30 })
 */
export const mysqlConfig = defineResource({
  kind: 'mysql setting',
  key: checkName,
  providers: { mysqldHelp },
  evidence: () => [
    { label: 'the option files', script: sh`mysqld --verbose --help 2>/dev/null | grep -A 1 'Default options'` },
  ],
  matchers: {
    /** The server has such a variable. */
    toExist: (setting: MysqlSettingState) => setting.exists,
    /**
     * Its value: a string is all of it, a RegExp searches, a number or limits compare numbers, `true` is `TRUE`.
     *
     * `ON` and `1` are `TRUE` too, and `1G` is `1073741824`; of one member of a list it could not be told.
     */
    toHaveValue: ifPresent(
      (setting: MysqlSettingPresent, value: string | number | boolean | RegExp | NumberRange): Verdict => {
        const actual = setting.value
        if (value instanceof RegExp) return matches(actual, value)
        if (typeof value === 'string') return comparison(isSame(actual, value), value, actual)
        if (typeof value === 'boolean') return flag(actual, value)
        if (!/^-?\d+(\.\d+)?$/.test(actual))
          return couldNotTell(`it is ${JSON.stringify(actual)}, which is not a number`)
        return { ...within(Number(actual), value), actual }
      },
    ),
  },
})

const FLAGS: Readonly<Record<string, boolean>> = { TRUE: true, ON: true, FALSE: false, OFF: false }

function isSame(actual: string, wanted: string): boolean | Unknown {
  const [one, other] = [FLAGS[actual], { ...FLAGS, 1: true, 0: false }[wanted.toUpperCase()]]
  if (one !== undefined && other !== undefined) return one === other
  return isSameValue(withSize(actual), withSize(wanted))
}

function flag(actual: string, value: boolean): Verdict {
  const known = FLAGS[actual]
  if (known === undefined) return couldNotTell(`it is ${JSON.stringify(actual)}, which is neither TRUE nor FALSE`)
  return { pass: known === value, expected: value, actual }
}

function checkName(name: string): string {
  if (/^[A-Za-z][\w-]*$/.test(name)) return name.replaceAll('_', '-').toLowerCase()
  throw new ConfigError('mysql-name', `${JSON.stringify(name)} is not the name of a variable`)
}
