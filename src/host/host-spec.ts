/** How to reach one host: everything that a transport needs, as plain data. */
export interface HostSpec {
  /** Unique in a run; what messages and results name a host by. */
  readonly id: string
  /** The stable name that people read: the inventory's alias, or the address as it was given. */
  readonly name: string
  readonly transport: TransportName
  /** A host name or an IP address without brackets; for `local` it is `localhost`, else the container's name. */
  readonly address: string
  /** For `kubectl`. */
  readonly pod?: Pod | undefined
  readonly port: number | undefined
  readonly user: string | undefined
  /** Key files, tried in order. */
  readonly identities: readonly string[]
  /** A private key in memory (`--key-stdin`). */
  readonly privateKey?: string | undefined
  /** A login password. Never sent to a host whose key was not verified. */
  readonly password?: string | undefined
  /** Decrypts an identity. */
  readonly passphrase?: string | undefined
  /** Those of single identities, by their path: they win. */
  readonly passphrases?: Readonly<Record<string, string>> | undefined
  /** The path of an agent's socket (`$SSH_AUTH_SOCK`). */
  readonly agent?: string | undefined
  /** Key files that take the place of the account's usual ones; one that cannot be used is passed over. */
  readonly defaultIdentities?: readonly string[] | undefined
  /** Of the agent's keys, only those that are among the key files. */
  readonly identitiesOnly?: boolean | undefined
  /** What known_hosts calls it instead of its address. */
  readonly hostKeyAlias?: string | undefined
  /** Milliseconds, instead of the limit of the run. */
  readonly connectTimeout?: number | undefined
  /** Milliseconds that it may take until it has booted and answers. Default 0: it has to answer now. */
  readonly wait?: number | undefined
  /** What else has to have finished by then. */
  readonly waitFor?: readonly WaitFor[] | undefined
  /** Milliseconds between signs of life, and how many may go unanswered. */
  readonly keepalive?: { readonly interval: number; readonly count: number } | undefined
  /** The SSH configuration: a file, or `none`; by default those of ssh(1). */
  readonly sshConfig?: string | undefined
  /** Options of ssh_config(5) that stand over it, by name. */
  readonly sshOptions?: readonly (readonly [name: string, value: string])[] | undefined
  /** `[user@]host[:port]` separated by commas, or `none`, as it was given. */
  readonly proxyJump?: string | undefined
  /** The hosts on the way to it, the first one first. */
  readonly jumps?: readonly HostSpec[] | undefined
  /** Run everything as root, by what `become` says, unless the login is root already. */
  readonly sudo: boolean
  /** What makes root, and other users, of the login. Default `sudo`. */
  readonly become?: BecomeMethod | undefined
  /** What sudo is given if it asks. Never sent to a host whose key was not verified. */
  readonly sudoPassword?: string | undefined
  readonly hostKey: HostKeyPolicy
  /** Where it came from, such as `--host` or `roles/app.ts`. */
  readonly source: string
  readonly vars: Readonly<Record<string, unknown>>
  /** What its inventory knows it by, such as `i-0abc…`. */
  readonly instance?: string | undefined
  /** The AWS region of an EC2 instance. */
  readonly region?: string | undefined
}

/** The transports there are; one file each in src/transports. */
export type TransportName = 'ssh' | 'openssh' | 'local' | ContainerTransport

/** Those that enter a container, by its engine's own command line. */
export type ContainerTransport = 'docker' | 'podman' | 'kubectl' | 'lxc' | 'nspawn'

/** Where a pod is, and which container of it is meant. What is left out, kubectl decides. */
export interface Pod {
  readonly namespace?: string | undefined
  readonly container?: string | undefined
  /** Of the kubeconfig. */
  readonly context?: string | undefined
}

/** The programs that make another user of a login. */
export type BecomeMethod = 'sudo' | 'doas' | 'su'

/** How a host's key is judged. */
export interface HostKeyPolicy {
  readonly mode: 'strict' | 'accept-new' | 'pinned'
  /** `SHA256:…` fingerprints, for `pinned`. */
  readonly fingerprints: readonly string[]
  /** known_hosts files, for `strict`. */
  readonly knownHosts: readonly string[]
  /** Set to the same files where nobody named any: the SSH configuration may name others. */
  readonly usual?: readonly string[] | undefined
  /** What `StrictHostKeyChecking` of the SSH configuration says, where it says less than strict. */
  readonly notObeyed?: string | undefined
}

/** Limits of a session. All times are milliseconds. */
export interface Limits {
  /** One attempt to connect, each hop for itself: name, socket, key exchange and login; then again for the shell. */
  readonly connectTimeout: number
  /** One probe or command that does not say otherwise. */
  readonly timeout: number
  /** Bytes of one stream of one answer. */
  readonly maxBytes: number
  /** Hosts being connected to at once. */
  readonly concurrency: number
  /** Whether everything that is sent is told of. */
  readonly recorded?: boolean | undefined
  /** Whether it is marked when what begins. */
  readonly marked?: boolean | undefined
}

/** What a machine may be waited for to finish after it has booted. */
export type WaitFor = 'cloud-init'
