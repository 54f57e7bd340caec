import { ConfigError } from '../errors.ts'
import { didYouMean } from '../nearest.ts'
import type { Definition, Resource } from '../resources/define-resource.ts'
import { eventually, throughout, type EventuallyOptions, type Timing } from './timing.ts'
import type { Link } from './tree.ts'

/** What becomes of a chain of demands on a resource. */
export interface DemandSink {
  readonly resource: Resource
  /** A matcher was called: what it gives to the caller. */
  readonly demand: (link: Link) => unknown
  /** `.not`, `.eventually()` or `.throughout()` was written; told again by the matcher that follows, if one does. */
  readonly modified?: () => () => void
}

interface Pending {
  readonly sink: DemandSink
  readonly negated: boolean
  readonly timing: Timing | undefined
  readonly completed: (() => void) | undefined
}

/** The object with a resource's matchers on it. Immutable: a modifier gives another one. */
export function makeDemands(sink: DemandSink): object {
  return bind({ sink, negated: false, timing: undefined, completed: undefined })
}

const pendings = new WeakMap<object, Pending>()
const prototypes = new WeakMap<object, object>()

function bind(pending: Pending): object {
  const demands = Object.create(prototypeFor(pending.sink.resource.definition)) as object
  pendings.set(demands, pending)
  return demands
}

/** One prototype for each kind of resource: a thousand hosts make no thousand closures. */
function prototypeFor(definition: Definition): object {
  const known = prototypes.get(definition)
  if (known !== undefined) return known
  const prototype = Object.create(refusing(definition)) as object
  for (const matcher of [...Object.keys(definition.matchers), 'toMatchState']) {
    Object.defineProperty(prototype, matcher, {
      get(this: object) {
        const { sink, negated, timing, completed } = pendings.get(this) as Pending
        // A matcher that is named and not called says nothing.
        const called = completed ?? sink.modified?.()
        return (...args: unknown[]) => {
          called?.()
          return sink.demand({ matcher, args, negated, timing })
        }
      },
    })
  }
  const modify = (demands: object, change: Partial<Pending>) => {
    const pending = pendings.get(demands) as Pending
    return bind({ ...pending, ...change, completed: pending.completed ?? pending.sink.modified?.() })
  }
  Object.defineProperties(prototype, {
    not: {
      get(this: object) {
        return modify(this, { negated: true })
      },
    },
    eventually: {
      value(this: object, options?: EventuallyOptions) {
        return modify(this, { timing: eventually(options) })
      },
    },
    throughout: {
      value(this: object, ...args: Parameters<typeof throughout>) {
        return modify(this, { timing: throughout(...args) })
      },
    },
  })
  prototypes.set(definition, prototype)
  return prototype
}

// What is asked of any object: by `await`, and by JSON.stringify.
const ASKED_OF_ALL: readonly PropertyKey[] = ['then', 'toJSON']

/** Stands behind the matchers: a name that is none of them is a mistake, and says which there are. */
function refusing({ kind, matchers }: Definition): object {
  const names = [...Object.keys(matchers), 'toMatchState']
  return new Proxy(Object.create(null) as object, {
    get(_, name) {
      if (typeof name === 'symbol' || ASKED_OF_ALL.includes(name)) return undefined
      const meant = didYouMean(name, [...names, 'not', 'eventually', 'throughout'])
      throw new ConfigError('no-such-matcher', `${kind} has no matcher "${name}".${meant}`, {
        hint: `it has ${names.join(', ')}`,
      })
    },
  })
}
