import { sh } from '../../host/shell.ts'
import { couldNotTell, type Provider, type Unknown } from '../define-resource.ts'
import { allFailed, allUnknown, linesOf } from '../shared/all-unknown.ts'
import { readAddress } from '../sockets/address.ts'

/** An address of an interface. */
export interface InterfaceAddress {
  readonly family: 'ipv4' | 'ipv6'
  /** In its shortest form. */
  readonly address: string
  /** The length of the network's part. */
  readonly prefix: number
  /** `global`, `link` or `host`. */
  readonly scope: string
}

/** An interface that is there. */
export interface InterfacePresent {
  readonly exists: true
  /** Switched on, and with a carrier: what `lo` and tunnels say is `unknown` counts as up with them. */
  readonly up: boolean
  /** `up`, `down`, `unknown`, `dormant`, `lowerlayerdown`; `undefined` where the tool does not say. */
  readonly operationalState: string | undefined
  /** Such as `UP`, `LOWER_UP`, `BROADCAST`. */
  readonly flags: readonly string[]
  readonly mtu: number
  /** The hardware's address; `undefined` where there is none. */
  readonly mac: string | undefined
  readonly addresses: readonly InterfaceAddress[]
}

/** What is known about an interface. */
export type InterfaceState = { readonly exists: false } | InterfacePresent

// ip-link(8), ip-address(8): iproute2's and busybox's -o print the same lines. /sys/class/net is not asked, since in
// a container it may show the interfaces of another network namespace.
export const ipAddress: Provider<InterfaceState> = {
  on: ({ tools }) => tools.includes('ip'),
  show: (name) => sh`ip address show dev ${name}`,
  ask: () => sh`ip -o link show && echo = && ip -o addr show`,
  parse: (answer, names) => {
    const [links, addresses, ...rest] = answer.stdout.split(/^=\n/m)
    if (answer.exitCode !== 0 || links === undefined || addresses === undefined || rest.length > 0) {
      return allFailed(names, 'ip', answer)
    }
    const odd = linesOf(addresses).find((line) => / inet6? /.test(line) && readLine(line) === undefined)
    if (odd !== undefined) return allUnknown(names, `ip printed what cannot be read: ${odd}`)
    const found = new Map<string, InterfacePresent>()
    for (const line of linesOf(links)) {
      const link = readLink(line, linesOf(addresses))
      if (link === undefined) return allUnknown(names, `ip printed what cannot be read: ${line}`)
      for (const name of link.names) found.set(name, link.state)
    }
    if (found.size === 0) return allUnknown(names, 'ip names no interface, not even lo')
    return new Map(names.map((name) => [name, found.get(name) ?? { exists: false }]))
  },
}

const LINK = /^\d+: ([^\s@]+)(?:@\S+)?: <([^>]*)> mtu (\d+)(?:.*? state (\S+))?/

function readLink(
  line: string,
  addresses: readonly string[],
): { readonly names: readonly string[]; readonly state: InterfacePresent } | undefined {
  const [, name, words = '', mtu, state] = LINK.exec(line) ?? []
  if (name === undefined) return undefined
  const flags = words.split(',')
  // of an address that somebody else has too the kernel makes no use
  const own = addresses
    .filter((text) => !/ dadfailed\b/.test(text))
    .map(readLine)
    .filter((entry) => entry?.name === name)
  const aliases = [...line.matchAll(/\\\s+altname (\S+)/g)].map(([, alias = '']) => alias)
  const operationalState = state?.toLowerCase()
  return {
    names: [name, ...aliases],
    state: {
      exists: true,
      up: flags.includes('UP') && flags.includes('LOWER_UP') && !DOWN.has(operationalState ?? ''),
      operationalState,
      flags,
      mtu: Number(mtu),
      mac: /\blink\/ether ([0-9a-f:]{17})\b/.exec(line)?.[1],
      addresses: own.flatMap((entry) => (entry === undefined ? [] : [entry.address])),
    },
  }
}

/** RFC 2863, as the kernel's operstates.rst has it. */
const DOWN = new Set(['down', 'lowerlayerdown', 'dormant', 'notpresent', 'testing'])

const ADDRESS = /^\d+: (\S+)\s+inet6? ([^\s/]+)(?: peer [^\s/]+)?(?:\/(\d+))?\s.*?scope (\S+)/

function readLine(line: string): { readonly name: string; readonly address: InterfaceAddress } | undefined {
  const [, name, text, prefix, scope] = ADDRESS.exec(line) ?? []
  const read = readAddress(text ?? '')
  if (name === undefined || scope === undefined || read === undefined) return undefined
  const { family, address } = read
  const whole = family === 'ipv4' ? 32 : 128
  return { name, address: { family, address, prefix: prefix === undefined ? whole : Number(prefix), scope } }
}

/** Megabits per second. */
export const speed: Provider<number> = {
  on: ({ kernel }) => kernel.name === 'Linux',
  show: (name) => sh`cat ${`/sys/class/net/${name}/speed`}`,
  ask: (names) => sh`for n in ${names}; do
  d="/sys/class/net/$n"
  ours=$(ip -o link show dev "$n" 2>/dev/null | sed 's/:.*//')
  if [ "$ours" != "$(cat "$d/ifindex" 2>/dev/null)" ]; then echo '= /sys shows the interfaces of another network namespace'
  else echo "= $(cat "$d/speed" 2>&1)"; fi
done`,
  parse: (answer, names) => {
    const lines = linesOf(answer.stdout)
    if (lines.length !== names.length) return allFailed(names, '/sys/class/net', answer)
    return new Map(names.map((name, index) => [name, speedOf(lines[index] ?? '')]))
  },
}

// sysfs-class-net: -1 and "Invalid argument" where there is no speed to tell, or no carrier.
function speedOf(line: string): number | Unknown {
  const [, text = ''] = /^= (.*)$/.exec(line) ?? []
  if (/^[1-9]\d*$/.test(text)) return Number(text)
  if (/^-1$|Invalid argument/.test(text)) return couldNotTell('its driver does not say how fast it is')
  return couldNotTell(text)
}
