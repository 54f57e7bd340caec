import { ConfigError } from '../errors.ts'
import { didYouMean } from '../nearest.ts'

/** A source of hosts as it is written on the command line: `KIND:SUBJECT?OPTION=VALUE&…`. */
export interface SourceText {
  readonly kind: string
  /** What stands after the colon, not yet decoded. */
  readonly subject: string
  /** What stands after the question mark, decoded. */
  readonly options: Readonly<Record<string, string>>
}

/**
 * Takes `KIND:SUBJECT?OPTION=VALUE&…` apart.
 *
 * In values `%2C` is a comma, `%3F` a question mark, as in a URL; `+` is a plus.
 *
 * @throws {ConfigError} when an option has no value or is given twice.
 */
export function splitSource(text: string): SourceText {
  const [, kind = text, rest = ''] = /^([^:]*):(.*)$/s.exec(text) ?? []
  const mark = rest.indexOf('?')
  if (mark === -1) return { kind, subject: rest, options: {} }
  return { kind, subject: rest.slice(0, mark), options: readPairs(rest.slice(mark + 1), '&', text) }
}

/**
 * `NAME=VALUE` pairs, decoded.
 *
 * @throws {ConfigError} that names `text`, when one has no name or no value, or comes twice.
 */
export function readPairs(pairs: string, separator: string, text: string): Record<string, string> {
  const found = new Map<string, string>()
  for (const pair of pairs.split(separator).filter((part) => part !== '')) {
    const at = pair.indexOf('=')
    const name = decode(pair.slice(0, Math.max(at, 0)), text)
    if (at < 1 || at === pair.length - 1) throw malformed(text, `${JSON.stringify(pair)} is not NAME=VALUE`)
    if (found.has(name)) throw malformed(text, `${JSON.stringify(name)} comes twice`)
    found.set(name, decode(pair.slice(at + 1), text))
  }
  return Object.fromEntries(found)
}

/**
 * Refuses options that a source does not have.
 *
 * @throws {ConfigError} with the nearest that it does have.
 */
export function refuseOptions(options: SourceText['options'], known: readonly string[], text: string): void {
  const unknown = Object.keys(options).find((name) => !known.includes(name))
  if (unknown === undefined) return
  const list = known.length === 0 ? 'It takes none' : `Known: ${known.join(', ')}`
  throw malformed(text, `there is no option ${JSON.stringify(unknown)}.${didYouMean(unknown, known)} ${list}`)
}

/** The text with what has been percent-encoded as it was meant. */
export function decode(part: string, text: string): string {
  try {
    return decodeURIComponent(part)
  } catch (cause) {
    throw malformed(text, `${JSON.stringify(part)} holds a "%" that stands for nothing (a per cent sign is %25)`, cause)
  }
}

function malformed(text: string, why: string, cause?: unknown): ConfigError {
  return new ConfigError('malformed-inventory', `The inventory ${JSON.stringify(text)}: ${why}`, { cause })
}
