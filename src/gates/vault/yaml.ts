import { ConfigError } from '../../errors.ts'
import { Locked } from './values.ts'

/**
 * The variables in a file of Ansible's: YAML, a mapping, with `!vault` values as {@link Locked}.
 *
 * @throws {ConfigError} when it is something else. What is wrong is said by its line only, for the text is secret.
 */
export async function parseVars(text: string, where: string): Promise<Readonly<Record<string, unknown>>> {
  const { parseDocument } = await import('yaml')
  const document = parseDocument(text, { customTags: TAGS, prettyErrors: false, logLevel: 'silent', version: '1.1' })
  const [error] = document.errors
  if (error !== undefined) {
    const line = text.slice(0, error.pos[0]).split('\n').length
    throw new ConfigError('vault-yaml', `${where} is not YAML: line ${line} (${error.code})`)
  }
  const value: unknown = document.toJS({ maxAliasCount: 100 })
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  if (value === null) return {}
  throw new ConfigError('vault-yaml', `${where} holds no variables: its YAML is not a mapping`, {
    hint: 'vault() gives the text of a file, whatever it is',
  })
}

const TAGS = [
  { tag: '!vault', resolve: (text: string) => new Locked(text) },
  { tag: '!vault-encrypted', resolve: (text: string) => new Locked(text) },
  { tag: '!unsafe', resolve: (text: string) => text },
]
