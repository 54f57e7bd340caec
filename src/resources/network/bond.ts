import { sh } from '../../host/shell.ts'
import { couldNotTell, type Provider, type Unknown } from '../define-resource.ts'
import { allFailed } from '../shared/all-unknown.ts'

/** An interface of a bond. */
export interface BondInterface {
  readonly name: string
  /** Its link is up, as the bond monitors it. */
  readonly up: boolean
}

/** A bond that is there. */
export interface BondPresent {
  readonly exists: true
  /** As the kernel prints it: `fault-tolerance (active-backup)`, `IEEE 802.3ad Dynamic link aggregation`. */
  readonly mode: string
  readonly up: boolean
  readonly interfaces: readonly BondInterface[]
  /** The one that is used now, where only one is. */
  readonly active: string | undefined
}

/** What is known about a bond. */
export type BondState = { readonly exists: false } | BondPresent

// The kernel's bonding.rst. /proc/net is that of the network namespace; without the module there is no folder in it.
// Each file is indented, so that no line of it can pass for the next heading.
export const procBonding: Provider<BondState> = {
  on: ({ kernel }) => kernel.name === 'Linux',
  show: (name) => sh`cat ${`/proc/net/bonding/${name}`}`,
  ask: (names) => sh`[ -r /proc/net/dev ] || { echo '/proc/net is not there' >&2; exit 1; }
for n in ${names}; do
  f=/proc/net/bonding/$n
  if [ ! -e "$f" ]; then echo none; elif t=$(cat "$f" 2>&1); then printf 'bond\n%s\n' "$t" | sed '2,$s/^/ /'; else printf 'error\n %s\n' "$t"; fi
done`,
  parse: (answer, names) => {
    const blocks = answer.stdout.split(/^(?=\S)/m).filter((block) => block !== '')
    if (answer.exitCode !== 0 || blocks.length !== names.length) return allFailed(names, '/proc/net/bonding', answer)
    return new Map(names.map((name, index) => [name, bondOf(blocks[index] ?? '')]))
  },
}

function bondOf(block: string): BondState | Unknown {
  const [kind, ...lines] = block.split('\n').map((line) => line.trim())
  if (kind === 'none') return { exists: false }
  const text = lines.join('\n')
  const [head = '', ...members] = text.split(/^Slave Interface: /m)
  const mode = /^Bonding Mode: (.+)$/m.exec(head)?.[1]
  if (kind !== 'bond' || mode === undefined) return couldNotTell(lines[0] || 'the kernel printed what cannot be read')
  const active = /^Currently Active Slave: (.+)$/m.exec(head)?.[1]
  return {
    exists: true,
    mode,
    up: isUp(head),
    interfaces: members.map((member) => ({ name: member.split('\n')[0] ?? '', up: isUp(member) })),
    active: active === 'None' ? undefined : active,
  }
}

function isUp(text: string): boolean {
  return /^MII Status: up$/m.test(text)
}
