import type { Answer } from '../host/answer.ts'
import type { Platform } from '../host/platform/platform.ts'
import type { Script } from '../host/shell.ts'
import {
  defineResource,
  Unknown,
  type Comparison,
  type Existence,
  type Provider,
  type Resource,
} from './define-resource.ts'
import { within, type NumberRange } from './shared/number-range.ts'

/** All things of a kind that a host has. */
export interface Listing<Item> extends Existence {
  readonly exists: true
  readonly list: true
  readonly items: readonly Item[]
}

/** One way to list all things of a kind: a provider without keys. Half a list is none: it could not be told. */
export interface Lister<Item> {
  readonly on: (platform: Platform) => boolean
  readonly ask: (platform: Platform) => Script
  /** What shows a person the same, where `ask` is more than they would type. */
  readonly show?: () => Script
  readonly parse: (answer: Answer, platform: Platform) => readonly Item[] | Unknown
}

/** A lister as a provider. */
export function listed<Item>({ on, ask, show, parse }: Lister<Item>): Provider<Listing<Item>> {
  return {
    on,
    ...(show === undefined ? {} : { show }),
    ask: (_, platform) => ask(platform),
    parse: (answer, keys, platform) => {
      const items = parse(answer, platform)
      const state = items instanceof Unknown ? items : { exists: true as const, list: true as const, items }
      return new Map(keys.map((key) => [key, state]))
    },
  }
}

/** A provider of single ones that looks them up in a list. */
export function lookedUp<Item, State>(
  { on, ask, parse }: Lister<Item>,
  pick: (items: readonly Item[], key: string) => State | Unknown,
): Provider<State> {
  return {
    on,
    ask: (_, platform) => ask(platform),
    parse: (answer, keys, platform) => {
      const items = parse(answer, platform)
      return new Map(keys.map((key) => [key, items instanceof Unknown ? items : pick(items, key)]))
    },
  }
}

/** What can be said of a list as a whole; what is in it, `inspect` gives. */
export type ListMatchers = {
  /** There are so many, or a number within limits: `{ atLeast, atMost, above, below }`. */
  readonly toHaveCount: (list: Listing<unknown>, expected: number | NumberRange) => Comparison
}

const matchers: ListMatchers = {
  toHaveCount: ({ items }, expected) => within(items.length, expected),
}

/** Everything about a list, in one object. */
export interface ListDefinition<Item, Options> {
  /** As it is written in a title: `the listening ports`. */
  readonly title: string
  /** In the order in which they are tried; the names are those of the mechanisms. */
  readonly providers: Readonly<Record<string, Provider<Listing<Item>>>>
  /** The provider that the options ask for by name. May refuse them by throwing a ConfigError. */
  readonly mechanism?: (options: Options | undefined) => string | undefined
  /** What providers are asked for, where the options say more than which one. */
  readonly key?: (options: Options | undefined) => string
}

/**
 * Defines a list: all things of a kind that a host has, as an array for `inspect`.
 *
 * @example
 * const timezones = defineList({ title: 'the time zones', providers: { files: listed({ … }) } })
 * expect(await inspect(timezones())).toContain('Europe/Berlin')
 */
export function defineList<Item, Options = never>(
  definition: ListDefinition<Item, Options>,
): (options?: Options) => Resource<Listing<Item>, ListMatchers, Record<never, never>> {
  const { title, providers, mechanism, key } = definition
  const define = defineResource<Listing<Item>, ListMatchers, Record<never, never>, Options>({
    kind: 'list',
    title: () => title,
    providers,
    matchers,
    ...(mechanism === undefined ? {} : { mechanism }),
    ...(key === undefined ? {} : { key: (_: string, options: Options | undefined) => key(options) }),
  })
  return (options) => define(title, options)
}

/** Whether a state is a list. */
export function isListing(state: Existence): state is Listing<unknown> {
  return 'list' in state && state.list === true && 'items' in state && Array.isArray(state.items)
}
