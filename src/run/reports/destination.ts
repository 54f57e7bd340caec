import { dirname, relative } from 'node:path'
import type { ConsoleOptions } from '../../../reporters/console.ts'
import { ConfigError } from '../../errors.ts'
import type { RunOptions } from '../options/options.ts'
import type { Reporter, RunReport } from '../report.ts'
import { prepareFile, prepareFolder, writeWhole } from './file.ts'
import type { ReporterTarget } from './flag.ts'
import type { Output } from './output.ts'
import { type Part, partsOf, placeholders } from './parts.ts'

/** What reporters are told. */
export type ReporterOptions = Pick<
  RunOptions,
  'reporters' | 'root' | 'color' | 'quiet' | 'verbose' | 'evidence' | 'profile'
>

/** Makes a reporter for one destination; what is not for it is left alone. */
export type Make = (options: ConsoleOptions) => Reporter

/** A reporter with the place that its report goes to. */
export interface Destination {
  readonly onEvent?: Reporter['onEvent']
  readonly onEnd: (report: RunReport) => Promise<void>
}

/** A reporter that writes as things happen. */
export function toOutput(make: Make, options: ReporterOptions, output: Output): Destination {
  const { quiet, verbose, evidence, color = output.color } = options
  const { isTerminal, write } = output
  const columns = () => output.columns
  const settings = { write, isTerminal, color, quiet, verbose, evidence }
  const reporter = make(Object.defineProperty({ ...settings, columns: 80 }, 'columns', { get: columns }))
  return {
    onEvent: reporter.onEvent,
    onEnd: async (report) => write(reporter.onEnd(report) ?? ''),
  }
}

/**
 * A reporter whose report goes to a file, or to one for each role, host and node that its name asks for.
 *
 * @throws {ConfigError} when it can be told now that the file cannot be written.
 */
export async function toFile(
  make: Make,
  target: ReporterTarget & { readonly file: string },
  options: ReporterOptions,
  output: Output,
): Promise<Destination> {
  const prepared =
    placeholders(target.file).length === 0 ? prepareFile(target.file) : prepareFolder(fixedPart(target.file))
  await prepared.catch((error: unknown) => {
    throw unwritable(target, target.file, options.root, error)
  })
  const write = async ({ path, report }: Part) => {
    try {
      await writeWhole(path, documentOf(make, report, options))
    } catch (error) {
      throw unwritable(target, path, options.root, error)
    }
  }
  return { onEnd: async (report) => allOf(partsOf(report, target.file, output.node).map(write)) }
}

/** Waits for all, and throws what any of them threw as one error. */
export async function allOf(works: readonly Promise<void>[]): Promise<void> {
  const ends = await Promise.allSettled(works)
  const errors = ends.flatMap((end) => (end.status === 'rejected' ? [end.reason as Error] : []))
  if (errors.length <= 1) {
    if (errors[0]) throw errors[0]
    return
  }
  const message = errors.map((error) => error.message).join('\n')
  throw new ConfigError('report-unwritable', message, { cause: new AggregateError(errors) })
}

function documentOf(make: Make, report: RunReport, options: ReporterOptions): string {
  const { quiet, verbose, evidence, color = false } = options
  const written: string[] = []
  const write = (text: string) => void written.push(text)
  const document = make({ write, isTerminal: false, columns: 80, color, quiet, verbose, evidence }).onEnd(report)
  return [...written, document ?? ''].join('')
}

function fixedPart(file: string): string {
  return dirname(`${file.slice(0, file.indexOf('{'))}x`)
}

function unwritable({ name }: ReporterTarget, path: string, root: string, cause: unknown): ConfigError {
  const shown = path.startsWith(`${root}/`) ? relative(root, path) : path
  const why = cause instanceof Error ? cause.message : String(cause)
  return new ConfigError('report-unwritable', `Cannot write the ${name} report to ${shown}: ${why}`, { cause })
}
