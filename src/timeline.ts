// A spec may turn the clock: this is the real one.
const hrtime = process.hrtime.bigint.bind(process.hrtime)

/** What the main thread is at. Each begins where the one before it ends. */
export type RunPart = 'threads' | 'command-line' | 'configuration' | 'roles' | 'hosts' | 'keys' | 'checking' | 'closing'

/** What is done with a host until it is ready. Each begins where the one before it ends. */
export type HostStep =
  /** Others are being connected to (`--concurrency`). */
  | 'queued'
  | 'resolving'
  /** Until there is a connection; of a transport that says no more, all of connecting. */
  | 'connecting'
  | 'banner'
  | 'kex'
  | 'authentication'
  /** Until it is tried again. */
  | 'pause'
  /** Opening a shell, as root by sudo where that is wanted. */
  | 'shell'
  | 'preamble'
  /** What is waited for with `--wait` and `--wait-for`. */
  | 'boot'

/** What is told of a host beside its steps: it is ready or never will be, its checks are collected, all of them have ended. */
export type HostMoment = 'ready' | 'failed' | 'collecting' | 'evaluated'

/** What another thread does: it is loaded, it begins to read specs, it has read them. */
export type ThreadMoment = 'loaded' | 'specs' | 'specs-read'

/** Something that happened. */
export interface Mark {
  readonly name: RunPart | HostStep | HostMoment | ThreadMoment
  /** See {@link moment}. */
  readonly at: number
  /** The id of the host that it is about. */
  readonly host?: string | undefined
}

/** Milliseconds on a clock that all threads share and nobody sets. */
export function moment(): number {
  return Number(hrtime()) / 1e6
}

/** What the calendar said at a moment. */
export function dateOf(at: number): Date {
  return new Date(Date.now() - (moment() - at))
}

let kept: Mark[] | undefined

/** From now on this thread keeps its marks: only where somebody wants to know where the time goes. */
export function keepMarks(): void {
  kept ??= []
}

/** Marks that something begins or has happened; nothing where marks are not kept. */
export function mark(name: Mark['name'], host?: string, at?: number): void {
  kept?.push({ name, host, at: at ?? moment() })
}

/** What this thread has marked so far. */
export function marks(): readonly Mark[] {
  return kept ?? []
}
