import type { Location, Outcome } from '../../run/report.ts'
import type { Recital } from './recite.ts'

/** What the evaluating thread has to know of a run: plain data, handed over when it starts. */
export interface Plan {
  /** The name of the broadcast channel to the session thread. */
  readonly askChannel: string
  /** Which look at the same hosts it is, by the same connections; the first is 0. */
  readonly round?: number | undefined
  /** The name of the broadcast channel on which findings are told. */
  readonly findingChannel: string
  /** The project's root: locations are relative to it. */
  readonly root: string
  /** infraspec's own folder: no location points into it. */
  readonly home: string
  readonly roles: readonly PlannedRole[]
  readonly hosts: readonly PlannedHost[]
  readonly filter: { readonly tags: readonly string[]; readonly name: string | undefined }
  readonly evidence: boolean
  /** Every check's default `eventually`, in milliseconds. */
  readonly retryFor: number
  /** Where `.only` is refused, such as `when CI is set`; it is not where this is missing. */
  readonly onlyRefused?: string | undefined
  /** It is marked when what begins. */
  readonly marked?: boolean | undefined
  /** Only tells what would be asked. */
  readonly recite: boolean
}

/** One role, with the specs that its hosts have to hold to. */
export interface PlannedRole {
  readonly name: string
  readonly hosts: readonly string[]
  /** Absolute paths. */
  readonly specs: readonly string[]
  readonly vars: Readonly<Record<string, unknown>>
}

/** One host as a spec may know it. */
export interface PlannedHost {
  readonly id: string
  readonly name: string
  readonly address: string
  readonly vars: Readonly<Record<string, unknown>>
}

/** A check as it is told before its outcomes. */
export interface CheckPlan {
  /** What outcomes name it by. */
  readonly index: number
  /** Stable across runs: made of role, file, titles and occurrence. */
  readonly id: string
  readonly role: string
  readonly titles: readonly string[]
  readonly location: Location
  readonly tags: readonly string[]
}

/** What a spec did wrong: not a check's outcome, but the run is not green with it. */
export interface SpecProblem {
  readonly kind: 'spec' | 'nothing-checked'
  readonly message: string
  readonly hint?: string | undefined
  readonly location?: Location | undefined
  readonly stack?: string | undefined
}

/** What the evaluating thread tells as it learns it, what it learns in one tick as a list; `collected` and `done` once. */
export type Finding =
  | { readonly type: 'problem'; readonly problem: SpecProblem }
  /** A host has these checks in a role; `added` are those that no host had before. */
  | {
      readonly type: 'checks'
      readonly host: string
      readonly role: string
      readonly added: readonly CheckPlan[]
      readonly checks: readonly number[]
    }
  | ({ readonly type: 'outcome' } & FoundOutcome)
  /** The indexes of checks that passed, and the milliseconds that each took. */
  | {
      readonly type: 'passed'
      readonly hosts: readonly {
        readonly host: string
        readonly checks: readonly number[]
        readonly durations: readonly number[]
      }[]
    }
  /** Every host has been asked for its checks; the indexes of all of them, in the order of the specs. */
  | { readonly type: 'collected'; readonly order: readonly number[] }
  | { readonly type: 'recital'; readonly host: string; readonly role: string; readonly recital: Recital }
  /** It was read, and must not be seen anywhere. */
  | { readonly type: 'secret'; readonly value: string }
  | { readonly type: 'done' }

/** The outcome of one check on one host. */
export interface FoundOutcome {
  readonly check: number
  readonly host: string
  readonly outcome: Outcome
}
