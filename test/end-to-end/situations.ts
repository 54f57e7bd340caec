import { basename } from 'node:path'

import { globSync } from 'tinyglobby'

import type { TestHostName } from '../hosts/hosts.ts'

/**
 * What is checked of one resource on one real host: `situations/NAME.ts` has those of `src/resources/NAME.ts`.
 *
 * Every check is one line of a spec, `it(mount('/run')).toBeMounted()`, and is run as it stands and negated.
 * ADDRESS, ADDRESS6, NETWORK and GATEWAY stand for those of the host, ZONE for the checkout's.
 */
export interface Situation {
  /** The providers that answer there, by their names in the resource: the documentation says they are proven. */
  readonly mechanisms: readonly string[]
  /** Default `app-1`; `here` is this machine, by the transport `local`. */
  readonly host?: Place
  /** Run as root inside the host before the checks, and after them. */
  readonly before?: string
  readonly after?: string
  /** Pass, and negated they fail. */
  readonly holds: readonly string[]
  /** Fail, and negated they pass. */
  readonly fails: readonly string[]
  /** Ask for a property of what is not there: fail in both polarities. */
  readonly absent: readonly string[]
  /** Cannot be told: errors in both polarities. */
  readonly untold: readonly string[]
}

/** A test host, or this machine. */
export type Place = TestHostName | 'here'

/** All that is known of how a resource was tried. */
export interface Proof {
  readonly situations: readonly Situation[]
  /** Providers that no machine here has, and why: they are tested on captured output alone. */
  readonly parsedOnly?: Readonly<Record<string, string>>
  /** Situations that this resource does not have at all, and why. */
  readonly without?: Readonly<Partial<Record<'holds' | 'fails' | 'absent' | 'untold', string>>>
}

/** Every proof, by the name of its resource's file. */
export async function loadProofs(): Promise<ReadonlyMap<string, Proof>> {
  const files = globSync('test/end-to-end/situations/*.ts').toSorted()
  const loaded = files.map(async (file): Promise<[string, Proof]> => {
    const { proof } = (await import(new URL(`../../${file}`, import.meta.url).href)) as { proof: Proof }
    return [basename(file, '.ts'), proof]
  })
  return new Map(await Promise.all(loaded))
}
