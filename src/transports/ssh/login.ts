import { connect as openSocket } from 'node:net'
import type { Duplex } from 'node:stream'
import { ConnectError } from '../../errors.ts'
import type { HostSpec } from '../../host/host-spec.ts'
import { checkEndpoint, type Endpoint } from '../endpoint.ts'
import { hostKeyAlgorithms, judgeHostKey } from '../keys/host-key.ts'
import { findKnownHost, type KnownHost, keyType } from '../keys/known-hosts.ts'
import {
  type Attempt,
  type Budget,
  type OnPhase,
  startAttempt,
  watchAttempt,
  watchProtocol,
  watchSocket,
} from './attempt.ts'
import { planLogin } from './auth.ts'
import { type Carrier, sendAhead } from './channel.ts'
import type { LoggedIn } from './connection.ts'
import { abortedError, connectError } from './errors.ts'
import { readKeys } from '../keys/login-keys.ts'
import { connectSettings } from './settings.ts'
import { takeShortcuts } from './shortcuts.ts'
import { gatherWrites } from './socket.ts'
import type { Way } from './jump.ts'
import { allowedKeys } from '../keys/public-keys.ts'
import type { Connection, Program } from '../transport.ts'

/** How a login is to be made. */
export interface LoginOptions {
  /** Milliseconds for all of it. */
  readonly limit: number
  readonly signal: AbortSignal
  /** The way through other hosts, when there is one. */
  readonly way?: Way | undefined
  /** What will be started first. */
  readonly first?: Program | undefined
  readonly onPhase?: OnPhase | undefined
}

/** Places that broke off when they were sent more than they had answered: they are not the sshd that they say they are. */
const breaksOff = new Set<string>()

/**
 * Connects to a host and logs in.
 *
 * @throws {ConnectError} or {ConfigError} with what, where, why and what to do.
 */
export async function logIn(host: HostSpec, { limit, signal, way, first, onPhase }: LoginOptions): Promise<LoggedIn> {
  const endpoint = checkEndpoint(host)
  const budget = { limit, deadline: performance.now() + limit, signal }
  const refusedKeys = new Set<string>()
  for (;;) {
    const attempt = startAttempt(host, endpoint, { through: way?.name, onPhase })
    try {
      return await connectOnce({ host, endpoint, attempt, refusedKeys, way, first }, budget)
    } catch (error) {
      if (mayShowAnotherKey(error, attempt, refusedKeys)) continue
      const explained = connectError(attempt, error as Error)
      if (explained.code !== 'connection-closed' || !attempt.ahead?.refused) throw explained
      breaksOff.add(attempt.place)
    }
  }
}

/** A pinned fingerprint does not say of which type its key is: the host is asked for its other ones. */
function mayShowAnotherKey(error: unknown, { offers }: Attempt, refused: ReadonlySet<string>): boolean {
  if (!(error instanceof ConnectError) || error.code !== 'host-key-mismatch') return false
  const offered = offers.get('Host key format') ?? []
  return hostKeyAlgorithms([], refused).some((name) => offered.includes(name))
}

async function connectOnce(trying: Trying, budget: Budget): Promise<LoggedIn> {
  const { attempt, endpoint, way } = trying
  if (budget.signal.aborted) throw abortedError(attempt)
  const { failed, fail, settle } = watchAttempt(attempt, budget)
  // the import of ssh2, the keys and known_hosts are read while the packets travel
  const opening = way?.open(endpoint) ?? Promise.resolve(gatherWrites(openSocket({ ...dial(endpoint), noDelay: true })))
  try {
    const socket = await Promise.race([failed, opening])
    watchSocket(attempt, socket, fail)
    return await Promise.race([failed, establish({ ...trying, socket, fail })])
  } catch (error) {
    opening.then((socket) => socket.destroy()).catch(() => {})
    throw error
  } finally {
    settle()
  }
}

function dial({ address, port }: Endpoint): { host: string; port: number } {
  return { host: address, port }
}

interface Trying {
  readonly host: HostSpec
  readonly endpoint: Endpoint
  readonly attempt: Attempt
  /** The types of the keys that were refused on earlier attempts. */
  readonly refusedKeys: Set<string>
  readonly way: Way | undefined
  readonly first: Program | undefined
}

interface Establishing extends Trying {
  readonly socket: Duplex
  readonly fail: (error: Error) => void
}

async function establish(establishing: Establishing): Promise<LoggedIn> {
  const { host, endpoint, attempt, socket, fail } = establishing
  const [{ default: ssh2 }, texts, known, agentKeys] = await Promise.all([
    import('ssh2'),
    readKeys(host),
    findKnownHost(host.hostKey.knownHosts, ...knownAs(host, endpoint)),
    allowedKeys(host),
  ])
  const judge = judgeOnce(establishing, known)
  const tools = { createAgent: ssh2.createAgent, parseKey: ssh2.utils.parseKey }
  const login = planLogin({
    host,
    user: endpoint.user,
    texts,
    agentKeys,
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
    ...connectSettings({ ...establishing, user: endpoint.user, known }),
    authHandler: login.next,
    hostVerifier: judge.accepts,
  })
  const carrier = { client, place: attempt.place, host: host.name }
  const { ahead, channel } = aheadOf(carrier, establishing)
  attempt.ahead = ahead
  takeShortcuts(client, ahead)
  await ready
  // a login by an agent or a password
  ahead?.send()
  client.off('error', onError)
  return { carrier, socket, hostKey: judge.verdict(), ahead, first: ahead?.sent ? channel : undefined }
}

function aheadOf(carrier: Carrier, { first, attempt }: Establishing): Partial<ReturnType<typeof sendAhead>> {
  if (first === undefined || breaksOff.has(attempt.place)) return {}
  const sending = sendAhead(carrier, first)
  sending.channel.catch(({ code }: ConnectError) => code === 'connection-lost' && breaksOff.add(attempt.place))
  return sending
}

// ssh_config(5), HostKeyAlias: it stands without a port
function knownAs({ hostKeyAlias }: HostSpec, { address, port }: Endpoint): [string, number] {
  return hostKeyAlias === undefined ? [address, port] : [hostKeyAlias, 22]
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
