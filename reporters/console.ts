import type { Reporter, RunEvent, RunReport } from '../src/run/report.ts'
import { failures } from './console/failure.ts'
import { problems, unreachable, unverified, whichHosts } from './console/hosts.ts'
import { outliers } from './console/outliers.ts'
import { overview } from './console/overview.ts'
import { totals, verdict } from './console/verdict.ts'
import { withoutCommands } from './escape.ts'
import { type ConsoleOptions, type Page, pageFor } from './console/page.ts'
import { type Live, createHeartbeat, createSpinner } from './console/live.ts'

export type { ConsoleOptions } from './console/page.ts'

/** A part of the report that only some runs have, above the verdict: no lines where it has nothing to say. */
export type Section = (report: RunReport, page: Page) => readonly string[]

/**
 * The report for people: progress while the run lasts, then what failed and why, then the verdict.
 *
 * On a terminal the progress is drawn in place. Elsewhere each check is one full line when it is known
 * on all hosts, and a line says so when nothing was said for 30 seconds.
 *
 * @example
 * createConsoleReporter({ write, isTerminal: false, columns: 80, color: false, evidence: 'short', quiet: false, verbose: false })
 */
export function createConsoleReporter(given: ConsoleOptions, sections: readonly Section[] = []): Reporter {
  const options = guarded(given)
  const live: Live | undefined = options.quiet
    ? undefined
    : options.isTerminal
      ? createSpinner(options)
      : createHeartbeat(options)
  let introduced = false
  return {
    onEvent(event: RunEvent) {
      introduced ||= event.type === 'start' && !options.quiet
      live?.onEvent(event)
    },
    onEnd(report: RunReport) {
      live?.stop()
      const page = pageFor(options)
      const intro = introduced || options.quiet ? [] : whichHosts(report, page)
      const more = sections.flatMap((section) => section(report, page))
      options.write([...intro, ...document(report, options, more), ''].join('\n'))
    },
  }
}

// The width stays a getter, where it is one.
function guarded(options: ConsoleOptions): ConsoleOptions {
  const write = (text: string) => options.write(withoutCommands(text))
  return Object.create(options, { write: { value: write } }) as ConsoleOptions
}

function document(report: RunReport, options: ConsoleOptions, more: readonly string[]): string[] {
  const page = pageFor(options)
  const bad = [
    ...failures(report, page),
    ...unreachable(report, page),
    ...outliers(report, page),
    ...problems(report, page),
  ]
  if (options.quiet) {
    const before = [...bad, ...more].slice(1)
    return [...before, ...(before.length > 0 ? [''] : []), ...verdict(report, page)]
  }
  const summary = [...overview(report, page), ...unverified(report, page), ...totals(report, page), ...more, '']
  return [...bad, ...(bad.length > 0 ? ['', rule(page)] : []), ...summary, ...verdict(report, page)]
}

function rule({ colors, columns }: Page): string {
  return colors.dim('─'.repeat(Math.min(columns - 1, 79)))
}
