import { ConfigError } from '../errors.ts'
import { sh } from '../host/shell.ts'
import { defineResource, ifPresent, matches } from './define-resource.ts'
import { phpKey, phpLoaded, type PhpExtensionPresent, type PhpExtensionState, type PhpOptions } from './settings/php.ts'

export type { PhpExtensionPresent, PhpExtensionState } from './settings/php.ts'

/**
 * An extension of PHP, by the name that `php -m` shows, in any spelling.
 *
 * The command line loads those of its own ini files: `{ ini: '/etc/php/8.2/fpm/php.ini' }` asks for the web server's.
 *
 * @example
 * it(phpExtension('mysqli')).toBeLoaded()
 * it(phpExtension('redis', { ini: '/etc/php/8.2/fpm/php.ini' })).toHaveVersion(/^6\./)
 */
export const phpExtension = defineResource({
  kind: 'php extension',
  absence: 'is not loaded',
  key: (name: string, options: PhpOptions | undefined) => keyOf(name, options),
  providers: { phpLoaded },
  evidence: () => [{ label: 'what is loaded', script: sh`php -m 2>&1` }],
  matchers: {
    /** PHP loads it, or it is built in. */
    toBeLoaded: (extension: PhpExtensionState) => extension.exists,
    /** A string is the whole version, a RegExp searches. */
    toHaveVersion: ifPresent((extension: PhpExtensionPresent, version: string | RegExp) =>
      matches(extension.version, version),
    ),
  },
})

function keyOf(name: string, { ini }: PhpOptions = {}): string {
  if (!/^[\w. -]+$/.test(name)) throw new ConfigError('php-name', `${JSON.stringify(name)} is no name of PHP's`)
  if (ini === undefined || (ini.startsWith('/') && !ini.includes('\n'))) return phpKey(name, ini)
  throw new ConfigError('php-ini', `${JSON.stringify(ini)} is not an absolute path`)
}
