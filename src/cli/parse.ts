import { parseArgs } from 'node:util'
import { ConfigError } from '../errors.ts'
import { VERSION } from '../version.ts'
import { type CommandName, COMMANDS } from './commands.ts'
import { FLAGS, flagName } from './flags.ts'
import { commandHelp, generalHelp } from './help.ts'
import { type Given, type ReadCommand, readCommand, refuseCommand } from './read-command.ts'

/** A command line that was understood: a command to run, or a text to print. */
export type Parsed = ({ readonly command: CommandName } & ReadCommand) | { readonly text: string }

// Node's own parser: a library for this costs more time than reading a role does.
const OPTIONS = Object.fromEntries([
  ...Object.entries(FLAGS).map(([key, { read }]) => [
    flagName(key),
    { type: read === undefined ? ('boolean' as const) : ('string' as const) },
  ]),
  ['help', { type: 'boolean', short: 'h' }],
  ['version', { type: 'boolean' }],
]) as Readonly<Record<string, { readonly type: 'boolean' | 'string' }>>

/**
 * Reads a command line.
 *
 * @throws {ConfigError} for what it does not know, with the nearest that it does.
 */
export function parse(argv: readonly string[]): Parsed {
  const given = read(argv)
  const [word] = given._
  if (given.flags['version'] !== undefined) return { text: `${VERSION}\n` }
  if (given.flags['help'] !== undefined) return { text: isCommand(word) ? commandHelp(word) : generalHelp() }
  if (!isCommand(word)) return refuseCommand(word)
  return { command: word, ...readCommand(word, { ...given, _: given._.slice(1) }) }
}

function isCommand(word: string | undefined): word is CommandName {
  return word !== undefined && Object.hasOwn(COMMANDS, word)
}

/** Every flag with all of its values in order, whether it is known or not, and the other words. */
function read(argv: readonly string[]): Given {
  const { tokens } = parseArgs({
    args: [...argv],
    options: OPTIONS,
    strict: false,
    allowPositionals: true,
    tokens: true,
  })
  const flags: Record<string, (string | true)[]> = {}
  const words: string[] = []
  const end = tokens.find(({ kind }) => kind === 'option-terminator')?.index ?? argv.length
  for (const token of tokens) {
    if (token.kind === 'positional' && token.index < end) words.push(token.value)
    if (token.kind !== 'option') continue
    const { name, value, inlineValue } = token
    if (OPTIONS[name]?.type === 'string' && (value === undefined || (!inlineValue && value.startsWith('-')))) {
      throw new ConfigError('usage', `--${name} needs a value`, { hint: `--${name}=VALUE if it begins with a dash` })
    }
    flags[name] = [...(flags[name] ?? []), value ?? true]
  }
  return { _: words, flags, after: argv.slice(end + 1) }
}
