/** A service that the init system does not know. */
export interface ServiceAbsent {
  readonly exists: false
}

/** Everything that the init system says about a service. */
export interface ServicePresent {
  readonly exists: true
  /** The unit's own name, such as `ssh.service` for `sshd`. */
  readonly id: string
  /** All its names. */
  readonly names: readonly string[]
  readonly description: string
  /** `loaded`, `masked`, `bad-setting`, `error`, or `not-found` for one that still runs without its file. */
  readonly loadState: string
  /** `active`, `reloading`, `inactive`, `failed`, `activating` or `deactivating`. */
  readonly activeState: string
  /** Such as `running`, `exited`, `listening`, `auto-restart`; depends on the kind of unit. */
  readonly subState: string
  /** `enabled`, `disabled`, `static`, `masked`, `generated` …; empty for a unit without a file. */
  readonly unitFileState: string
  /** What pulls it in at boot. */
  readonly wantedBy: readonly string[]
  /** The sockets, timers and paths that start it. */
  readonly triggeredBy: readonly string[]
  /** Such as `simple`, `notify`, `oneshot`; empty for other kinds of unit. */
  readonly type: string
  readonly mainPid: number | undefined
  /** How often it was restarted on its own; `undefined` before systemd 235. */
  readonly restarts: number | undefined
  /** `success`, `exit-code`, `signal`, `timeout`, `oom-kill` …: how it ended when it last ended. */
  readonly result: string
  /** The exit code of its main process, once that has ended. */
  readonly exitCode: number | undefined
  /** The number of the signal that ended its main process. */
  readonly signal: number | undefined
  /** When it last changed its state, in UTC, as ISO 8601. */
  readonly since: string | undefined
  /** The user that it runs as; empty for root. */
  readonly user: string
  readonly path: string
  /** Its file changed on disk, and the init system has not read it again. */
  readonly reloadNeeded: boolean
}

/** What is known about a service. */
export type ServiceState = ServicePresent | ServiceAbsent

/** One service in a list. */
export interface ServiceItem {
  readonly name: string
  /** `active`, `reloading`, `inactive`, `failed`, `activating` or `deactivating`. */
  readonly activeState: string
  /** Such as `running`, `exited`, `dead`. */
  readonly subState: string
  /** `enabled`, `disabled`, `static`, `masked` …; empty for one without a file. */
  readonly unitFileState: string
}
