import type { HostEntry, Inventory, SshTransport } from './inventory/inventory.ts'
import type { BecomeMethod, WaitFor } from './host/host-spec.ts'
import type { EvidenceLevel } from './run/options/options.ts'

export { ansible } from './inventory/ansible/ansible.ts'
export type { AnsibleOptions } from './inventory/ansible/ansible.ts'
export { ec2 } from './inventory/ec2/ec2.ts'
export type { Ec2Options } from './inventory/ec2/options.ts'
export { mackerel, type MackerelOptions } from './inventory/mackerel/mackerel.ts'
export type { TerraformOptions } from './inventory/terraform/options.ts'
export { terraform } from './inventory/terraform/terraform.ts'
export type { HostEntry, Inventory, ListContext } from './inventory/inventory.ts'
export type { BecomeMethod, WaitFor } from './host/host-spec.ts'
export type { EvidenceLevel } from './run/options/options.ts'
export { vault, vaultVars } from './gates/vault/vault.ts'

/** How to log in. */
export interface SshOptions {
  readonly user?: string | undefined
  readonly port?: number | undefined
  /** Key files, tried in order; a relative path begins at the project's root, `~/` at the home folder. */
  readonly identity?: string | readonly string[] | undefined
  /** The SSH configuration: a file, or `none`. Default: `~/.ssh/config` and the system's. */
  readonly config?: string | undefined
  /** `[user@]host[:port]` of the hosts on the way, the first one first; `none` for none. */
  readonly jump?: string | readonly string[] | undefined
}

/** What the configuration gives to all roles, and a role may say for itself. */
export interface HostDefaults {
  readonly ssh?: SshOptions | undefined
  /** Look as root, by sudo or what `become` says. Default: whether `become` is said. */
  readonly sudo?: boolean | undefined
  /** What makes root of the login: `sudo` (default), `doas` without a password, or `su`, which works for root only. */
  readonly become?: BecomeMethod | undefined
  /** `strict`, `accept-new`, `SHA256:…` or `file:PATH`; of the last two a list says that any of them will do. Default `strict`. */
  readonly hostKey?: string | readonly string[] | undefined
  /** Default: those of OpenSSH, the user's and the system's. */
  readonly knownHosts?: string | readonly string[] | undefined
  /** `openssh` reaches hosts by the system's own client: certificates, hardware keys, Kerberos. Default `ssh`. */
  readonly transport?: SshTransport | undefined
  /** How long a machine may take until it has booted and answers, such as `'5m'`. Default: it has to answer now. */
  readonly wait?: string | number | undefined
  /** What else has to have finished by then; `wait` is five minutes then where nothing is said. */
  readonly waitFor?: readonly WaitFor[] | undefined
  /** What specs read as `host.vars`. */
  readonly vars?: Readonly<Record<string, unknown>> | undefined
}

/** Where hosts come from: one source, or a list of sources and of hosts that are written down. */
export type HostSources = readonly (string | HostEntry | Inventory)[] | Inventory

/** What a role is: its specs, its hosts, and how to reach them. */
export interface RoleOptions extends HostDefaults {
  /** Names in the specs folder, such as `base` for specs/base.spec.ts, or globs. Default: the role's own name. */
  readonly specs?: readonly string[] | undefined
  /**
   * `[user@]address[:port]`, `local`, hosts as objects, sources of hosts, or a list of any of these.
   * Of a source that knows roles, only the hosts of this role are taken.
   */
  readonly hosts?: HostSources | undefined
  /** Fewer hosts than this is not an answer. Default 1. */
  readonly atLeast?: number | undefined
}

/** What is said of a run as a whole, and not of its hosts. */
export interface RunDefaults {
  /** Durations such as `'30s'`, or milliseconds. */
  readonly timeouts?:
    | {
        /** One attempt to connect. Default `'15s'`. */
        readonly connect?: string | number | undefined
        /** One probe or command. Default `'10s'`. */
        readonly probe?: string | number | undefined
        /** The whole run. Default `'30m'`. */
        readonly deadline?: string | number | undefined
      }
    | undefined
  /** Every check's default `eventually`. Default 0: asked once. */
  readonly retryFor?: string | number | undefined
  /** Hosts being connected to at once. Default 32. */
  readonly concurrency?: number | undefined
  /** How much explains a failure. Default `short`. */
  readonly evidence?: EvidenceLevel | undefined
}

/** What a whole project agrees on: the defaults beneath every role. */
export interface ConfigOptions extends HostDefaults, RunDefaults {
  /** The folder of the roles. Default `roles`. */
  readonly roles?: string | undefined
  /** The folder of the specs. Default `specs`. */
  readonly specs?: string | undefined
  /** The hosts of roles that do not say theirs: each takes those that belong to it. */
  readonly hosts?: HostSources | undefined
  /** `NAME` or `NAME=FILE`. Default `console`. */
  readonly reporters?: readonly string[] | undefined
}

/**
 * A role: the default export of a file in `roles/`.
 *
 * @example
 * // roles/app.ts
 * export default defineRole({
 *   specs: ['base', 'app'],
 *   hosts: ['admin@app-1.example.net', 'admin@app-2.example.net'],
 *   sudo: true,
 * })
 */
export function defineRole(options: RoleOptions): RoleOptions {
  return options
}

/**
 * A project's configuration: the default export of `infraspec.config.ts`.
 *
 * @example
 * export default defineConfig({ ssh: { user: 'admin' }, timeouts: { connect: '30s' } })
 */
export function defineConfig(options: ConfigOptions): ConfigOptions {
  return options
}
