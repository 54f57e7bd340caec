import type { HostSpec, Limits } from '../../host/host-spec.ts'
import type { Shard } from './shard.ts'

/** How much is fetched to explain a failure. */
export type EvidenceLevel = 'none' | 'short' | 'full'

/** A role as it was loaded: its specs found, its hosts known. */
export interface LoadedRole {
  readonly name: string
  /** Where it is defined, absolute. */
  readonly file: string
  /** Its spec files, absolute, each once, in the role's order; restricted to those given on the command line. */
  readonly specs: readonly string[]
  /** Ids of hosts in {@link RunOptions.hosts}. */
  readonly hosts: readonly string[]
  /** How many machines they are, where some are one by several names. Default: as many as there are hosts. */
  readonly machines?: number | undefined
  /** In a shard, which of its specs each host is checked with; all of them when this is not given. */
  readonly specsOf?: ReadonlyMap<string, readonly string[]> | undefined
  /** Fewer hosts than this is not an answer. Default 1. */
  readonly atLeast: number
  /** The config's, then the role's, then `--var`. A host's own are not in here: they win, with `--var` over them too. */
  readonly vars: Readonly<Record<string, unknown>>
  /** Why it has no host, although its sources have some. */
  readonly unmatched?: string | undefined
}

/** What every command that reaches hosts is told. */
export interface HostsOptions {
  /** The project's root, absolute: the folder that holds `roles/` and `specs/`. */
  readonly root: string
  readonly roles: readonly LoadedRole[]
  /** Every host of every role, each once. */
  readonly hosts: readonly HostSpec[]
  /** Which hosts of these names their sources do not list any more: asks the sources again. */
  readonly gone?: ((names: readonly string[]) => Promise<ReadonlySet<string>>) | undefined
  readonly limits: Limits
  /** The whole run, in milliseconds. */
  readonly deadline: number
  /** Whether to use colour; `undefined` leaves it to the terminal and the environment. */
  readonly color: boolean | undefined
  readonly quiet: boolean
  readonly verbose: boolean
  /** Where everything that is sent is written down, absolute. */
  readonly audit?: string | undefined
}

/** Everything that a run is told: flags, environment, roles and configuration, already merged. */
export interface RunOptions extends HostsOptions {
  /** `NAME` or `NAME=FILE`, as they were given; `console` when none was. */
  readonly reporters: readonly string[]
  readonly filters: {
    /** A check with one of these is run; all are when there is none. */
    readonly tags: readonly string[]
    /** The source of a regular expression that a check's full title has to match. */
    readonly name: string | undefined
  }
  readonly evidence: EvidenceLevel
  /** Where roles and specs are, absolute. */
  readonly folders: { readonly roles: string; readonly specs: string }
  /** The report says where the time went. */
  readonly profile?: boolean | undefined
  /** Ends the run at the first check that does not pass. */
  readonly bail: boolean
  /** Every check's default `eventually`, in milliseconds; 0 asks once. */
  readonly retryFor: number
  /** A role without hosts is not an error. */
  readonly allowNoHosts: boolean
  /** What depends on it, beyond what somebody reads: `.only` is refused then. */
  readonly decides?: 'in a gate' | 'by ami verify' | undefined
  /** Which part of the run this is; the whole of it when this is not given. */
  readonly shard?: Shard | undefined
}

/** What `infraspec facts` is told. */
export type FactsOptions = HostsOptions

/** What `infraspec probes` is told. */
export type ProbesOptions = HostsOptions & Pick<RunOptions, 'filters'>
