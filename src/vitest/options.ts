import type { HostDefaults, RunDefaults } from '../config.ts'

/** What `infraspec()` in a configuration of Vitest takes; the environment's `INFRASPEC_…` stands over it, role and configuration below. */
export interface InfraspecOptions extends HostDefaults, RunDefaults {
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
  /** A file to which every command is written, as JSON lines. */
  readonly audit?: string | undefined
}
