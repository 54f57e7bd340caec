import { connect as openSocket, type Socket } from 'node:net'
import type { ConnectConfig } from 'ssh2'
import { ConnectError } from '../errors.ts'
import type { HostSpec } from '../host/messages.ts'
import { checkEndpoint, type Endpoint } from './endpoint.ts'
import { hostKeyAlgorithms, judgeHostKey } from './host-key.ts'
import { findKnownHost, type KnownHost, keyType } from './known-hosts.ts'
import { ALGORITHMS, offerOf } from './ssh-algorithms.ts'
import { type Attempt, type Budget, startAttempt, watchAttempt, watchProtocol } from './ssh-attempt.ts'
import { planLogin } from './ssh-auth.ts'
import { sshConnection } from './ssh-connection.ts'
import { abortedError, connectError } from './ssh-errors.ts'
import { readKeys } from './ssh-keys.ts'
import { takeShortcuts } from './ssh-shortcuts.ts'
import type { Connection, Transport } from './transport.ts'

/** Reaches a host over SSH, by ssh2: no agent is forwarded, and nothing listens. */
export const ssh: Transport = {
  prepare: () => import('ssh2'),
  connect: async (host, { connectTimeout: limit }, signal) => {
    const endpoint = checkEndpoint(host)
    const budget = { limit, deadline: performance.now() + limit, signal }
    const refusedKeys = new Set<string>()
    for (;;) {
      const attempt = startAttempt(host, endpoint)
      try {
        return await connectOnce(host, endpoint, attempt, refusedKeys, budget)
      } catch (error) {
        if (!mayShowAnotherKey(error, attempt, refusedKeys)) throw connectError(attempt, error as Error)
      }
    }
  },
}

/** A pinned fingerprint does not say of which type its key is: the host is asked for its other ones. */
function mayShowAnotherKey(error: unknown, { offers }: Attempt, refused: ReadonlySet<string>): boolean {
  if (!(error instanceof ConnectError) || error.code !== 'host-key-mismatch') return false
  const offered = offers.get('Host key format') ?? []
  return hostKeyAlgorithms([], refused).some((name) => offered.includes(name))
}

async function connectOnce(
  host: HostSpec,
  endpoint: Endpoint,
  attempt: Attempt,
  refusedKeys: Set<string>,
  budget: Budget,
): Promise<Connection> {
  if (budget.signal.aborted) throw abortedError(attempt)
  // the import of ssh2, the keys and known_hosts are read while the packets travel
  const socket = openSocket({ host: endpoint.address, port: endpoint.port, noDelay: true })
  const { failed, fail, settle } = watchAttempt(attempt, socket, budget)
  try {
    return await Promise.race([failed, establish({ host, endpoint, attempt, refusedKeys, socket, fail })])
  } catch (error) {
    socket.destroy()
    throw error
  } finally {
    settle()
  }
}

interface Establishing {
  readonly host: HostSpec
  readonly endpoint: Endpoint
  readonly attempt: Attempt
  /** The types of the keys that were refused on earlier attempts. */
  readonly refusedKeys: Set<string>
  readonly socket: Socket
  readonly fail: (error: Error) => void
}

async function establish(establishing: Establishing): Promise<Connection> {
  const { host, endpoint, attempt, socket, fail } = establishing
  const [{ default: ssh2 }, texts, known] = await Promise.all([
    import('ssh2'),
    readKeys(host),
    findKnownHost(host.hostKey.knownHosts, endpoint.address, endpoint.port),
  ])
  const judge = judgeOnce(establishing, known)
  const tools = { createAgent: ssh2.createAgent, parseKey: ssh2.utils.parseKey }
  const login = planLogin({
    host,
    user: endpoint.user,
    texts,
    tools,
    isVerified: () => judge.verdict()?.verified === true,
  })
  attempt.login = login
  const client = new ssh2.Client()
  // an agent that does not answer, or a key that does not sign, is one attempt of the login that failed
  const onError = (error: Error & { level?: string }) => isOfOneAttempt(error) || fail(error)
  client.on('error', onError)
  watchProtocol(attempt, socket, client)
  const ready = new Promise<void>((resolve) => client.once('ready', resolve))
  client.connect({
    ...settings(establishing, known),
    authHandler: login.next,
    hostVerifier: judge.accepts,
  })
  takeShortcuts(client)
  await ready
  client.off('error', onError)
  return sshConnection({ client, socket, hostKey: judge.verdict(), place: attempt.place, host: host.name })
}

function isOfOneAttempt({ level, message }: Error & { level?: string }): boolean {
  return level === 'agent' || (level === 'client-authentication' && message.startsWith('Error '))
}

function judgeOnce({ host, attempt, refusedKeys, fail }: Establishing, known: KnownHost) {
  let verdict: Connection['hostKey']
  const accepts = (key: Buffer): boolean => {
    try {
      verdict = judgeHostKey(key, { place: attempt.place, host: host.name, policy: host.hostKey, known })
      return true
    } catch (error) {
      refusedKeys.add(keyType(key))
      fail(error as Error)
      return false
    }
  }
  return { accepts, verdict: () => verdict }
}

function settings({ endpoint, attempt, refusedKeys, socket }: Establishing, known: KnownHost): ConnectConfig {
  const knownTypes = [...known.keys, ...known.portless].map(({ type }) => type)
  return {
    sock: socket,
    username: endpoint.user,
    // one budget counts, and it began with the first packet
    readyTimeout: 0,
    keepaliveInterval: 15_000,
    keepaliveCountMax: 3,
    agentForward: false,
    algorithms: { ...ALGORITHMS, serverHostKey: hostKeyAlgorithms(knownTypes, refusedKeys) },
    debug: (line) => {
      const offer = attempt.phase === 'authentication' ? undefined : offerOf(line)
      if (offer) attempt.offers.set(offer.kind, offer.names)
    },
  }
}
