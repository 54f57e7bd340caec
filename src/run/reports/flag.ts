import { resolve } from 'node:path'
import { ConfigError } from '../../errors.ts'
import { didYouMean } from '../../nearest.ts'
import { placeholders } from './parts.ts'

/** The reporters there are; one file each in reporters/. */
const REPORTERS = ['console', 'junit', 'json', 'github'] as const

/** One of {@link REPORTERS}. */
export type ReporterName = (typeof REPORTERS)[number]

/** One `--reporter`. */
export interface ReporterTarget {
  readonly name: ReporterName
  /** Absolute, placeholders as they are; standard output when it is not set. */
  readonly file: string | undefined
}

const PLACEHOLDERS = ['role', 'host', 'node']

/**
 * What `--reporter NAME[=FILE]` asks for, relative to a folder.
 *
 * @throws {ConfigError} for an unknown reporter or placeholder, with the nearest valid spelling.
 */
function parseReporter(text: string, root: string): ReporterTarget {
  const [given = '', ...rest] = text.split('=')
  const name = REPORTERS.find((known) => known === given)
  if (name === undefined) throw unknown(given)
  if (rest.length === 0) return { name, file: undefined }
  const file = rest.join('=')
  if (file === '') throw new ConfigError('reporter-file', `--reporter ${text} names no file`, { hint: `${name}=FILE` })
  for (const placeholder of placeholders(file)) checkPlaceholder(placeholder, file)
  return { name, file: resolve(root, file) }
}

function unknown(given: string): ConfigError {
  const message = `Unknown reporter "${given}".${didYouMean(given, REPORTERS)}`
  return new ConfigError('unknown-reporter', message, { hint: `there are ${REPORTERS.join(', ')}` })
}

function checkPlaceholder(name: string, file: string): void {
  if (PLACEHOLDERS.includes(name)) return
  const message = `Unknown placeholder {${name}} in the report file ${file}.${didYouMean(name, PLACEHOLDERS)}`
  throw new ConfigError('unknown-placeholder', message, { hint: 'there are {role}, {host} and {node}' })
}

/**
 * What all `--reporter` flags together ask for. The console report is on standard output unless another
 * one is: who asks for a file wants to see the run as well.
 *
 * @throws {ConfigError} when two of them would write to the same place.
 */
export function parseReporters(texts: readonly string[], root: string): ReporterTarget[] {
  const given = texts.map((text) => parseReporter(text, root))
  const isAlone = given.every(({ name, file }) => file !== undefined || name === 'github')
  const targets: ReporterTarget[] = isAlone ? [{ name: 'console', file: undefined }, ...given] : given
  refuseSharing(targets)
  return targets
}

// GitHub's annotations are lines between others, so they may stand beside the console report.
function refuseSharing(targets: readonly ReporterTarget[]): void {
  const taken = new Map<string, ReporterName>()
  for (const { name, file } of targets) {
    const place = file ?? (name === 'github' ? 'annotations' : 'standard output')
    const other = taken.get(place)
    if (other !== undefined) {
      const message = `The reporters ${other} and ${name} would both write to ${place}`
      throw new ConfigError('reporter-conflict', message, { hint: `give one of them a file: ${name}=FILE` })
    }
    taken.set(place, name)
  }
  if (taken.has('annotations') && !['console', undefined].includes(taken.get('standard output'))) {
    const message = `The reporters ${taken.get('standard output')} and github would both write to standard output`
    throw new ConfigError('reporter-conflict', message, { hint: `give ${taken.get('standard output')} a file` })
  }
}
