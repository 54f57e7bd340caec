import { type CommandHelp, type CommandName, COMMANDS } from './commands.ts'
import { variableName } from './environment.ts'
import { SECRET_VARIABLES } from '../secret-variables.ts'
import { type Flag, flagName, flagsOf } from './flags.ts'

/** What `infraspec --help` prints. */
export function generalHelp(): string {
  const commands = Object.keys(COMMANDS).map((name) => [callOf(name as CommandName), summaryOf(name)] as const)
  return page([
    'infraspec COMMAND\n\nSays whether machines are what their roles promise.',
    section('Commands', commands),
    section('Flags', OWN),
    'npx infraspec COMMAND --help says more.',
  ])
}

/** What `infraspec COMMAND --help` prints. */
export function commandHelp(name: CommandName): string {
  const { examples, exits = [] }: CommandHelp = COMMANDS[name]
  const words = wordsOf(name)
  const flags = flagsOf(name).map(([key, flag]) => [flagText(flagName(key), flag), flag.help] as const)
  return page([
    [callOf(name), '[flags]', ...words.map(([word]) => word)].join(' '),
    wrapped(summaryOf(name), COLUMNS).join('\n'),
    section('Words', words),
    section('Flags', [...flags, ...OWN]),
    `Examples:\n${examples.flatMap(exampleLines).join('\n')}`,
    environmentOf(name),
    section('Exit codes', exits),
  ])
}

const COLUMNS = 80
const OWN = [
  ['--help', 'this text'],
  ['--version', 'the version'],
] as const

function summaryOf(name: string): string {
  return COMMANDS[name as CommandName].summary
}

/** What is typed before all flags: `infraspec ami verify`. */
function callOf(name: CommandName): string {
  const { verb }: CommandHelp = COMMANDS[name]
  return verb === undefined ? `infraspec ${name}` : `infraspec ${name} ${verb}`
}

function wordsOf(name: CommandName): NonNullable<CommandHelp['words']> {
  const { specs, words, wraps }: CommandHelp = COMMANDS[name]
  if (wraps)
    return [
      ['-- CMD …', 'any command; it has standard input and output, and what infraspec says goes to standard error'],
    ]
  return specs ? (words ?? [['[specs…]', 'only these specs of the role, by name or file']]) : []
}

/** How flags are set in the environment, and what has no flag where hosts are logged in to. */
function environmentOf(name: CommandName): string {
  const flags = flagsOf(name)
  const [key = ''] = flags.find(([, { value }]) => value !== undefined) ?? flags[0] ?? []
  const every = `Every flag can be set in the environment: --${flagName(key)} by ${variableName(key)}.`
  const asked = flags.some(([own]) => own === 'askSudoPass')
  return asked ? `${every}\nSecrets can be set only there: ${SECRETS}.` : every
}

const SECRETS = `${SECRET_VARIABLES.join(' and\n')} (of an encrypted key)`

function flagText(name: string, { value, negatable }: Flag): string {
  if (value !== undefined) return `--${name} ${value}`
  return negatable ? `--${name}, --no-${name}` : `--${name}`
}

function section(title: string, rows: readonly (readonly [name: string, meaning: string])[]): string {
  if (rows.length === 0) return ''
  const width = Math.max(...rows.map(([name]) => name.length))
  const lines = rows.flatMap(([name, meaning]) => {
    const [first, ...more] = wrapped(meaning, COLUMNS - width - 4)
    return [`  ${name.padEnd(width)}  ${first}`, ...more.map((line) => ' '.repeat(width + 4) + line)]
  })
  return `${title}:\n${lines.join('\n')}`
}

/** An example as it can be pasted, also where it goes on in another line. */
function exampleLines([command, meaning]: readonly [command: string, meaning: string]): string[] {
  const lines = joined(command.split(/ (?=--)/), COLUMNS - 6)
  return [`  ${lines.join(' \\\n    ')}`, ...wrapped(meaning, COLUMNS - 6).map((line) => `      ${line}`)]
}

function wrapped(text: string, columns: number): string[] {
  return joined(text.split(' '), columns)
}

/** Parts in lines of so many columns, where each of them fits. */
function joined(parts: readonly string[], columns: number): string[] {
  const lines: string[] = []
  for (const part of parts) {
    const longer = `${lines.at(-1)} ${part}`
    if (lines.length > 0 && longer.length <= columns) lines[lines.length - 1] = longer
    else lines.push(part)
  }
  return lines
}

function page(parts: readonly string[]): string {
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`
}
