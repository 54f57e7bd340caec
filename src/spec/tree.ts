import type { Location } from '../run/report.ts'
import type { Resource } from '../resources/define-resource.ts'
import type { Host } from './host.ts'
import type { Timing } from './timing.ts'

/** `run`, or why not. */
export type Mode = 'run' | 'only' | 'skip' | 'todo'

/** What may be said of a `describe` or an `it`. */
export interface CheckOptions {
  /** For `--tag`. A `describe` gives its tags to everything in it. */
  readonly tags?: readonly string[]
  /** How long the body of a check may take, such as `'30s'`; milliseconds when it is a number. */
  readonly timeout?: string | number
}

/** Decides per host whether something is looked at; `reason` is what the report says when it is not. */
export interface Condition {
  readonly holds: (host: Host) => boolean
  readonly reason: string
}

interface Node {
  readonly title: string
  readonly mode: Mode
  readonly conditions: readonly Condition[]
  readonly options: CheckOptions
}

/** A function that a `describe` hands over for before or after its checks. */
export type Hook = (host: Host) => unknown

/** The hooks of one group. */
export interface Hooks {
  readonly beforeAll: Hook[]
  readonly beforeEach: Hook[]
  readonly afterEach: Hook[]
  readonly afterAll: Hook[]
}

/** A file or a `describe`, with what its body added. */
export interface Group extends Node {
  readonly type: 'group'
  /** Evaluated once per host; the body of a file has run already when it is imported. */
  readonly body?: ((host: Host) => unknown) | undefined
  readonly entries: Entry[]
  readonly hooks: Hooks
  readonly location: Location | undefined
}

/** A check made by `it(title, body)`. */
export interface BodyCheck extends Node {
  readonly type: 'body'
  readonly body: (host: Host) => unknown
  readonly location: Location | undefined
}

/** A check made by one link of `it(resource)`. */
export interface LinkCheck extends Node {
  readonly type: 'link'
  readonly resource: Resource
  readonly link: Link
  readonly location: Location | undefined
}

/** A check that can only be errored: something was left out of it. */
export interface IncompleteCheck extends Node {
  readonly type: 'incomplete'
  readonly message: string
  /** It was completed after all: it is not there. */
  readonly complete: () => boolean
  readonly location: Location | undefined
}

/** One demand on a resource. */
export interface Link {
  readonly matcher: string
  readonly args: readonly unknown[]
  readonly negated: boolean
  readonly timing: Timing | undefined
}

/** What a group holds. */
export type Entry = Group | BodyCheck | LinkCheck | IncompleteCheck
/** What a group holds and that gives an outcome. */
export type CheckEntry = Exclude<Entry, Group>

const closed = new WeakSet<Group>()

/** Nothing can be added to a group from here on: what it holds has been read. */
export function close(group: Group): void {
  closed.add(group)
}

/** Whether it is too late to add to a group. */
export function isClosed(group: Group): boolean {
  return closed.has(group)
}

/** A group in which nothing is yet. */
export function newGroup(fields: Omit<Group, 'type' | 'entries' | 'hooks'>): Group {
  const hooks: Hooks = { beforeAll: [], beforeEach: [], afterEach: [], afterAll: [] }
  return { type: 'group', entries: [], hooks, ...fields }
}
