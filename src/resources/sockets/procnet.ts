import type { Platform } from '../../host/platform/platform.ts'
import { sh } from '../../host/shell.ts'
import { lookedUp, type Lister } from '../define-list.ts'
import { couldNotTell, type Provider } from '../define-resource.ts'
import { failed } from '../shared/all-unknown.ts'
import { readAddress } from './address.ts'
import { portState, type Listener, type PortState } from './state.ts'

/**
 * The kernel's own tables, which need no tool.
 *
 * They do not say whether a socket on `::` takes IPv4 as well, nor which interface one is bound to.
 */
// proc(5). Without IPv6 there is no tcp6 and no udp6.
export const procnetSockets: Lister<Listener> = {
  on: ({ kernel }) => kernel.name === 'Linux',
  ask: () =>
    sh`for table in tcp udp tcp6 udp6; do if [ -e /proc/net/$table ] || [ $table = tcp ]; then echo "table $table" && cat /proc/net/$table || exit; fi; done`,
  parse: (answer, platform) => {
    if (answer.exitCode !== 0 || answer.stderr.trim() !== '') return failed('/proc/net', answer)
    const [before, ...tables] = `\n${answer.stdout}`.split('\ntable ')
    if (before !== '' || tables.length < 2) return couldNotTell('/proc/net has no tables of sockets')
    const sockets: Listener[] = []
    for (const table of tables) {
      const listeners = readTable(table, platform)
      if (typeof listeners === 'string') return couldNotTell(`/proc/net holds what cannot be read: ${listeners}`)
      sockets.push(...listeners)
    }
    return sockets
  },
}

/** The same for single ports. */
export const procnet: Provider<PortState> = lookedUp(procnetSockets, portState)

const HEADER = /^\s*sl\s+local_address\s+(?:rem|remote)_address\s+st\s/
const ROW =
  /^\s*\d+: ([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4}) [0-9A-F]+:[0-9A-F]{4} ([0-9A-F]{2}) \S+ \S+ \S+\s+(\d+)\s/

/** The listeners of a table, or the line that cannot be read. */
function readTable(table: string, platform: Platform): Listener[] | string {
  const [name = '', header = '', ...rows] = table.trimEnd().split('\n')
  if (!/^(tcp|udp)6?$/.test(name) || !HEADER.test(header)) return `${name} ${header}`.trim()
  const protocol = name.startsWith('tcp') ? 'tcp' : 'udp'
  const listeners: Listener[] = []
  for (const row of rows) {
    const [, address, port, state, uid] = ROW.exec(row) ?? []
    if (address === undefined || port === undefined || state === undefined) return row.trim()
    if (state !== LISTENING[protocol]) continue
    const local = readAddress(decodeAddress(address, platform))
    if (local === undefined) return row.trim()
    listeners.push({ protocol, ...local, port: Number.parseInt(port, 16), v6only: undefined, uid: Number(uid) })
  }
  return listeners
}

// include/net/tcp_states.h: TCP_LISTEN is 10, and TCP_CLOSE (7) is a UDP socket that is not connected
const LISTENING = { tcp: '0A', udp: '07' } as const

const BIG_ENDIAN = /^(s390|ppc$|ppc64$|mips$|mips64$|sparc|armeb|aarch64_be|parisc|m68k)/

/** Words of 32 bits, in the byte order of the host. */
function decodeAddress(hex: string, { arch }: Platform): string {
  const words = hex.match(/.{8}/g) ?? []
  const bytes = words.flatMap((word) => {
    const pairs = word.match(/../g) ?? []
    return BIG_ENDIAN.test(arch) ? pairs : pairs.toReversed()
  })
  if (bytes.length === 4) return bytes.map((byte) => Number.parseInt(byte, 16)).join('.')
  return (bytes.join('').match(/.{4}/g) ?? []).join(':')
}
