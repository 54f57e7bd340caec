import { ConfigError } from '../errors.ts'
import { couldNotTell, defineResource, ifPresent, type Resource, type Verdict } from './define-resource.ts'
import { journald, type JournalEntry, type JournalPresent } from './logs/journal.ts'
import { serviceKey } from './services/options.ts'
import { checkKind, checkOptions } from './shared/wanted.ts'

export type { JournalEntry, JournalPresent, JournalState } from './logs/journal.ts'

const PRIORITIES = ['emerg', 'alert', 'crit', 'err', 'warning', 'notice', 'info', 'debug'] as const

/** Which lines of the journal are meant. */
export interface JournalOptions {
  /** The unit that they came from; of all units when it is not given. */
  readonly unit?: string
  /** This and what is worse; `err` when it is not given. */
  readonly priority?: (typeof PRIORITIES)[number]
}

/** Lines that do not count. */
export interface JournalExceptions {
  /** A string is a part of the message, a RegExp searches. */
  readonly except?: readonly (string | RegExp)[]
}

const ofHost = defineResource({
  kind: 'journal',
  absence: 'is of a unit that does not exist',
  title: (_, options: JournalOptions | undefined) => titleOf(options),
  key: (_, options: JournalOptions | undefined) => keyOf(options),
  providers: { journald },
  matchers: {
    /** Since the boot nothing was logged at this priority, or above it. */
    toBeQuiet: ifPresent((journal: JournalPresent, { except = [] }: JournalExceptions = {}): Verdict => {
      for (const pattern of except) {
        checkKind(pattern, 'text', 'an exception')
        if (pattern === '')
          throw new ConfigError('journal-entry', 'every message has an empty part: nothing would count')
      }
      const counting = journal.entries.filter(({ message }) => !except.some((pattern) => isIn(message, pattern)))
      if (counting.length > 0) return { pass: false, expected: [], actual: counting.slice(-10).map(lineOf) }
      return incomplete(journal) ?? { pass: true, expected: [], actual: [] }
    }),
    /** Since the boot a line was logged with this in its message: a string is a part of it, a RegExp searches. */
    toHaveEntry: ifPresent((journal: JournalPresent, pattern: string | RegExp): Verdict => {
      checkKind(pattern, 'text')
      if (pattern === '') throw new ConfigError('journal-entry', 'every message has an empty part')
      const found = journal.entries.some(({ message }) => isIn(message, pattern))
      if (found) return { pass: true, expected: pattern, actual: 'an entry' }
      return incomplete(journal) ?? { pass: false, expected: pattern, actual: journal.entries.slice(-10).map(lineOf) }
    }),
  },
})

/**
 * What systemd's journal has logged since the boot: errors when nothing else is said, of all units or of one.
 *
 * A journal that may not be read, that was rotated since the boot, or that has more than 500 such lines is never "quiet": it
 * could not be told.
 *
 * @example
 * it(journal()).toBeQuiet({ except: ['kex_exchange_identification'] })
 * it(journal({ unit: 'nginx.service', priority: 'info' })).toHaveEntry('Started')
 */
export function journal(options?: JournalOptions): ReturnType<typeof ofHost> {
  return ofHost('journal', options) as Resource as ReturnType<typeof ofHost>
}

function titleOf({ unit, priority = 'err' }: JournalOptions = {}): string {
  return `the journal${unit === undefined ? '' : ` of ${JSON.stringify(unit)}`} at ${priority}`
}

function keyOf(options: JournalOptions = {}): string {
  checkOptions('journal()', options, { unit: 'string', priority: 'string' })
  const { unit, priority = 'err' } = options
  if (!PRIORITIES.includes(priority)) {
    throw new ConfigError('priority', `${JSON.stringify(priority)} is no priority`, { hint: PRIORITIES.join(', ') })
  }
  return `${priority} ${unit === undefined ? '' : serviceKey(unit)}`
}

/** What may be missing from the journal may be what was looked for. */
function incomplete({ cut, reachesBoot }: JournalPresent): Verdict | undefined {
  if (cut) return couldNotTell('the journal has more such lines than are looked at', 'name a unit, or a worse priority')
  return reachesBoot ? undefined : couldNotTell('the journal does not reach back to the boot: its beginning is gone')
}

function isIn(message: string, pattern: string | RegExp): boolean {
  return typeof pattern === 'string' ? message.includes(pattern) : new RegExp(pattern).test(message)
}

function lineOf({ time, unit, identifier, message }: JournalEntry): string {
  return `${time} ${unit || identifier}: ${message}`
}
