import { ConfigError } from '../errors.ts'
import { sh } from '../host/shell.ts'
import { couldNotTell, defineResource, ifPresent, matches, type Unknown, type Verdict } from './define-resource.ts'
import { phpIni, phpKey, type PhpOptions, type PhpSettingPresent, type PhpSettingState } from './settings/php.ts'
import { comparison, isSameValue, withSize } from './settings/same-value.ts'
import { checkKind } from './shared/wanted.ts'

export type { PhpOptions, PhpSettingPresent, PhpSettingState } from './settings/php.ts'

/**
 * A directive of PHP, as the ini files set it, or as PHP has it without them.
 *
 * The command line has ini files of its own: `{ ini: '/etc/php/8.2/fpm/php.ini' }` reads those of the web server, with the
 * folder conf.d beside it, without which it could not be told: Red Hat's servers read the files of the command line. What a pool of FPM or .htaccess sets is not in them.
 *
 * @example
 * it(phpConfig('memory_limit', { ini: '/etc/php/8.2/fpm/php.ini' })).toHaveValue('128M')
 * it(phpConfig('display_errors')).toHaveValue(false)
 */
export const phpConfig = defineResource({
  kind: 'php setting',
  key: (name: string, options: PhpOptions | undefined) => keyOf(name, options),
  title: titleOf,
  providers: { phpIni },
  evidence: () => [{ label: 'the ini files', script: sh`php --ini 2>&1` }],
  matchers: {
    /** PHP, with the extensions that it loads, has such a directive, or a file sets it. */
    toExist: (setting: PhpSettingState) => setting.exists,
    /**
     * Its value: a string is all of it, a RegExp searches; `true` and `false` are what PHP takes for On and Off.
     *
     * PHP makes `1` of On, nothing of Off, and a number of `E_ALL`: the words are compared by what they mean, and so is `1G` with `1024M`.
     * Of one member of a list it could not be told.
     */
    toHaveValue: ifPresent((setting: PhpSettingPresent, value: string | number | boolean | RegExp): Verdict => {
      if (value instanceof RegExp) return matches(setting.value, value)
      if (typeof value !== 'boolean') {
        checkKind(value, typeof value === 'number' ? 'number' : 'string')
        return comparison(isSame(setting.value, String(value)), value, setting.value)
      }
      return { pass: isOn(setting.value) === value, expected: value, actual: setting.value }
    }),
    /** An ini file sets it. */
    toBeConfigured: ifPresent((setting: PhpSettingPresent) => setting.configured),
  },
})

function keyOf(name: string, { ini }: PhpOptions = {}): string {
  if (!/^[\w.-]+$/.test(name)) throw new ConfigError('php-name', `${JSON.stringify(name)} is no name of PHP's`)
  if (ini === undefined || (ini.startsWith('/') && !ini.includes('\n'))) return phpKey(name, ini)
  throw new ConfigError('php-ini', `${JSON.stringify(ini)} is not an absolute path`)
}

function titleOf(name: string, options: PhpOptions | undefined): string {
  return `php setting ${JSON.stringify(name)}${options?.ini === undefined ? '' : ` of ${options.ini}`}`
}

// The ini files make 1 of On, Yes and True and nothing of their opposites; a default may be written either way.
function isOn(value: string): boolean {
  return /^(on|yes|true)$/i.test(value) || Number.parseInt(value, 10) > 0
}

function isSame(actual: string, wanted: string): boolean | Unknown {
  if (/^(on|yes|true)$/i.test(wanted)) return isOn(actual)
  if (/^(off|no|false)$/i.test(wanted)) return !isOn(actual)
  if (/^~?E_[A-Z]/.test(wanted)) return couldNotTell(`it is ${actual}: PHP makes a number of its constants`)
  return isSameValue(withSize(actual), withSize(wanted))
}
