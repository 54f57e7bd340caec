/** One process. */
export interface ProcessInfo {
  readonly pid: number
  readonly ppid: number
  /** As the kernel calls it: at most 15 characters of the program's name, or what it calls itself. */
  readonly comm: string
  /** The command line with its arguments joined by spaces; empty for a kernel thread. */
  readonly args: string
  readonly argv: readonly string[]
  /** Effective, as all of these four; the number as text for an id without a name. */
  readonly user: string
  readonly group: string
  readonly uid: number
  readonly gid: number
  /** Resident memory in bytes; `undefined` for a kernel thread. */
  readonly rss: number | undefined
}

/** No process has the name. */
export interface ProcessAbsent {
  readonly exists: false
}

/** All processes of one name, by process id. Zombies are none. */
export interface ProcessPresent {
  readonly exists: true
  readonly count: number
  readonly processes: readonly ProcessInfo[]
}

/** What is known about the processes of one name. */
export type ProcessState = ProcessPresent | ProcessAbsent
