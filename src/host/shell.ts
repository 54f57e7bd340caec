import { ConfigError } from '../errors.ts'

/** What the {@link sh} template takes: quoted, each entry of a list as one word. */
export type ShellValue = string | number | readonly (string | number)[] | Script

/**
 * Shell text in which everything interpolated is quoted.
 *
 * Only {@link sh} makes one, and a session takes nothing else, so a raw string cannot reach a host.
 */
export class Script {
  readonly #text: string

  private constructor(text: string) {
    this.#text = text
  }

  /** The text as a shell reads it, and as a person may paste it. */
  get text(): string {
    return this.#text
  }

  /** @internal */
  static fromTemplate(strings: TemplateStringsArray, values: readonly ShellValue[]): Script {
    let text = strings.raw[0] ?? ''
    values.forEach((value, index) => {
      text += words(value) + (strings.raw[index + 1] ?? '')
    })
    return new Script(text)
  }
}

/**
 * A shell command, with everything that is interpolated quoted.
 *
 * A string becomes one word, a list one word an entry, and a {@link Script} is taken as it is. The
 * literal parts are taken raw: a backslash reaches the shell as it is written.
 *
 * @example
 * sh`stat --printf=%a -- ${['/etc/hosts', "/tmp/it's"]}`.text
 * // stat --printf=%a -- /etc/hosts '/tmp/it'\''s'
 */
export function sh(strings: TemplateStringsArray, ...values: readonly ShellValue[]): Script {
  return Script.fromTemplate(strings, values)
}

function words(value: ShellValue): string {
  if (value instanceof Script) return value.text
  if (typeof value === 'string' || typeof value === 'number') return quote(String(value))
  return value.map((word) => quote(String(word))).join(' ')
}

/**
 * One word for a POSIX shell, whatever is in it.
 *
 * @throws {ConfigError} when it holds a NUL byte, which no command can be given.
 */
export function quote(word: string): string {
  if (word.includes('\0')) {
    throw new ConfigError('nul-byte', `A NUL byte cannot be passed to a command: ${JSON.stringify(word)}`)
  }
  if (/^[\w@%+:,./-]+$/.test(word) && !word.startsWith('-')) return word
  return `'${word.replaceAll("'", String.raw`'\''`)}'`
}
