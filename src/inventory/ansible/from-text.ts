import { ConfigError } from '../../errors.ts'
import type { Inventory } from '../inventory.ts'
import { refuseOptions, type SourceText } from '../source-text.ts'
import { ansible } from './ansible.ts'

/**
 * `ansible:PATH?pattern=…`.
 *
 * @throws {ConfigError} when it names no inventory.
 */
export function ansibleFromText({ subject, options }: SourceText, text: string): Inventory {
  refuseOptions(options, ['pattern'], text)
  if (subject !== '') return ansible({ inventory: subject, pattern: options['pattern'] })
  throw new ConfigError('malformed-inventory', `The inventory ${JSON.stringify(text)} names no file`, {
    hint: 'ansible:inventory/hosts.ini, or a folder, or a script',
  })
}
