import type { Duplex } from 'node:stream'
import type { ConnectConfig } from 'ssh2'
import type { HostSpec } from '../../host/host-spec.ts'
import { hostKeyAlgorithms } from '../keys/host-key.ts'
import type { KnownHost } from '../keys/known-hosts.ts'
import { ALGORITHMS, offerOf } from './algorithms.ts'
import type { Attempt } from './attempt.ts'

/** What the settings of a connection are made from. */
export interface SettingsOptions {
  readonly host: HostSpec
  readonly user: string
  readonly attempt: Attempt
  /** The types of the keys that were refused on earlier attempts. */
  readonly refusedKeys: ReadonlySet<string>
  readonly socket: Duplex
  readonly known: KnownHost
}

/** What ssh2 is told of a connection, except for how to log in. */
export function connectSettings({ host, user, attempt, refusedKeys, socket, known }: SettingsOptions): ConnectConfig {
  const knownTypes = [...known.keys, ...known.portless].map(({ type }) => type)
  return {
    sock: socket,
    username: user,
    // one budget counts, and it began with the first packet
    readyTimeout: 0,
    keepaliveInterval: host.keepalive?.interval ?? 15_000,
    keepaliveCountMax: host.keepalive?.count ?? 3,
    agentForward: false,
    algorithms: { ...ALGORITHMS, serverHostKey: hostKeyAlgorithms(knownTypes, refusedKeys) },
    debug: (line) => {
      const offer = attempt.phase === 'authentication' ? undefined : offerOf(line)
      if (offer) attempt.offers.set(offer.kind, offer.names)
    },
  }
}
