import { ConfigError } from '../errors.ts'
import { didYouMean } from '../nearest.ts'
import type { Settings } from '../run/settings.ts'
import { type CommandHelp, type CommandName, COMMANDS } from './commands.ts'
import { type Flag, flagName, flagsOf } from './flags.ts'

/** What yargs made of a command line, by the names of flags. */
export type Given = Readonly<Record<string, unknown>>

/**
 * The settings and specs of a command line.
 *
 * @throws {ConfigError} for a flag that the command does not have, and for a malformed value.
 */
export function readCommand(
  name: CommandName,
  given: Given,
  argv: readonly string[],
): { readonly flags: Settings; readonly specs: readonly string[] } {
  refuseFlags(name, given)
  refuseSwitchValues(name, argv)
  const { specs }: CommandHelp = COMMANDS[name]
  const rest = [...((given['specs'] as string[] | undefined) ?? []), ...(given['_'] as string[]).slice(1)]
  if (!specs && rest.length > 0) {
    throw usage(`infraspec ${name} takes flags only, and was given ${JSON.stringify(rest[0])}`, name)
  }
  const settings = flagsOf(name).map(([key, flag]) => [key, readFlag(flagName(key), flag, given)] as const)
  return { flags: Object.fromEntries(settings.filter(([, value]) => value !== undefined)), specs: rest }
}

/** Says that there is no such command, or that one is needed. */
export function refuseCommand(given: Given): never {
  const names = Object.keys(COMMANDS)
  const word = (given['_'] as string[])[0]
  if (word === undefined) throw usage(`Which command? There are: ${names.join(', ')}`)
  throw usage(`There is no command ${JSON.stringify(word)}.${didYouMean(word, names)} There are: ${names.join(', ')}`)
}

function refuseFlags(name: CommandName, given: Given): void {
  const known = flagsOf(name).flatMap(([key, { negatable }]) => [
    flagName(key),
    ...(negatable ? [`no-${flagName(key)}`] : []),
  ])
  const unknown = Object.keys(given).find((key) => !['_', '$0', 'specs', ...known].includes(key))
  if (unknown === undefined) return
  const dashes = unknown.length === 1 ? '-' : '--'
  const meant = didYouMean(
    `--${unknown}`,
    known.map((flag) => `--${flag}`),
  )
  throw usage(`infraspec ${name} has no flag ${dashes}${unknown}.${meant}`, name)
}

// yargs takes --bail=flase for --bail=false
function refuseSwitchValues(name: CommandName, argv: readonly string[]): void {
  const switches = flagsOf(name).filter(([, { read }]) => read === undefined)
  for (const [key, { negatable }] of switches) {
    const flag = `--${flagName(key)}`
    const off = negatable ? `; --no-${flagName(key)} turns it off` : ''
    if (argv.some((word) => word.startsWith(`${flag}=`))) throw usage(`${flag} takes no value${off}`, name)
  }
}

function readFlag(name: string, { read, negatable }: Flag, given: Given): unknown {
  const value = given[name]
  if (read !== undefined) return value === undefined ? undefined : read([value].flat() as string[], `--${name}`)
  if (!negatable || given[`no-${name}`] === undefined) return value
  if (value !== undefined) throw usage(`--${name} and --no-${name} contradict each other`)
  return false
}

function usage(message: string, command?: CommandName): ConfigError {
  return new ConfigError('usage', message, {
    hint: `npx infraspec ${command === undefined ? '' : `${command} `}--help`,
  })
}
