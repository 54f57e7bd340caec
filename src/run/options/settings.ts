import type { Inventory, SshTransport } from '../../inventory/inventory.ts'
import type { BecomeMethod, WaitFor } from '../../host/host-spec.ts'
import type { EvidenceLevel } from './options.ts'
import type { Shard } from './shard.ts'

/** The languages of Packer's templates. */
export type PackerFormat = 'json' | 'hcl'

/** What can be said by a flag or by the environment, already read; what was not said is missing. */
export interface Settings {
  readonly role?: readonly string[]
  readonly host?: readonly string[]
  readonly inventory?: readonly string[]
  readonly user?: string
  readonly port?: number
  readonly identity?: string | readonly string[]
  readonly keyStdin?: boolean
  readonly sudo?: boolean
  readonly become?: BecomeMethod
  readonly askSudoPass?: boolean
  /** `[LABEL@]SOURCE` of Ansible Vault's passwords. */
  readonly vaultId?: readonly string[]
  readonly hostKey?: readonly string[]
  readonly knownHosts?: string | readonly string[]
  readonly sshConfig?: string
  readonly jump?: readonly string[]
  readonly transport?: SshTransport
  readonly reporter?: readonly string[]
  readonly concurrency?: number
  /** Milliseconds, as are all times. */
  readonly timeout?: number
  readonly connectTimeout?: number
  readonly wait?: number
  readonly waitFor?: readonly WaitFor[]
  readonly retryFor?: number
  readonly deadline?: number
  readonly bail?: boolean
  /** Specs that have to pass before the command of a gate is run. */
  readonly before?: readonly string[]
  readonly idempotent?: boolean
  /** A JSON report of an earlier run. */
  readonly failing?: string
  readonly packer?: PackerFormat
  readonly circleci?: boolean
  readonly shard?: Shard
  readonly passWithNoFiles?: boolean
  readonly tag?: readonly string[]
  readonly name?: string
  readonly var?: Readonly<Record<string, unknown>>
  readonly evidence?: EvidenceLevel
  readonly allowNoHosts?: boolean
  /** The security group that is opened for this machine. */
  readonly openSsh?: string
  /** It is open also while the command of a gate runs. */
  readonly hold?: boolean
  readonly ip?: readonly string[]
  readonly ipService?: readonly string[]
  readonly multiEgress?: 'open' | 'fail'
  readonly ttl?: number
  readonly force?: boolean
  readonly region?: string
  readonly instanceType?: string
  readonly subnet?: string
  readonly securityGroup?: readonly string[]
  readonly dryRun?: boolean
  readonly audit?: string
  readonly profile?: boolean
  readonly watch?: boolean
  readonly quiet?: boolean
  readonly verbose?: boolean
  readonly color?: boolean
}

/** What a command is asked to do: each source apart, since a host's own user stands between them. */
export interface Request {
  /** The project's root, absolute. */
  readonly root: string
  readonly flags: Settings
  readonly environment: Settings
  /** How messages call what stands first and what stands second, by the name of its flag; as the command line does if nothing is said. */
  readonly called?: Readonly<Record<'flags' | 'environment', Naming>> | undefined
  /** Spec files or names; none means all of the role. */
  readonly specs: readonly string[]
  /** The command to run, word by word, of a command that wraps one. */
  readonly wrapped?: readonly string[]
  /** Hosts that the command made itself: they stand over all that is said. */
  readonly made?: { readonly inventory: Inventory; readonly privateKey?: string | undefined } | undefined
}

/** What may be one text or several, as several. */
export function listOf(value: string | readonly string[] | undefined): readonly string[] | undefined {
  return typeof value === 'string' ? [value] : value
}

/** What a variable of the environment that is read here begins with. */
export const PREFIX = 'INFRASPEC_'

/** The variable that stands for a flag: `connect-timeout` as `INFRASPEC_CONNECT_TIMEOUT`. */
export function variableOf(flag: string): string {
  return `${PREFIX}${flag.replaceAll('-', '_').toUpperCase()}`
}

/** What a flag, such as `host-key`, is called in messages. */
export type Naming = (flag: string) => string

const COMMAND_LINE: Readonly<Record<'flags' | 'environment', Naming>> = {
  flags: (flag) => `--${flag}`,
  environment: variableOf,
}

/** How messages of this request call what it was given. */
export function namingOf({ called = COMMAND_LINE }: Request): Readonly<Record<'flags' | 'environment', Naming>> {
  return called
}

/** Flag over environment. */
export function settingsOf({ flags, environment }: Request): Settings {
  return { ...environment, ...flags }
}
