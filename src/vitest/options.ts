import type { HostDefaults } from '../config.ts'
import type { EvidenceLevel } from '../run/options/options.ts'

/** What `infraspec()` in a configuration of Vitest takes; the environment's `INFRASPEC_…` stands over it, role and configuration below. */
export interface InfraspecOptions extends HostDefaults {
  /** Names of roles, such as `app` for roles/app.ts. Default: every role that has the spec. */
  readonly role?: string | readonly string[] | undefined
  /** The folder that holds `roles/` and `specs/`. Default: the root of Vitest. */
  readonly root?: string | undefined
  /** These hosts instead of the role's: `[user@]address[:port]`, `docker://NAME` … or `local`. */
  readonly hosts?: string | readonly string[] | undefined
  /** Hosts from these sources instead of the role's, such as `ec2:Role=app` or `terraform:DIR`. */
  readonly inventory?: string | readonly string[] | undefined
  /** Only checks with one of these tags. */
  readonly tags?: string | readonly string[] | undefined
  /** `[LABEL@]SOURCE` of Ansible Vault's passwords. */
  readonly vaultId?: string | readonly string[] | undefined
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
  /** A file to which every command is written, as JSON lines. */
  readonly audit?: string | undefined
}
