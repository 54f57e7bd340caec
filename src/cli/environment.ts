import { isInPacker } from '../diagnose.ts'
import { nearest } from '../nearest.ts'
import { ConfigError } from '../errors.ts'
import { PREFIX, type Settings, variableOf } from '../run/options/settings.ts'
import { SECRET_VARIABLES } from '../secret-variables.ts'
import { type Flag, FLAGS, flagName, flagsOf } from './flags.ts'

/** `connectTimeout` as `INFRASPEC_CONNECT_TIMEOUT`. */
export function variableName(key: string): string {
  return variableOf(flagName(key))
}

/**
 * What the environment says to a command, one variable for each flag.
 *
 * A variable that is empty, or that Packer filled with `ERR_…` for want of a value, is not set.
 *
 * @throws {ConfigError} when a value is malformed.
 */
export function readEnvironment(command: string, variables: NodeJS.ProcessEnv): Settings {
  const settings: Record<string, unknown> = {}
  for (const [key, flag] of flagsOf(command)) {
    const name = variableName(key)
    const value = variables[name]?.trim() ?? ''
    if (key === 'host' && isWithout(variables, name)) throw noHost(value)
    if (value !== '' && !value.startsWith('ERR_')) settings[key] = readValue(flag, value, name)
  }
  return settings
}

/** A provisioner of Packer that has no host to name says so by `ERR_…`, or by nothing at all. */
function isWithout(variables: NodeJS.ProcessEnv, name: string): boolean {
  const value = variables[name]?.trim()
  return value?.startsWith('ERR_') === true || (value === '' && isInPacker(variables))
}

/** Without it the role's own hosts would be visited, and a build would be green for another machine. */
function noHost(value: string): ConfigError {
  return new ConfigError(
    'no-host',
    `INFRASPEC_HOST holds no host: Packer had none to give${value === '' ? '' : ` (${value})`}`,
    {
      hint: 'this builder does not tell its host; give the host another way, or unset INFRASPEC_HOST',
    },
  )
}

function readValue({ read, split }: Flag, value: string, name: string): unknown {
  if (read === undefined) return readSwitch(value, name)
  const parts = split?.(value).map((part) => part.trim())
  return read(parts?.filter((part) => part !== '') ?? [value], name)
}

const ON = new Set(['1', 'true', 'yes', 'on'])
const OFF = new Set(['0', 'false', 'no', 'off'])

function readSwitch(value: string, name: string): boolean {
  if (ON.has(value.toLowerCase())) return true
  if (OFF.has(value.toLowerCase())) return false
  throw new ConfigError('malformed-flag', `${name} says ${JSON.stringify(value)}, and takes 1 or 0`)
}

/** Notes on variables that a person might believe to be read, and that are not. */
export function environmentNotes(variables: NodeJS.ProcessEnv): string[] {
  const all = [...Object.keys(FLAGS).map((key) => variableName(key)), ...SECRET_VARIABLES, 'INFRASPEC_INSTANCE_ID']
  const known = all.map((name) => name.slice(PREFIX.length))
  const set = Object.keys(variables).filter((name) => name.startsWith(PREFIX) && variables[name])
  return set.flatMap((name) => {
    const word = name.slice(PREFIX.length)
    const meant = known.includes(word) ? undefined : nearest(word, known)
    return meant === undefined ? [] : [`${name} is not read by infraspec. Did you mean "${PREFIX}${meant}"?`]
  })
}
