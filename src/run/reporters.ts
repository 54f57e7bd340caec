import { allOf, type Destination, type Make, type ReporterOptions, toFile, toOutput } from './reports/destination.ts'
import { parseReporters, type ReporterName, type ReporterTarget } from './reports/flag.ts'
import { type Output, standardOutput } from './reports/output.ts'
import { redacted } from './reports/redacted.ts'
import type { RunEvent, RunReport } from './report.ts'

/** All reporters of a run as one. */
export interface Reporters {
  readonly onEvent: (event: RunEvent) => void
  /**
   * Writes every report; one that cannot be written does not keep the others from being.
   *
   * @throws {ConfigError} `report-unwritable`, with the name of each file that could not be written.
   */
  readonly onEnd: (report: RunReport) => Promise<void>
}

// The one place that knows the reporters' files. Each is loaded only when it is asked for.
const IMPORTS: Readonly<Record<ReporterName, (options: ReporterOptions) => Promise<Make>>> = {
  console: importConsole,
  junit: async () => (await import('../../reporters/junit.ts')).createJunitReporter,
  json: async () => (await import('../../reporters/json.ts')).createJsonReporter,
  github: async () => (await import('../../reporters/github.ts')).createGithubReporter,
}

/**
 * The reporters that were asked for, with every secret taken out of what they see.
 *
 * `output` is where reports without a file go.
 *
 * @throws {ConfigError} before anything runs: for an unknown reporter, for two in one place, and for a
 * file that cannot be written.
 */
export async function createReporters(options: ReporterOptions, output: Output = standardOutput()): Promise<Reporters> {
  const targets = parseReporters(options.reporters, options.root)
  const all = await Promise.all(targets.map((target) => destination(target, options, output)))
  return {
    onEvent(event) {
      const clean = redacted(event)
      for (const { onEvent } of all) onEvent?.(clean)
    },
    onEnd(report) {
      const clean = redacted(report)
      return allOf(all.map(({ onEnd }) => onEnd(clean)))
    },
  }
}

async function destination(target: ReporterTarget, options: ReporterOptions, output: Output): Promise<Destination> {
  const make = await IMPORTS[target.name](options)
  const { file } = target
  return file === undefined ? toOutput(make, options, output) : toFile(make, { ...target, file }, options, output)
}

async function importConsole({ profile = false }: ReporterOptions): Promise<Make> {
  const { createConsoleReporter } = await import('../../reporters/console.ts')
  const sections = profile ? [(await import('../../reporters/console/profile.ts')).profile] : []
  return (options) => createConsoleReporter(options, sections)
}
