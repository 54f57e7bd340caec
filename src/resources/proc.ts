import { ConfigError } from '../errors.ts'
import { sh } from '../host/shell.ts'
import {
  couldNotTell,
  defineResource,
  ifPresent,
  matches,
  type Comparison,
  type EvidenceContext,
  type EvidenceProbe,
  type Verdict,
} from './define-resource.ts'
import { procfs } from './processes/procfs.ts'
import type { ProcessInfo, ProcessPresent, ProcessState } from './processes/state.ts'
import { checkKind, checkOptions } from './shared/wanted.ts'

/** Bounds of a number of processes. */
export interface CountRange {
  readonly atLeast?: number
  readonly atMost?: number
}

/** Which of the processes are meant. */
export interface ProcessFilter {
  /** Their command line: a string is the whole of it, a RegExp searches. */
  readonly args?: string | RegExp
  /** The user that they run as. */
  readonly user?: string
}

/**
 * All processes of one name, as the kernel calls them: `nginx`, `postgres`, `sshd`.
 *
 * A name of more than 15 characters, which the kernel cuts, is compared with the file name of the program. The shell that
 * looks is never among them; the `sshd` process of its own connection is.
 *
 * @example
 * it(proc('nginx')).toBeRunning().toHaveCount({ atLeast: 2 })
 * it(proc('nginx')).toHaveUser('www-data', { args: /worker process/ })
 */
export const proc = defineResource({
  kind: 'process',
  absence: 'is not running',
  providers: { procfs },
  key: checkName,
  identity: (state) => (state.exists ? leaders(state) : undefined),
  matchers: {
    /** At least one runs; a zombie does not. */
    toBeRunning: (state: ProcessState) => state.exists,

    /** So many run, or a number within bounds: all of this name, or those with some arguments or of some user. */
    toHaveCount: (state: ProcessState, expected: number | CountRange, filter?: ProcessFilter): Comparison => {
      const actual = state.exists ? meantBy(filter, state.processes).length : 0
      return { pass: countTest(expected)(actual), expected, actual }
    },

    /** Each of them runs as this user, by name or by id in digits. Where some do and some do not it is an error: say which are meant. */
    toHaveUser: ifPresent((state: ProcessPresent, user: string, filter?: ProcessFilter): Verdict => {
      return eachHas(state, 'user', user, filter)
    }),

    /** Each of them runs as this group. Where some do and some do not it is an error: say which are meant. */
    toHaveGroup: ifPresent((state: ProcessPresent, group: string, filter?: ProcessFilter): Verdict => {
      return eachHas(state, 'group', group, filter)
    }),

    /** One of them has this command line: a string is the whole of it, a RegExp searches. */
    toHaveArgs: ifPresent((state: ProcessPresent, expected: string | RegExp): Comparison => {
      checkKind(expected, 'text')
      const actual = state.processes.map(({ args }) => args)
      return { pass: actual.some((args) => isMatch(args, expected)), expected, actual }
    }),
  },
  evidence,
})

function checkName(name: string): string {
  const hint = 'the name alone, as `ps -o comm` shows it'
  if (name === '' || name.startsWith('/') || /\p{Cc}/u.test(name)) {
    throw new ConfigError('process-name', `${JSON.stringify(name)} is not the name of a process`, { hint })
  }
  return name
}

/** The process ids of those that no other of them has started: workers come and go. */
function leaders({ processes }: ProcessPresent): readonly number[] {
  const pids = new Set(processes.map(({ pid }) => pid))
  const leading = processes.filter(({ ppid }) => !pids.has(ppid))
  return leading.map(({ pid }) => pid).toSorted((a, b) => a - b)
}

function countTest(expected: number | CountRange): (count: number) => boolean {
  if (typeof expected === 'number') {
    checkKind(expected, 'number')
    return (count) => count === expected
  }
  checkOptions('toHaveCount()', expected, { atLeast: 'number', atMost: 'number' })
  const { atLeast, atMost } = expected
  if (atLeast === undefined && atMost === undefined) {
    throw new ConfigError('count-range', 'toHaveCount() needs a number, atLeast or atMost')
  }
  return (count) => count >= (atLeast ?? 0) && count <= (atMost ?? Infinity)
}

function meantBy(filter: ProcessFilter = {}, processes: readonly ProcessInfo[]): readonly ProcessInfo[] {
  checkOptions('which processes are meant', filter, { args: 'text', user: 'string' })
  const { args, user } = filter
  return processes.filter(
    (process) =>
      (args === undefined || isMatch(process.args, args)) && (user === undefined || belongsTo(process, 'user', user)),
  )
}

/** By its name, or by its id in digits. */
function belongsTo(process: ProcessInfo, field: 'user' | 'group', wanted: string): boolean {
  const id = field === 'user' ? process.uid : process.gid
  return process[field] === wanted || String(id) === wanted
}

function eachHas(
  state: ProcessPresent,
  field: 'user' | 'group',
  expected: string,
  filter: ProcessFilter | undefined,
): Verdict {
  checkKind(expected, 'string', `a ${field}`)
  const meant = meantBy(filter, state.processes)
  if (meant.length === 0) return couldNotTell('none of its processes is meant')
  const having = meant.filter((process) => belongsTo(process, field, expected))
  const actual = [...new Set(meant.map((process) => process[field]))].join(', ')
  if (having.length === 0 || having.length === meant.length) return { pass: having.length > 0, expected, actual }
  return couldNotTell(
    `${having.length} of ${meant.length} processes run as ${field} ${expected}: ${meant.map(describe).join(', ')}`,
    'say which are meant: { args: /worker/ }',
  )
}

function isMatch(text: string, expected: string | RegExp): boolean {
  return matches(text, expected).pass
}

function describe({ pid, user, group }: ProcessInfo): string {
  return `${pid} as ${user}:${group}`
}

function evidence({ state }: EvidenceContext<ProcessState>): EvidenceProbe[] {
  if (state.exists) return []
  return [{ label: 'what runs', script: sh`ps -e -o comm= | sort | uniq -c | sort -rn | head -n 40` }]
}
