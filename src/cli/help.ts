import { type CommandHelp, type CommandName, COMMANDS, EXIT_CODES } from './commands.ts'
import { SECRET_VARIABLES } from '../secret-variables.ts'
import { type Flag, flagName, flagsOf } from './flags.ts'

/** What `infraspec --help` prints. */
export function generalHelp(): string {
  const commands = Object.entries(COMMANDS).map(([name, { summary }]) => [`infraspec ${name}`, summary] as const)
  return page([
    'infraspec COMMAND\n\nSays whether machines are what their roles promise.',
    section('Commands', commands),
    section('Flags', OWN),
    'npx infraspec COMMAND --help says more.',
  ])
}

/** What `infraspec COMMAND --help` prints. */
export function commandHelp(name: CommandName): string {
  const { summary, examples, specs, words, wraps, exits }: CommandHelp = COMMANDS[name]
  const flags = flagsOf(name).map(([key, flag]) => [flagText(flagName(key), flag), flag.help] as const)
  return page([
    `infraspec ${name} [flags]${words ? ` ${words[0]?.[0]}` : specs ? ' [specs…]' : ''}${wraps ? ' -- CMD …' : ''}\n\n${summary}`,
    wraps
      ? section('Words', [
          ['CMD …', 'any command; it has standard input and output, what infraspec says goes to standard error'],
        ])
      : '',
    specs ? section('Words', words ?? [['specs…', 'only these specs of the role, by name or file']]) : '',
    section('Flags', [...flags, ...OWN]),
    `Examples:\n${examples.map(([text, meaning]) => `  ${text}\n      ${meaning}`).join('\n')}`,
    `Every flag has an environment form: ${ENVIRONMENT}.${withSecrets(name)}`,
    exits ?? (name === 'run' || wraps ? EXIT_CODES : ''),
  ])
}

const OWN = [
  ['--help', 'this text'],
  ['--version', 'the version'],
] as const
const ENVIRONMENT = 'INFRASPEC_HOST, INFRASPEC_CONNECT_TIMEOUT, …'

/** What has no flag, where hosts are logged in to. */
function withSecrets(name: CommandName): string {
  const asked = flagsOf(name).some(([key]) => key === 'askSudoPass')
  return asked ? `\nSecrets have no other: ${SECRET_VARIABLES.join(', ')} (of an encrypted key).` : ''
}

function flagText(name: string, { value, negatable }: Flag): string {
  if (value !== undefined) return `--${name} ${value}`
  return negatable ? `--${name}, --no-${name}` : `--${name}`
}

function section(title: string, rows: readonly (readonly [name: string, meaning: string])[]): string {
  const width = Math.max(...rows.map(([name]) => name.length))
  return `${title}:\n${rows.map(([name, meaning]) => `  ${name.padEnd(width)}  ${meaning}`).join('\n')}`
}

function page(parts: readonly string[]): string {
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`
}
