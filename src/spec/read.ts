import { type Subject } from '../host/facts.ts'
import { fromError, type Asked, type Reading } from '../host/reading.ts'
import { nameFor } from '../resources/by-os.ts'
import type { Existence, Resource } from '../resources/define-resource.ts'
import type { Target } from './scope.ts'

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
  // whoever gets it may write to it, and others look at the same
  return readFor(target, wanted, (found) => (found.status === 'read' ? { ...found, state: { ...found.state } } : found))
}

/**
 * The same, not to be written to, and what `use` makes of it as soon as it is there.
 *
 * A run of 1,000 hosts waits for 100,000 of these at once, so that every promise and every object counts.
 */
export function readFor<T>(target: Target, wanted: Wanted, use: (found: Found) => T | Promise<T>): Promise<T> {
  const { resource, details, fresh } = wanted
  try {
    const name = nameFor(resource.name, target.platform.os)
    const key = resource.definition.key?.(name, resource.options) ?? name
    if (details.length > 0) return readDetails(target, wanted, name, key).then(use)
    return target.facts.look(subjectOf(resource, key), fresh).then((reading) => use(found(reading, name, key)))
  } catch (error) {
    return Promise.resolve(fromError(error)).then(use)
  }
}

function readDetails(target: Target, wanted: Wanted, name: string, key: string): Promise<Found> {
  const { resource, details, fresh } = wanted
  const looks = [undefined, ...details].map((detail) => target.facts.look(subjectOf(resource, key, detail), fresh))
  return Promise.all(looks).then(([reading, ...more]) => {
    const all = withDetails(found(reading as Reading, name, key), details, more)
    keepSecrets(target, resource, all)
    return all
  })
}

/** The state itself, or one of its details. */
function subjectOf(resource: Resource, key: string, detail?: string): Subject {
  const { definition, options, user } = resource
  const mechanism = detail === undefined ? definition.mechanism?.(options) : undefined
  const providers = detail === undefined ? definition.providers : (definition.details?.[detail] ?? {})
  return { providers, mechanism, key, user, origin: resource }
}

function keepSecrets({ onSecret }: Target, { definition: { secrets = [] } }: Resource, all: Found): void {
  if (onSecret === undefined || all.status !== 'read') return
  for (const [name, value] of Object.entries(all.state)) {
    if (secrets.includes(name) && typeof value === 'string') onSecret(value)
  }
}

function found(reading: Reading, name: string, key: string): Found {
  if (reading.status !== 'read') return reading
  return { status: 'read', state: reading.state as Existence, asked: reading.asked, name, key }
}

function withDetails(alone: Found, details: readonly string[], readings: readonly Reading[]): Found {
  // What is not there has no details, and no reason to complain that they cannot be read.
  if (alone.status !== 'read' || !alone.state.exists) return alone
  const state = { ...alone.state } as Existence & Record<string, unknown>
  for (const [index, detail] of details.entries()) {
    const reading = readings[index] as Reading
    if (reading.status !== 'read') return reading
    state[detail] = reading.state
  }
  return { ...alone, state, asked: readings[0]?.status === 'read' ? readings[0].asked : alone.asked }
}
