import { sh } from '../../host/shell.ts'
import { couldNotTell, Unknown } from '../define-resource.ts'
import { procFile } from './proc-file.ts'

/** The limits that Linux has, by the names of limits.conf(5), as /proc/PID/limits calls them. */
export const LIMITS = {
  as: 'Max address space',
  core: 'Max core file size',
  cpu: 'Max cpu time',
  data: 'Max data size',
  fsize: 'Max file size',
  locks: 'Max file locks',
  memlock: 'Max locked memory',
  msgqueue: 'Max msgqueue size',
  nice: 'Max nice priority',
  nofile: 'Max open files',
  nproc: 'Max processes',
  rss: 'Max resident set',
  rtprio: 'Max realtime priority',
  sigpending: 'Max pending signals',
  stack: 'Max stack size',
} as const

/** The name of a limit. */
export type LimitName = keyof typeof LIMITS

/** `unlimited`, or a number in the kernel's own unit: bytes for sizes, seconds for times. */
export type Limit = number | 'unlimited'

/** Both halves of a limit: the soft one counts, and may be raised up to the hard one. */
export interface LimitPair {
  readonly soft: Limit
  readonly hard: Limit
}

/** What is known of limits: of each process that was looked at. */
export type LimitsState =
  | { readonly exists: false }
  | { readonly exists: true; readonly processes: readonly Readonly<Record<LimitName, LimitPair>>[] }

export const procLimits = procFile<LimitsState>('limits', sh``, (contents) => {
  if (contents === undefined) return { exists: false }
  if (contents instanceof Unknown) return contents
  const processes = contents.map((bytes) => readLimits(bytes.toString()))
  return processes.includes(undefined)
    ? couldNotTell('/proc/PID/limits holds what cannot be read')
    : { exists: true, processes: processes.filter((one) => one !== undefined) }
})

function readLimits(text: string): Readonly<Record<LimitName, LimitPair>> | undefined {
  const pairs: Partial<Record<LimitName, LimitPair>> = {}
  for (const [name, title] of Object.entries(LIMITS) as [LimitName, string][]) {
    const [, soft, hard] = new RegExp(`^${title} +(\\d+|unlimited) +(\\d+|unlimited)\\b`, 'm').exec(text) ?? []
    if (soft === undefined || hard === undefined) return undefined
    pairs[name] = { soft: limitOf(soft), hard: limitOf(hard) }
  }
  return pairs as Record<LimitName, LimitPair>
}

function limitOf(text: string): Limit {
  return text === 'unlimited' ? text : Number(text)
}
