import { ConfigError } from '../errors.ts'
import { didYouMean } from '../nearest.ts'
import type { Settings } from '../run/options/settings.ts'
import { type CommandHelp, type CommandName, COMMANDS } from './commands.ts'
import { type Flag, flagName, flagsOf } from './flags.ts'

/** A command line, taken apart and not yet understood. */
export interface Given {
  readonly _: readonly string[]
  /** By name, all values in order; `true` for one that stands alone. */
  readonly flags: Readonly<Record<string, readonly (string | true)[]>>
  /** What stands behind `--`. */
  readonly after: readonly string[]
}

/** A command line that was understood. */
export interface ReadCommand {
  readonly flags: Settings
  readonly specs: readonly string[]
  /** The command that it wraps, word by word; empty for those that wrap none. */
  readonly wrapped: readonly string[]
}

/**
 * The settings and specs of a command line.
 *
 * @throws {ConfigError} for a flag that the command does not have, and for a malformed value.
 */
export function readCommand(name: CommandName, { _: before, flags, after }: Given): ReadCommand {
  refuseFlags(name, flags)
  refuseSwitchValues(name, flags)
  const { specs, wraps }: CommandHelp = COMMANDS[name]
  const rest = wraps ? before : [...before, ...after]
  if (!specs && rest.length > 0) {
    const how = wraps ? 'flags, and behind -- the command to run' : 'flags only'
    throw usage(`infraspec ${name} takes ${how}, and was given ${JSON.stringify(rest[0])}`, name)
  }
  if (wraps && after.length === 0) throw usage(`infraspec ${name} needs a command to run: -- CMD …`, name)
  const settings = flagsOf(name).map(([key, flag]) => [key, readFlag(flagName(key), flag, flags)] as const)
  const given = Object.fromEntries(settings.filter(([, value]) => value !== undefined))
  return { flags: given, specs: rest, wrapped: wraps ? after : [] }
}

/** Says that there is no such command, or that one is needed. */
export function refuseCommand(word: string | undefined): never {
  const names = Object.keys(COMMANDS)
  if (word === undefined) throw usage(`Which command? There are: ${names.join(', ')}`)
  throw usage(`There is no command ${JSON.stringify(word)}.${didYouMean(word, names)} There are: ${names.join(', ')}`)
}

function refuseFlags(name: CommandName, flags: Given['flags']): void {
  const known = flagsOf(name).flatMap(([key, { negatable }]) => [
    flagName(key),
    ...(negatable ? [`no-${flagName(key)}`] : []),
  ])
  const unknown = Object.keys(flags).find((key) => !known.includes(key))
  if (unknown === undefined) return
  const dashes = unknown.length === 1 ? '-' : '--'
  const meant = didYouMean(
    `--${unknown}`,
    known.map((flag) => `--${flag}`),
  )
  throw usage(`infraspec ${name} has no flag ${dashes}${unknown}.${meant}`, name)
}

// --bail=flase is neither yes nor no
function refuseSwitchValues(name: CommandName, flags: Given['flags']): void {
  for (const [key, { read, negatable }] of flagsOf(name)) {
    const flag = flagName(key)
    const off = negatable ? `; --no-${flag} turns it off` : ''
    const given = [...(flags[flag] ?? []), ...(flags[`no-${flag}`] ?? [])]
    if (read === undefined && given.some((value) => value !== true)) throw usage(`--${flag} takes no value${off}`, name)
  }
}

function readFlag(name: string, { read, negatable }: Flag, flags: Given['flags']): unknown {
  const values = flags[name]
  if (read !== undefined) return values === undefined ? undefined : read(values as readonly string[], `--${name}`)
  const on = values === undefined ? undefined : true
  if (!negatable || flags[`no-${name}`] === undefined) return on
  if (on) throw usage(`--${name} and --no-${name} contradict each other`)
  return false
}

function usage(message: string, command?: CommandName): ConfigError {
  return new ConfigError('usage', message, {
    hint: `npx infraspec ${command === undefined ? '' : `${command} `}--help`,
  })
}
