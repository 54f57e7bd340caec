/** A socket that waits for others to speak: a TCP listener, or a UDP socket that is bound and not connected. */
export interface Listener {
  readonly protocol: 'tcp' | 'udp'
  /** Of the address; an IPv6 wildcard may take IPv4 connections as well, see `v6only`. */
  readonly family: 'ipv4' | 'ipv6'
  /** In its shortest form; `0.0.0.0` and `::` are the wildcards. */
  readonly address: string
  readonly port: number
  /** Whether an IPv6 socket refuses IPv4; `undefined` where the host does not say, and for IPv4. */
  readonly v6only: boolean | undefined
  /** The interface that it is bound to, as in `127.0.0.53%lo`. */
  readonly scope: string | undefined
  readonly uid: number | undefined
}

/** A port that nothing listens on. */
export interface PortClosed {
  readonly exists: false
}

/** A port, with everything that listens on it. */
export interface PortOpen {
  readonly exists: true
  readonly listeners: readonly Listener[]
}

/** What is known about a port. */
export type PortState = PortOpen | PortClosed

/** The state of a port, once all the sockets of a host are known. */
export function portState(sockets: readonly Listener[], key: string): PortState {
  const listeners = sockets.filter(({ port }) => String(port) === key)
  return listeners.length > 0 ? { exists: true, listeners } : { exists: false }
}
