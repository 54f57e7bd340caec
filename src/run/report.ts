import type { ErrorData } from '../errors.ts'
import type { Counters } from '../host/messages.ts'
import type { Platform } from '../host/platform/platform.ts'
import type { ProfileReport } from './profile/profile-report.ts'
import type { Shard } from './options/shard.ts'

export type * from './profile/profile-report.ts'

/** What a look at a host gave beyond a plain no: everything that explains a failure. */
export interface Failure {
  /** One line that stands alone, such as `service "nginx" is not running`. */
  readonly message: string
  /** Set when there is a value to compare; already text, one value a line where it is long. */
  readonly expected?: string | undefined
  readonly actual?: string | undefined
  /** The state that was read, without sensitive fields. */
  readonly state?: Readonly<Record<string, unknown>> | undefined
  /** The command that shows the same to a person: it can be pasted into a shell on the host. */
  readonly command?: string | undefined
  readonly exitCode?: number | undefined
  readonly stderr?: string | undefined
  /** What a person would look for next: each with a heading, such as `journal of nginx.service`. */
  readonly evidence: readonly Evidence[]
  /** How often it was asked, when more than once. */
  readonly attempts?: number | undefined
  /** Further expectations of the same check that did not hold. */
  readonly also?: readonly string[] | undefined
  /** For a value's `expect`: the diff that Vitest made. */
  readonly diff?: string | undefined
  /** The stack in the user's own files, for free-form checks. */
  readonly stack?: string | undefined
}

/** One piece of evidence, as text from the host: not yet escaped for a terminal or XML. */
export interface Evidence {
  readonly label: string
  readonly text: string
}

/** What a check gave on one host. */
export type Outcome =
  | { readonly status: 'passed'; readonly duration: number }
  | { readonly status: 'failed'; readonly duration: number; readonly failure: Failure }
  | { readonly status: 'errored'; readonly duration: number; readonly failure: Failure }
  | { readonly status: 'skipped'; readonly duration: number; readonly reason: string }
  /** The host was lost, or the run ended, before it was known. */
  | { readonly status: 'not-run'; readonly duration: number; readonly reason: string }

/** Where something is written in the user's files. */
export interface Location {
  /** Relative to the project's root, with `/`. */
  readonly file: string
  readonly line: number
  readonly column: number
}

/** One check of one role, and what it gave on each host on which it exists. */
export interface CheckReport {
  /** Stable across runs: made of role, file, titles and occurrence. */
  readonly id: string
  readonly role: string
  /** Titles from the outermost `describe` to the check's own. */
  readonly titles: readonly string[]
  readonly location: Location
  readonly tags: readonly string[]
  /** By host id. A host of the role that is missing here does not have the check. */
  readonly outcomes: Readonly<Record<string, Outcome>>
}

/** One host of a run. */
export interface HostReport {
  readonly id: string
  readonly name: string
  readonly address: string
  readonly port: number | undefined
  readonly user: string | undefined
  readonly transport: string
  readonly roles: readonly string[]
  readonly source: string
  /** `gone`: it was lost, and its inventory does not list it any more. */
  readonly status: 'checked' | 'unreachable' | 'gone' | 'not-run'
  /** What its inventory knows it by, such as `i-0abc…`. */
  readonly instance?: string | undefined
  /** Why it is not `checked`. */
  readonly error?: ErrorData | undefined
  readonly platform?: Platform | undefined
  readonly hostKey?: { readonly fingerprint: string; readonly verified: boolean } | undefined
  readonly counters: Counters
}

/** One role of a run. */
export interface RoleReport {
  readonly name: string
  readonly specs: readonly string[]
  readonly hosts: readonly string[]
  readonly atLeast: number
}

/** Why a run is not green, beyond its checks: what makes exit codes 2, 4, 5 and 130. */
export interface Problem {
  readonly kind:
    | 'usage'
    | 'spec'
    | 'nothing-checked'
    | 'too-few-hosts'
    | 'interrupted'
    | 'deadline'
    /** The command of a gate failed, was not run, changes something when it is run again, or that could not be told. */
    | 'command-failed'
    | 'command-not-run'
    | 'not-idempotent'
    | 'idempotence-unknown'
    /** What `--open-ssh` opened could not be closed. */
    | 'access-not-closed'
  readonly message: string
  readonly hint?: string | undefined
  readonly role?: string | undefined
  readonly location?: Location | undefined
  readonly stack?: string | undefined
}

/** A host that fails what the rest of its role passes: at most a third of at least three hosts do. */
export interface OutlierReport {
  readonly role: string
  /** Its id. */
  readonly host: string
  /** Ids of the checks by which it differs. */
  readonly checks: readonly string[]
}

/** The command that a gate ran between its checks. */
export interface GateReport {
  /** The program, without its arguments: they may hold secrets. */
  readonly command: string
  readonly status: 'passed' | 'failed' | 'not-run'
  readonly exitCode?: number | undefined
  readonly signal?: string | undefined
  /** Milliseconds, of all times that it was run. */
  readonly duration: number
}

/** Everything that a run found out; what every reporter reads, and nothing else. */
export interface RunReport {
  /** The version of this structure. */
  readonly schema: 1
  readonly id: string
  readonly infraspec: string
  /** ISO 8601, UTC. */
  readonly startedAt: string
  /** Milliseconds. */
  readonly duration: number
  readonly exitCode: number
  readonly interrupted: boolean
  /** Whether `--bail` ended it before everything was known. */
  readonly bailed?: boolean | undefined
  /** Which part of the run it was, with --shard: the rest is in the reports of the others. */
  readonly shard?: Shard | undefined
  readonly roles: readonly RoleReport[]
  readonly hosts: readonly HostReport[]
  readonly checks: readonly CheckReport[]
  readonly problems: readonly Problem[]
  /** Hosts that fail what the rest of their role passes; missing where nobody looked. */
  readonly outliers?: readonly OutlierReport[] | undefined
  /** Of a gate: what it ran. */
  readonly gate?: GateReport | undefined
  /** With --profile: where its time went. */
  readonly profile?: ProfileReport | undefined
  readonly totals: Readonly<Record<Outcome['status'], number>>
}

/** What happens during a run, for reporters that show progress. */
export type RunEvent =
  /** Hosts are known; nothing has been asked yet. */
  | {
      readonly type: 'start'
      readonly roles: readonly RoleReport[]
      readonly hosts: readonly { readonly id: string; readonly name: string; readonly source: string }[]
    }
  | {
      readonly type: 'host'
      readonly host: string
      /** `checked`: each of its checks has an outcome. */
      readonly state: 'ready' | 'checked' | 'unreachable'
      readonly error?: ErrorData | undefined
    }
  /** All specs are read: this many checks × hosts will give an outcome; those of `waiting` are still to be told of. */
  | {
      readonly type: 'collected'
      readonly checks: number
      readonly outcomes: number
      readonly waiting: readonly Pick<CheckReport, 'id' | 'role' | 'titles'>[]
    }
  /** A check failed or errored on a host, and did so on none before; other hosts may still be waited for. */
  | {
      readonly type: 'failing'
      readonly host: string
      readonly status: 'failed' | 'errored'
      readonly check: Pick<CheckReport, 'id' | 'role' | 'titles'>
    }
  /** A check has its outcome on every host on which it exists. */
  | { readonly type: 'check'; readonly check: CheckReport }
  | { readonly type: 'problem'; readonly problem: Problem }

/** How a reporter is told. A reporter is made for one run and one destination. */
export interface Reporter {
  /** Called as things happen; must not throw. */
  readonly onEvent?: (event: RunEvent) => void
  /** Called once, at the end or at an interruption. What it returns is the document for its destination. */
  readonly onEnd: (report: RunReport) => string | void
}
