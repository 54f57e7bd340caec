import yargs, { type Argv } from 'yargs'
import { ConfigError } from '../errors.ts'
import type { Settings } from '../run/settings.ts'
import { VERSION } from '../version.ts'
import { type CommandHelp, type CommandName, COMMANDS, EXIT_CODES } from './commands.ts'
import { type Flag, flagName, flagsOf } from './flags.ts'
import { type Given, readCommand, refuseCommand } from './read-command.ts'

/** A command line that was understood: a command to run, or a text to print. */
export type Parsed =
  | { readonly command: CommandName; readonly flags: Settings; readonly specs: readonly string[] }
  | { readonly text: string }

/**
 * Reads a command line.
 *
 * @throws {ConfigError} for what it does not know, with the nearest that it does.
 */
export async function parse(argv: readonly string[]): Promise<Parsed> {
  let parsed: Parsed | undefined
  const parser = makeParser()
  for (const name of Object.keys(COMMANDS) as CommandName[]) {
    const { summary, specs }: CommandHelp = COMMANDS[name]
    const describe = (command: Argv) => describeCommand(command, name)
    parser.command(specs ? `${name} [specs..]` : name, summary, describe, (given: Given) => {
      parsed = { command: name, ...readCommand(name, given, argv) }
    })
  }
  parser.command('$0', false, {}, (given: Given) => refuseCommand(given))
  let text = ''
  await parser.parseAsync([...argv], {}, (error, _given, output) => {
    if (error) throw error
    text = output
  })
  return parsed ?? { text: `${tidy(text)}\n` }
}

function makeParser(): Argv {
  return yargs()
    .parserConfiguration({
      'boolean-negation': false,
      'camel-case-expansion': false,
      'dot-notation': false,
      'greedy-arrays': false,
      'parse-numbers': false,
    })
    .scriptName('infraspec')
    .usage('infraspec COMMAND\n\nSays whether machines are what their roles promise.')
    .epilogue('npx infraspec COMMAND --help says more.')
    .detectLocale(false)
    .version(VERSION)
    .wrap(110)
    .exitProcess(false)
    .fail((message, error) => {
      throw error === undefined || error.name === 'YError' ? usage(message) : error
    })
}

function usage(message: string): ConfigError {
  const missing = /^Not enough arguments following: (.*)$/.exec(message)?.[1]
  return new ConfigError('usage', missing === undefined ? message : `--${missing} needs a value`)
}

function describeCommand(command: Argv, name: CommandName): Argv {
  const { summary, examples, specs }: CommandHelp = COMMANDS[name]
  command.usage(`infraspec ${name} [flags]${specs ? ' [specs…]' : ''}\n\n${summary}`)
  if (specs) command.positional('specs', { type: 'string', array: true, describe: 'only these specs of the role' })
  for (const [key, flag] of flagsOf(name)) describeFlag(command, flagName(key), flag)
  for (const [text, meaning] of examples) command.example(text, meaning)
  return name === 'run' ? command.epilogue(EXIT_CODES) : command
}

function describeFlag(command: Argv, name: string, { read, value, help, negatable }: Flag): void {
  // a list even where one is taken, so that a second one is seen and refused
  if (read) command.option(name, { type: 'string', array: true, requiresArg: true, describe: `${value}: ${help}` })
  else command.option(name, { type: 'boolean', describe: help })
  if (negatable) command.option(`no-${name}`, { type: 'boolean', describe: `the opposite of --${name}` })
}

/** Without the types of flags: they say how a flag is parsed, which is no help. */
function tidy(help: string): string {
  return help.replace(/(?:\n| )+\[(?:array|boolean|string)\](?: \[default: \[\]\])?$/gm, '').trimEnd()
}
