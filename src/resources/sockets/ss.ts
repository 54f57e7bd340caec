import { sh } from '../../host/shell.ts'
import { lookedUp, type Lister } from '../define-list.ts'
import { couldNotTell, type Provider } from '../define-resource.ts'
import { failed, linesOf } from '../shared/all-unknown.ts'
import { readAddress } from './address.ts'
import { portState, type Listener, type PortState } from './state.ts'

// ss(8). Each family is asked for on its own, as `*:80` is IPv4 before iproute2 4.13, either of them in 4.13
// and 4.14, and a dual-stack socket since. Whether the kernel has a listener at all is asked of proc(5). -e adds `v6only:` (Linux 4.2) and `uid:` (when it is not root).
export const ssSockets: Lister<Listener> = {
  on: ({ tools }) => tools.includes('ss'),
  show: () => sh`ss -lntup`,
  ask: () =>
    sh`ss -H -l -n -t -u -e -4 && echo ipv6 && ss -H -l -n -t -u -e -6 && { echo kernel; grep -s -c -m 1 ' 0A ' /proc/net/tcp /proc/net/tcp6; :; }`,
  parse: (answer) => {
    if (answer.exitCode !== 0 || complaint(answer.stderr)) return failed('ss', answer)
    const [printed = '', kernel, ...more] = `\n${answer.stdout}`.split('\nkernel\n')
    const [ipv4, ipv6, ...rest] = `${printed}\n`.split('\nipv6\n')
    if (ipv4 === undefined || ipv6 === undefined || kernel === undefined || rest.length + more.length > 0) {
      return couldNotTell('ss was interrupted')
    }
    const doubt = contradiction({ ipv4, ipv6, kernel })
    if (doubt !== undefined) return couldNotTell(doubt)
    const sockets: Listener[] = []
    for (const [family, text] of [['ipv4', ipv4] as const, ['ipv6', ipv6] as const]) {
      for (const line of linesOf(text)) {
        const listener = readLine(line, family)
        if (listener === undefined) return couldNotTell(`ss printed what cannot be read: ${line.trim()}`)
        sockets.push(listener)
      }
    }
    return sockets
  },
}

/** The same for single ports. */
export const ss: Provider<PortState> = {
  ...lookedUp(ssSockets, portState),
  show: (number) => sh`ss -lntup sport = ${`:${number}`}`,
}

/** An ss that is not let see, or is none, prints nothing and exits 0: no ports at all, where the kernel has some. */
function contradiction({ ipv4, ipv6, kernel }: Readonly<Record<'ipv4' | 'ipv6' | 'kernel', string>>) {
  const count = (table: string) => new RegExp(`^/proc/net/${table}:(\\d+)$`, 'm').exec(kernel)?.[1]
  if (count('tcp') === undefined && linesOf(ipv4 + ipv6).length === 0) {
    return 'ss printed nothing, and /proc/net/tcp cannot be read'
  }
  for (const [table, text] of [['tcp', ipv4] as const, ['tcp6', ipv6] as const]) {
    if (Number(count(table) ?? 0) > 0 && !/^tcp\s/m.test(text)) return `ss printed nothing of /proc/net/${table}`
  }
  return undefined
}

const LINE = /^(tcp|udp)\s+(LISTEN|UNCONN)\s+\d+\s+\d+\s+(\S+):(\d+)\s+\S+(?:\s+(.*))?$/

function readLine(line: string, family: 'ipv4' | 'ipv6'): Listener | undefined {
  const [, protocol, , local, port, more = ''] = LINE.exec(line) ?? []
  if (protocol === undefined || local === undefined || port === undefined) return undefined
  const address = readAddress(local.replace(/^\*/, family === 'ipv4' ? '0.0.0.0' : '::'))
  if (address === undefined || (family === 'ipv4' && address.family === 'ipv6')) return undefined
  const v6only = /(?:^|\s)v6only:([01])(?=\s|$)/.exec(more)?.[1]
  return {
    protocol: protocol as 'tcp' | 'udp',
    family: address.family,
    address: address.address,
    port: Number(port),
    v6only: v6only === undefined || address.family === 'ipv4' ? undefined : v6only === '1',
    scope: address.scope,
    uid: Number(/(?:^|\s)uid:(\d+)(?=\s|$)/.exec(more)?.[1] ?? 0),
  }
}

// ss(8) could not name the cgroup of a socket, in a column that is not read here: every socket is there all the same.
const HARMLESS = 'Failed to open cgroup2 by ID'

function complaint(stderr: string): boolean {
  return stderr.split('\n').some((line) => line !== '' && line !== HARMLESS)
}
