import { createConsoleReporter, type ConsoleOptions } from '../../reporters/console.ts'
import { profile } from '../../reporters/console/profile.ts'
import type { RunReport } from '../../src/run/report.ts'
import { eventsOf } from './sample.ts'

/** What the console reporter writes of a run, from its first event to its end. */
export function print(report: RunReport, options: Partial<ConsoleOptions> = {}): string {
  let text = ''
  const reporter = createConsoleReporter(
    {
      write: (part) => (text += part),
      isTerminal: false,
      columns: 80,
      color: false,
      evidence: 'short',
      quiet: false,
      verbose: false,
      ...options,
    },
    [profile],
  )
  for (const event of eventsOf(report)) reporter.onEvent?.(event)
  reporter.onEnd(report)
  return text
}
