import type { BecomeMethod, ContainerTransport, Pod } from '../host/host-spec.ts'

/** Who speaks SSH: ssh2 within this process, or the system's own client. */
export type SshTransport = 'ssh' | 'openssh'

/** One host, as a source of hosts describes it. What is left out comes from flags, the role and the configuration. */
export interface HostEntry {
  /** The stable name that people read. Default: the address, with its port when it has one. */
  readonly name?: string | undefined
  /** A host name or an IP address without brackets; the name of the container, for transports that enter one. */
  readonly address: string
  readonly port?: number | undefined
  readonly user?: string | undefined
  /** Key files, tried in order. */
  readonly identities?: readonly string[] | undefined
  /** `strict`, `accept-new`, `SHA256:…` or `file:PATH`. */
  readonly hostKey?: string | readonly string[] | undefined
  /** A login password. It goes to no host whose key is not verified. */
  readonly password?: string | undefined
  /** Look as root, by sudo or what `become` says. */
  readonly sudo?: boolean | undefined
  readonly become?: BecomeMethod | undefined
  /** What sudo is given if it asks. Read it from somewhere: it does not belong into a role's file. */
  readonly sudoPassword?: string | undefined
  readonly vars?: Readonly<Record<string, unknown>> | undefined
  /** The roles that it belongs to. Default: whichever role asks for it. */
  readonly roles?: readonly string[] | undefined
  /** What its source knows it by, such as `i-0abc…`; it outlives a change of name or address. */
  readonly instance?: string | undefined
  /** The AWS region of an EC2 instance. */
  readonly region?: string | undefined
  /** Default `ssh`. */
  readonly transport?: SshTransport | ContainerTransport | 'local' | undefined
  /** Where the pod is, for `kubectl`. */
  readonly pod?: Pod | undefined
  /** Options of ssh_config(5) that stand over the configuration of SSH, by name. */
  readonly sshOptions?: readonly (readonly [name: string, value: string])[] | undefined
  /** Why it cannot be reached as its source says; thrown once a role takes it. */
  readonly refused?: Error | undefined
}

/** What a source of hosts is told when it is asked. */
export interface ListContext {
  /** The project's root, absolute: relative paths begin here. */
  readonly root: string
}

/**
 * A source of hosts, asked once per run, and again when one of its hosts is lost.
 *
 * @example
 * const file: Inventory = {
 *   kind: 'hosts.txt',
 *   list: async () => (await readFile('hosts.txt', 'utf8')).split('\n').map((address) => ({ address })),
 * }
 */
export interface Inventory {
  /** What the report calls it, such as `ec2:Role=app` or `static`. */
  readonly kind: string
  /** May throw an InventoryError; an empty list is an answer. */
  readonly list: (context: ListContext) => Promise<readonly HostEntry[]>
  /** It names hosts that were meant, as `--host` does, and does not find them: `atLeast` of a role is not asked of it. */
  readonly given?: boolean | undefined
}
