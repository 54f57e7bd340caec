import * as infraspec from '../../src/index.ts'
import { isResource, type Definition } from '../../src/resources/define-resource.ts'
import type { Place, Proof, Situation } from '../end-to-end/situations.ts'

/** What the machines of the tests are, as a reader would say it. */
const MACHINES: Readonly<Record<Place, string>> = {
  'app-1': 'Debian 12',
  'app-2': 'Debian 12',
  'broken-1': 'Debian 12',
  'blind-1': 'Debian 12',
  'odd-1': 'Debian 12',
  'down-1': 'Debian 12',
  here: 'Debian 12',
  'trixie-1': 'Debian 13',
  'openrc-1': 'Debian 13 with OpenRC',
  'busybox-1': 'busybox with runit',
  'fedora-1': "rpm's database on Debian 13",
  'arch-1': "pacman's database on Debian 13 with sysvinit",
}

/** One way to look, and on which real machines it was tried. */
export interface Mechanism {
  readonly name: string
  /** Empty when it was tried on captured output alone. */
  readonly machines: readonly string[]
  /** Why no machine here has it. */
  readonly parsedOnly: string | undefined
}

/** The ways in which a resource is looked at, in the order in which they are tried. */
export function mechanismsOf(name: string, proof: Proof | undefined): readonly Mechanism[] {
  return Object.keys(definitionOf(name).providers).map((mechanism) => {
    const there = (proof?.situations ?? []).filter(({ mechanisms }) => mechanisms.includes(mechanism))
    const machines = [...new Set(there.map(machineOf))]
    return { name: mechanism, machines, parsedOnly: proof?.parsedOnly?.[mechanism] }
  })
}

function machineOf({ host = 'app-1' }: Situation): string {
  return MACHINES[host]
}

const factories: ReadonlyMap<string, unknown> = new Map(Object.entries(infraspec))

/** What a resource was defined with; it is asked of one with any name, for some have none and some a number. */
export function definitionOf(name: string): Definition {
  const factory = factories.get(name) as (...args: unknown[]) => unknown
  for (const args of [['name'], ['/name'], [80], []]) {
    try {
      const made = factory(...args)
      if (isResource(made)) return made.definition
    } catch {
      // it takes another kind of name
    }
  }
  throw new Error(`${name}() makes no resource out of a name, a path, a number or nothing`)
}
