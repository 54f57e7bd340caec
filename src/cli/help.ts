import { type CommandHelp, type CommandName, COMMANDS } from './commands.ts'
import { variableName } from './environment.ts'
import { SECRET_VARIABLES } from '../secret-variables.ts'
import { type Flag, flagName, flagsOf } from './flags.ts'
import { FLAG_GROUPS } from './flag-groups.ts'

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
  const { examples, exits }: CommandHelp = COMMANDS[name]
  const words = wordsOf(name)
  return page([
    [callOf(name), '[flags]', ...words.map(([word]) => word)].join(' '),
    wrapped(summaryOf(name), COLUMNS).join('\n'),
    section('Words', words),
    ...flagSections(name),
    `Examples:\n${examples.flatMap(exampleLines).join('\n')}`,
    environmentOf(name),
    section('Exit codes', exits),
  ])
}

const COLUMNS = 80
// As many are read at a glance without headings.
const FEW_FLAGS = 12
const OWN = [
  ['--help', 'this text'],
  ['--version', 'the version'],
] as const

/** The flags of a command: by what they are about, where they are many. */
function flagSections(name: CommandName): string[] {
  const flags = new Map<string, Flag>(flagsOf(name))
  const all = [...flags.keys()]
  const rows = (keys: readonly string[]) =>
    keys.flatMap((key) => {
      const flag = flags.get(key)
      return flag === undefined ? [] : [[flagText(flagName(key), flag), flag.help] as const]
    })
  if (all.length <= FEW_FLAGS) return [section('Flags', [...rows(all), ...OWN])]
  const width = widest([...rows(all), ...OWN])
  const sections = Object.entries(FLAG_GROUPS).map(([title, keys]) => section(title, rows(keys), width))
  return [...sections, section('Else', OWN, width)]
}

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

type Rows = readonly (readonly [name: string, meaning: string])[]

function widest(rows: Rows): number {
  return Math.max(...rows.map(([name]) => name.length))
}

function section(title: string, rows: Rows, width = widest(rows)): string {
  if (rows.length === 0) return ''
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
