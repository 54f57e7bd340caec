import { connect as openSocket, isIP, type Socket } from 'node:net'
import type { Client, ConnectConfig } from 'ssh2'
import type { HostSpec } from '../host/messages.ts'
import { checkEndpoint, type Endpoint, place } from './endpoint.ts'
import { hostKeyAlgorithms, judgeHostKey } from './host-key.ts'
import { findKnownHost, type KnownHost } from './known-hosts.ts'
import { ALGORITHMS, offerOf } from './ssh-algorithms.ts'
import { planLogin } from './ssh-auth.ts'
import { abortedError, type Attempted, connectError, timeoutError } from './ssh-errors.ts'
import { readKeys } from './ssh-keys.ts'
import { sshConnection } from './ssh-connection.ts'
import type { Connection, Transport } from './transport.ts'

/** Reaches a host over SSH, by ssh2: no agent is forwarded, and nothing listens. */
export const ssh: Transport = {
  connect: async (host, limits, signal) => {
    const endpoint = checkEndpoint(host)
    const attempt = startAttempt(host, endpoint)
    if (signal.aborted) throw abortedError(attempt)
    // the import of ssh2, the keys and known_hosts are read while the packets travel
    const socket = openSocket({ host: endpoint.address, port: endpoint.port, noDelay: true })
    const ending = endOf(socket, attempt, limits.connectTimeout, signal)
    try {
      return await Promise.race([ending.failed, establish(host, endpoint, attempt, socket, ending.fail)])
    } catch (error) {
      socket.destroy()
      throw connectError(attempt, error as Error)
    } finally {
      ending.settle()
    }
  },
}

/** An attempt to connect, as far as it has come. */
type Attempt = { -readonly [Key in keyof Attempted]: Attempted[Key] } & { readonly offers: Map<string, string> }

function startAttempt(host: HostSpec, endpoint: Endpoint): Attempt {
  return {
    place: place(host.name, endpoint),
    host: host.name,
    address: endpoint.address,
    phase: isIP(endpoint.address) ? 'connecting' : 'resolving',
    login: undefined,
    said: '',
    offers: new Map(),
  }
}

/** Everything that can end an attempt, in one promise. */
function endOf(socket: Socket, attempt: Attempt, limit: number, signal: AbortSignal) {
  const { promise: failed, reject: fail } = withReject()
  const timer = setTimeout(() => fail(timeoutError(attempt, limit)), limit)
  const onAbort = () => fail(abortedError(attempt))
  signal.addEventListener('abort', onAbort, { once: true })
  socket.on('error', fail)
  socket.once('close', () => fail(new Error('closed')))
  socket.once('lookup', (error) => {
    if (!error) attempt.phase = 'connecting'
  })
  socket.once('connect', () => (attempt.phase = 'banner'))
  const settle = () => {
    clearTimeout(timer)
    signal.removeEventListener('abort', onAbort)
  }
  return { failed, fail, settle }
}

function withReject(): { promise: Promise<never>; reject: (error: Error) => void } {
  let reject: (error: Error) => void = () => {}
  const promise = new Promise<never>((_resolve, rejectPromise) => (reject = rejectPromise))
  // it is raced while connecting; what comes later is the connection's to tell
  promise.catch(() => {})
  return { promise, reject }
}

async function establish(
  host: HostSpec,
  endpoint: Endpoint,
  attempt: Attempt,
  socket: Socket,
  fail: (error: Error) => void,
): Promise<Connection> {
  const [{ default: ssh2 }, texts, known] = await Promise.all([
    import('ssh2'),
    readKeys(host),
    findKnownHost(host.hostKey.knownHosts, endpoint.address, endpoint.port),
  ])
  let hostKey: { fingerprint: string; verified: boolean } | undefined
  const { createAgent, parseKey } = { createAgent: ssh2.createAgent, parseKey: ssh2.utils.parseKey }
  const login = planLogin(host, endpoint.user, texts, { createAgent, parseKey }, () => hostKey?.verified === true)
  attempt.login = login
  const client = new ssh2.Client()
  const ready = new Promise<void>((resolve) => client.once('ready', resolve))
  client.on('error', fail)
  client.once('handshake', () => (attempt.phase = 'authentication'))
  watchBanner(client, socket, attempt)
  client.connect({
    ...settings(socket, endpoint, known, attempt),
    authHandler: login.next as NonNullable<ConnectConfig['authHandler']>,
    hostVerifier: (key: Buffer) => {
      try {
        hostKey = judgeHostKey(key, { place: attempt.place, host: host.name, policy: host.hostKey, known })
        return true
      } catch (error) {
        fail(error as Error)
        return false
      }
    },
  })
  await ready
  client.off('error', fail)
  return sshConnection({ client, socket, hostKey, place: attempt.place, host: host.name })
}

function settings(socket: Socket, { user }: Endpoint, known: KnownHost, attempt: Attempt): ConnectConfig {
  return {
    sock: socket,
    username: user,
    // one budget counts, and it began with the first packet
    readyTimeout: 0,
    keepaliveInterval: 15_000,
    keepaliveCountMax: 3,
    agentForward: false,
    algorithms: { ...ALGORITHMS, serverHostKey: hostKeyAlgorithms(known) },
    debug: (line) => {
      const offer = attempt.phase === 'authentication' ? undefined : offerOf(line)
      if (offer) attempt.offers.set(offer.kind, offer.names)
    },
  }
}

function watchBanner(client: Client, socket: Socket, attempt: Attempt): void {
  // a listener any earlier would take the banner away from ssh2
  client.once('connect', () =>
    socket.once('data', (data: Buffer) => {
      if (data.toString('latin1', 0, 4) === 'SSH-') attempt.phase = 'kex'
      else attempt.said = data.toString('latin1', 0, 200)
    }),
  )
}
