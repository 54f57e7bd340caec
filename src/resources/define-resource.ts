import { ConfigError } from '../errors.ts'
import type { Platform } from '../host/platform/platform.ts'
import type { CommandProvider, Provider, Unknown } from '../host/provider.ts'
import type { Script } from '../host/shell.ts'
import { ByOs } from './by-os.ts'
import { checkKind, checkWanted } from './shared/wanted.ts'

export { couldNotTell, denied, Unknown } from '../host/provider.ts'
export type { CommandProvider, CommandRequest, Provider } from '../host/provider.ts'

/** What every state says first: whether there is such a thing on the host. */
export interface Existence {
  readonly exists: boolean
}

/** What a resource is called: a string, or one for each operating system. */
export type Name = string | ByOs

/** A verdict with what was wanted and what was there, for the report. */
export interface Comparison {
  readonly pass: boolean
  readonly expected: unknown
  readonly actual: unknown
  /** `false`: there is no such value, or one of another type; it fails in both polarities. */
  readonly comparable?: false
}

/**
 * What a matcher says.
 *
 * `'absent'`: it asks for a property of something that is not there, and fails in both polarities, as does what is
 * {@link incomparable}. An {@link Unknown} is an error in both.
 */
export type Verdict = boolean | Comparison | 'absent' | Unknown

/**
 * Whether a value is the one that was wanted, with both for the report.
 *
 * @throws {ConfigError} when nothing is wanted, or something of another type: that would never be equal.
 */
export function is(actual: unknown, expected: unknown): Comparison {
  checkWanted(expected, actual)
  return { pass: Object.is(actual, expected), expected, actual }
}

/**
 * A value that cannot be the wanted one, nor be said to differ from it: there is none, or it is of another type.
 *
 * `actual` says which. It fails in both polarities: a name that is misspelt, or `'80'` for `80`, is not green by `.not`.
 */
export function incomparable(actual: string, expected: unknown): Comparison {
  return { pass: false, expected, actual, comparable: false }
}

/**
 * A matcher on text: a string is the whole text, a RegExp searches.
 *
 * @throws {ConfigError} for what is neither.
 */
export function matches(actual: string, expected: string | RegExp): Comparison {
  checkKind(expected, 'text')
  const pass = typeof expected === 'string' ? actual === expected : new RegExp(expected).test(actual)
  return { pass, expected, actual }
}

/** A predicate on a state. `details` names what it needs beyond the state itself. */
// oxlint-disable-next-line typescript/no-explicit-any -- the arguments are each matcher's own
export type Matcher = ((state: any, ...args: any[]) => Verdict) & {
  readonly details?: readonly string[]
  /** Its arguments are shown nowhere. */
  readonly secret?: boolean
  /** What a title shows instead of its arguments. */
  readonly shown?: (args: readonly unknown[]) => readonly unknown[]
  /** What it says where the looker is denied to look at all. */
  readonly whenDenied?: boolean
}

/**
 * A matcher on a property: of something that is not there it is false in both polarities.
 *
 * `.not.toHaveMode('0777')` does not hold for a file that is missing: say `.not.toExist()` for that.
 */
export function ifPresent<Present extends { readonly exists: true }, Args extends readonly unknown[]>(
  test: (state: Present, ...args: Args) => Verdict,
): (state: Present | { readonly exists: false }, ...args: Args) => Verdict {
  return (state, ...args) => (state.exists ? test(state, ...args) : 'absent')
}

/**
 * A matcher that needs more than the state: what `details` of the resource names is fetched with it.
 *
 * @example
 * toContain: withDetails(['content'], ifPresent((file: FilePresent & { content: string }, part: string) => …))
 */
export function withDetails<M extends Matcher>(details: readonly string[], matcher: M): M {
  return Object.assign(matcher.bind(undefined), { details }) as M
}

/** A matcher of which no title and no report shows the arguments. Give it a verdict that compares nothing. */
export function secret<M extends Matcher>(matcher: M): M {
  return Object.assign(matcher.bind(undefined), { details: matcher.details, secret: true }) as M
}

/** A matcher whose title shows its arguments in another way: a number for a mode in octal digits. */
export function shownAs<M extends Matcher>(shown: (args: readonly unknown[]) => readonly unknown[], matcher: M): M {
  return Object.assign(matcher.bind(undefined), { details: matcher.details, shown }) as M
}

/** A matcher about access: where the looker may not even look, it says no, and that is an answer. */
export function noWhenDenied<M extends Matcher>(matcher: M): M {
  return Object.assign(matcher.bind(undefined), { whenDenied: false }) as M
}

/** What to look at once a matcher has failed; fetched only then, all of it in one more round trip. */
export interface EvidenceProbe {
  /** A heading, such as `journal of nginx.service`. */
  readonly label: string
  readonly script: Script
}

/** What {@link Definition.evidence} is told. */
export interface EvidenceContext<State> {
  readonly key: string
  readonly state: State
  readonly platform: Platform
  /** Such as `toBeRunning`. */
  readonly matcher: string
  readonly negated: boolean
}

/** Everything about a kind of resource, in one object. */
export interface Definition<
  State extends Existence = Existence,
  Matchers extends Readonly<Record<string, Matcher>> = Readonly<Record<string, Matcher>>,
  Details extends object = object,
  Options = never,
> {
  /** As it is written in a title: `service`, `package`. */
  readonly kind: string
  /** In the order in which they are tried; the names are those of the mechanisms. */
  readonly providers: Readonly<Record<string, Provider<State> | CommandProvider<State>>>
  readonly matchers: Matchers
  /** Properties that cost more and are fetched only when something asks for them, by property. */
  readonly details?: { readonly [Property in keyof Details]: Readonly<Record<string, Provider<Details[Property]>>> }
  /** What providers are asked for; the name when this is not given. May refuse a name by throwing a ConfigError. */
  readonly key?: (name: string, options: Options | undefined) => string
  /** The provider that the options ask for by name; the first that suits the host when there is none. */
  readonly mechanism?: (options: Options | undefined) => string | undefined
  /** What a title calls one: `kind "name"` when this is not given. */
  readonly title?: (name: string, options: Options | undefined) => string
  /** What is said of one that is not there: `does not exist` when this is not given. */
  readonly absence?: string
  /** Fields of the state that never leave the process. */
  readonly sensitive?: readonly string[]
  /** Those of them that are secrets by themselves, and are taken out of all that a spec prints. */
  readonly secrets?: readonly string[]
  /** Why a state that was read must not be taken for an answer by `inspect` and `toMatchState`. */
  readonly unreadable?: (state: State) => Unknown | undefined
  /** What makes it the same one at two looks; under `throughout` a service that was restarted is another. */
  readonly identity?: (state: State) => unknown
  readonly evidence?: (context: EvidenceContext<State>) => readonly EvidenceProbe[]
}

declare const types: unique symbol

/** Something to look at: an immutable value that carries no host. */
export interface Resource<State extends Existence = Existence, Matchers = unknown, Details = unknown> {
  // oxlint-disable-next-line typescript/no-explicit-any -- whatever it was defined with
  readonly definition: Definition<any, any, any, any>
  readonly name: Name
  readonly options: unknown
  /** Looked at as this user; as the session's when it is not set. */
  readonly user: string | undefined
  readonly [types]?: { readonly state: State; readonly matchers: Matchers; readonly details: Details }
}

/** Makes a resource of a kind. */
export type ResourceFactory<State extends Existence, Matchers, Details, Options> = (
  name: Name,
  options?: Options,
) => Resource<State, Matchers, Details>

const resources = new WeakSet<object>()

/**
 * Defines a kind of resource: what is known about one, how to look, and what can be said of it.
 *
 * @example
 * const reboot = defineResource({
 *   kind: 'reboot',
 *   providers: {
 *     debian: {
 *       on: ({ os }) => os.family === 'debian',
 *       ask: () => sh`test -e /run/reboot-required`,
 *       parse: ({ exitCode }, keys) => new Map(keys.map((key) => [key, { exists: exitCode === 0 }])),
 *     },
 *   },
 *   matchers: { toBeRequired: (state: Existence) => state.exists },
 * })
 * it(reboot('kernel')).not.toBeRequired()
 */
export function defineResource<
  State extends Existence,
  const Matchers extends Readonly<Record<string, Matcher>>,
  Details extends object = Record<never, never>,
  Options = never,
>(definition: Definition<State, Matchers, Details, Options>): ResourceFactory<State, Matchers, Details, Options> {
  return (name, options) => {
    if (!(name instanceof ByOs)) checkKind(name, 'string', `the name of a ${definition.kind}`)
    return makeResource({ definition, name, options, user: undefined })
  }
}

/** Whether a value is a resource: made by {@link defineResource} and nothing else. */
export function isResource(value: unknown): value is Resource {
  return typeof value === 'object' && value !== null && resources.has(value)
}

/**
 * The same resource, looked at as another user: that user's id, groups and HOME, and no login shell.
 *
 * @example
 * it(as('www-data', file('/srv/app/config.yml'))).not.toBeWritable()
 */
export function as<R extends Resource>(user: string, resource: R): R {
  // Without a name it would be looked at as the session's user.
  if (typeof user !== 'string' || user === '') throw new ConfigError('as-user', 'as() needs the name of a user')
  return makeResource<R>({ ...resource, user })
}

function makeResource<R extends Resource>(fields: Resource): R {
  const resource = Object.freeze({ ...fields })
  resources.add(resource)
  return resource as unknown as R
}
