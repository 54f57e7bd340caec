import { type Subject } from '../host/facts.ts'
import { fromError, type Asked, type Reading } from '../host/reading.ts'
import { nameFor } from '../resources/by-os.ts'
import type { Existence, Resource } from '../resources/define-resource.ts'
import type { Target } from './scope.ts'
import { resourceTitle } from './titles.ts'

/** A state that could not be told. */
export type Unread = Extract<Reading, { status: 'unknown' }>

/** The state of a resource on one host, or why there is none. */
export type Found = FoundState | Exclude<Reading, { status: 'read' }>

/** A state, with what it was asked by. */
export interface FoundState {
  readonly status: 'read'
  readonly state: Existence
  readonly asked: Asked | undefined
  /** What the resource is called on this host. */
  readonly name: string
  readonly key: string
}

/** What is wanted of a resource. */
export interface Wanted {
  readonly resource: Resource
  /** What is read only where it is asked for. */
  readonly details: readonly string[]
  /** Asks again, even if it is known. */
  readonly fresh: boolean
}

/** The state of a resource on a host, with the details that are wanted of it, all asked in one tick. Never rejects. */
export function read(target: Target, wanted: Wanted): Promise<Found> {
  return readFor(target, wanted, (found) => found)
}

/**
 * The same, and what `use` makes of it as soon as it is there.
 *
 * A run of 1,000 hosts waits for 100,000 of these at once, so that every promise counts.
 */
export function readFor<T>(target: Target, wanted: Wanted, use: (found: Found) => T | Promise<T>): Promise<T> {
  const { resource, details } = wanted
  try {
    const name = nameFor(resource.name, target.platform.os)
    const key = resource.definition.key?.(name, resource.options) ?? name
    const looks = looksAt(key, target, wanted)
    const [first] = looks as [Promise<Reading>]
    if (looks.length === 1) return first.then((reading) => use(found({ name, key }, details, [reading])))
    return Promise.all(looks).then((readings) => {
      const all = found({ name, key }, details, readings)
      keepSecrets(target, resource, all)
      return use(all)
    })
  } catch (error) {
    return Promise.resolve(fromError(error)).then(use)
  }
}

/** The state itself first, then each of the details. */
function looksAt(key: string, target: Target, { resource, details, fresh }: Wanted): Promise<Reading>[] {
  const { definition, user } = resource
  const subject = { title: resourceTitle(resource), key, user, origin: resource }
  const mechanism = definition.mechanism?.(resource.options)
  const look = (asked: Pick<Subject, 'providers' | 'mechanism'>) =>
    target.facts.look({ ...subject, ...asked }, { fresh })
  return [
    look({ providers: definition.providers, mechanism }),
    ...details.map((detail) => look({ providers: definition.details?.[detail] ?? {} })),
  ]
}

function keepSecrets({ onSecret }: Target, { definition: { secrets = [] } }: Resource, all: Found): void {
  if (onSecret === undefined || all.status !== 'read') return
  for (const [name, value] of Object.entries(all.state)) {
    if (secrets.includes(name) && typeof value === 'string') onSecret(value)
  }
}

function found(
  called: { readonly name: string; readonly key: string },
  details: readonly string[],
  [first, ...rest]: readonly Reading[],
): Found {
  if (first?.status !== 'read') return first as Found
  const state = { ...(first.state as Existence) } as Existence & Record<string, unknown>
  // What is not there has no details, and no reason to complain that they cannot be read.
  if (!state.exists) return { status: 'read', state, asked: first.asked, ...called }
  for (const [index, detail] of details.entries()) {
    const reading = rest[index] as Reading
    if (reading.status !== 'read') return reading
    state[detail] = reading.state
  }
  return { status: 'read', state, asked: rest[0]?.status === 'read' ? rest[0].asked : first.asked, ...called }
}
