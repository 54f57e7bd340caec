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

/** The state of a resource on a host, with the details that are wanted of it, all asked in one tick. */
export async function read(
  target: Target,
  resource: Resource,
  details: readonly string[],
  fresh: boolean,
): Promise<Found> {
  try {
    const name = nameFor(resource.name, target.platform.os)
    const key = resource.definition.key?.(name, resource.options) ?? name
    return await readAs({ name, key }, target, resource, details, fresh)
  } catch (error) {
    return fromError(error)
  }
}

async function readAs(
  called: { readonly name: string; readonly key: string },
  target: Target,
  resource: Resource,
  details: readonly string[],
  fresh: boolean,
): Promise<Found> {
  const { definition, user } = resource
  const subject = { title: resourceTitle(resource), key: called.key, user, origin: resource }
  const mechanism = definition.mechanism?.(resource.options)
  const look = (asked: Pick<Subject, 'providers' | 'mechanism'>) =>
    target.facts.look({ ...subject, ...asked }, { fresh })
  const [first, ...rest] = await Promise.all([
    look({ providers: definition.providers, mechanism }),
    ...details.map((detail) => look({ providers: definition.details?.[detail] ?? {} })),
  ])
  if (first?.status !== 'read') return first
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
