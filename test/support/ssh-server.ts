import { type ChildProcess, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import type { Readable, Writable } from 'node:stream'
import ssh2, { type AuthContext, type Connection, type ParsedKey, type ServerChannel, type Session } from 'ssh2'

/** How an embedded SSH server behaves; all of it is optional. */
export interface SshServerOptions {
  /** The types of its host keys; `ed25519` alone by default. */
  readonly hostKeys?: readonly KeyType[]
  /** The type of the key that it lets in. */
  readonly clientKeyType?: KeyType
  /** Lets this user in, and no other; by default every name. */
  readonly user?: string
  /** Lets in with this password as well as with the client key. */
  readonly password?: string
  /** Asks for the password by keyboard-interactive instead. */
  readonly interactive?: boolean
  /** Refuses the client key. */
  readonly refuseKey?: boolean
  /** What reads commands: `/bin/sh` by default. */
  readonly shell?: string
  /** Milliseconds before a command starts. */
  readonly delay?: number
  /** Sessions at once on one connection. */
  readonly maxSessions?: number
  /** Stops answering at this point. */
  readonly hangAt?: 'banner' | 'login'
  /** Sends this instead of an SSH banner, and closes. */
  readonly greeting?: string
  /** Never says how a command ended. */
  readonly withoutStatus?: boolean
  /** What it says it is, such as `OpenSSH_9.2`. */
  readonly ident?: string
  /** Hangs up on whoever opens a channel before the login, as RFC 4252 §6 would have it, or names one that is not there. */
  readonly strict?: boolean
  /** The number of its first channel; 0 by default, as sshd has it. */
  readonly firstChannel?: number
  /** Forwards to any address, as a jump host does. */
  readonly forwards?: boolean
  /** The key exchange methods it offers. */
  readonly kex?: readonly 'diffie-hellman-group1-sha1'[]
}

/** The kinds of keys that it can make. */
export type KeyType = 'ed25519' | 'ecdsa' | 'rsa'

/** An SSH server on 127.0.0.1 that runs commands by this machine's own shell. */
export interface SshServer {
  readonly port: number
  /** Its first key as a line of known_hosts(5). */
  readonly hostKey: string
  /** All of them. */
  readonly hostKeyLines: readonly string[]
  /** Of the first key: `SHA256:…` */
  readonly fingerprint: string
  /** The private key that it lets in. */
  readonly clientKey: string
  /** The user names that have asked to log in, by method. */
  readonly logins: readonly { readonly user: string; readonly method: string }[]
  /** How many connections it has taken, and how many at once at most. */
  readonly connections: { readonly taken: number; readonly most: number; readonly now: number }
  /** What it has been asked for: `exec`, `pty`, `auth-agent`, `x11`, `env`, `tcpip-forward` and the like. */
  readonly asked: readonly string[]
  /** Cuts every connection, as a crash would. */
  readonly drop: () => void
  /** Ends it, with every command that still runs. */
  readonly close: () => Promise<void>
}

/**
 * Starts an SSH server with keys of its own, made for this one use.
 *
 * @example
 * const server = await startSshServer({ maxSessions: 1 })
 * // ssh -p server.port 127.0.0.1
 * await server.close()
 */
export async function startSshServer(options: SshServerOptions = {}): Promise<SshServer> {
  const hostKeys = (options.hostKeys ?? ['ed25519']).map(makeKey)
  const client = makeKey(options.clientKeyType ?? 'ed25519')
  const state: State = {
    options,
    client: parse(client.private),
    logins: [],
    asked: [],
    sockets: new Set(),
    children: new Set(),
    connections: { taken: 0, most: 0, now: 0 },
  }
  const server = new ssh2.Server(
    {
      hostKeys: hostKeys.map((key) => key.private),
      ...(options.ident !== undefined && { ident: options.ident }),
      ...(options.kex && { algorithms: { kex: [...options.kex] } }),
    },
    (connection) => serve(connection, state),
  )
  const listener = createServer((socket) => accept(socket, state, server))
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve))
  const { port } = listener.address() as AddressInfo
  const hostKeyLines = hostKeys.map((key) => `[127.0.0.1]:${port} ${key.public.trim()}`)
  const drop = () => state.sockets.forEach((socket) => socket.destroy())
  return {
    port,
    hostKey: hostKeyLines[0] as string,
    hostKeyLines,
    fingerprint: fingerprintOf(hostKeys[0]?.public as string),
    clientKey: client.private,
    logins: state.logins,
    asked: state.asked,
    connections: state.connections,
    drop,
    close: async () => {
      drop()
      state.children.forEach(kill)
      await new Promise((resolve) => listener.close(resolve))
    },
  }
}

interface State {
  readonly options: SshServerOptions
  readonly client: ParsedKey
  readonly logins: { user: string; method: string }[]
  readonly asked: string[]
  readonly connections: { taken: number; most: number; now: number }
  readonly sockets: Set<Socket>
  readonly children: Set<ChildProcess>
}

/** A new pair of keys, as OpenSSH writes them. */
export function makeKey(type: KeyType = 'ed25519'): { readonly private: string; readonly public: string } {
  const pair =
    type === 'ed25519'
      ? ssh2.utils.generateKeyPairSync(type)
      : type === 'ecdsa'
        ? ssh2.utils.generateKeyPairSync(type, { bits: 256 })
        : ssh2.utils.generateKeyPairSync(type, { bits: 2048 })
  // ssh2 1.17 drops a leading zero from one ed25519 key of 256, which nobody can read then
  return ssh2.utils.parseKey(pair.private) instanceof Error ? makeKey(type) : pair
}

function parse(key: string): ParsedKey {
  const parsed = ssh2.utils.parseKey(key)
  if (parsed instanceof Error) throw parsed
  return parsed
}

function fingerprintOf(publicKey: string): string {
  const blob = Buffer.from(publicKey.split(' ')[1] as string, 'base64')
  return `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`
}

function accept(socket: Socket, { options, sockets, connections }: State, server: ssh2.Server): void {
  sockets.add(socket)
  connections.taken += 1
  connections.most = Math.max(connections.most, (connections.now += 1))
  socket
    .on('error', () => {})
    .once('close', () => {
      sockets.delete(socket)
      connections.now -= 1
    })
  socket.setNoDelay()
  if (options.greeting !== undefined) socket.end(options.greeting)
  else if (options.hangAt !== 'banner') server.injectSocket(socket)
}

function serve(connection: Connection, state: State): void {
  let sessions = 0
  connection.on('error', () => {})
  bend(connection, state.options)
  connection.on('request', (_accept, refuse, name) => {
    state.asked.push(name)
    refuse?.()
  })
  connection.on('authentication', (context) => authenticate(context, state))
  connection.on('tcpip', (open, refuse, { destIP, destPort }) => {
    if (!state.options.forwards) return refuse()
    const onward = connect(destPort, destIP)
    onward.once('connect', () => {
      const channel = open()
      channel.on('error', () => {}).once('close', () => onward.destroy())
      onward.once('close', () => channel.end())
      channel.pipe(onward).pipe(channel)
    })
    onward.once('error', () => refuse())
  })
  connection.on('session', (open, refuse) => {
    if (sessions >= (state.options.maxSessions ?? 10)) return refuse()
    sessions++
    const session = open()
    session.once('close', () => sessions--)
    serveSession(session, state)
  })
}

/** What a server of ssh2 cannot be told to do. */
function bend(connection: Connection, { strict, firstChannel = 0 }: SshServerOptions): void {
  const { _chanMgr, _protocol } = connection as unknown as {
    _chanMgr: { _cur: number; _channels: Record<number, unknown> }
    _protocol: { _handlers: Record<'CHANNEL_OPEN' | 'CHANNEL_REQUEST', (...args: unknown[]) => void> }
  }
  _chanMgr._cur = firstChannel - 1
  if (!strict) return
  const { _handlers } = _protocol
  const { CHANNEL_OPEN: open, CHANNEL_REQUEST: request } = _handlers
  let loggedIn = false
  connection.once('ready', () => (loggedIn = true))
  // what else has come is not read any more
  const hangUp = () => {
    connection.end()
    throw new Error('hung up')
  }
  _handlers.CHANNEL_OPEN = (...args) => (loggedIn ? open(...args) : hangUp())
  _handlers.CHANNEL_REQUEST = (protocol, channel, ...rest) => {
    if (_chanMgr._channels[channel as number] === undefined) hangUp()
    else request(protocol, channel, ...rest)
  }
}

function authenticate(context: AuthContext, { options, client, logins }: State): void {
  logins.push({ user: context.username, method: context.method })
  if (options.hangAt === 'login') return
  const methods = ['publickey' as const, ...passwordMethods(options)]
  if (options.user !== undefined && context.username !== options.user) return context.reject(methods)
  if (context.method === 'publickey' && !options.refuseKey && isSignedBy(client, context)) return context.accept()
  if (context.method === 'password' && !options.interactive && context.password === options.password) {
    return context.accept()
  }
  if (context.method === 'keyboard-interactive' && options.interactive) {
    return context.prompt([{ prompt: 'Password: ', echo: false }], (answers) => {
      if (answers[0] === options.password) context.accept()
      else context.reject(methods)
    })
  }
  context.reject(methods)
}

function passwordMethods({ password, interactive }: SshServerOptions): ('password' | 'keyboard-interactive')[] {
  if (password === undefined) return []
  return [interactive ? 'keyboard-interactive' : 'password']
}

function isSignedBy(client: ParsedKey, context: AuthContext & { method: 'publickey' }): boolean {
  if (!context.key.data.equals(client.getPublicSSH())) return false
  if (!context.blob || !context.signature) return true
  return client.verify(context.blob, context.signature, context.hashAlgo)
}

function serveSession(session: Session, state: State): void {
  for (const what of ['pty', 'auth-agent', 'x11', 'env', 'shell', 'sftp', 'subsystem'] as const) {
    session.on(what as 'shell', (_accept, refuse: (() => void) | undefined) => {
      state.asked.push(what)
      refuse?.()
    })
  }
  session.on('exec', (accept, _reject, { command }) => {
    state.asked.push('exec')
    const channel = accept()
    const { delay } = state.options
    if (delay === undefined) run(command, channel, state)
    else setTimeout(() => run(command, channel, state), delay)
  })
}

function run(command: string, channel: ServerChannel, { options, children }: State): void {
  const child = spawn(options.shell ?? '/bin/sh', ['-c', command], {
    detached: true,
    stdio: 'pipe',
    env: { ...process.env, SSH_CONNECTION: '127.0.0.1 40000 127.0.0.1 22' },
  })
  children.add(child)
  child.stdin.on('error', () => {})
  channel.on('error', () => {}).pipe(child.stdin)
  const write = oneAtATime(channel)
  const ended = new Promise<number | NodeJS.Signals>((resolve) => {
    child.once('exit', (code, signal) => resolve(signal ?? code ?? 0))
  })
  const pumps = [
    pump(child.stdout, (chunk) => write(channel, chunk)),
    pump(child.stderr, (chunk) => write(channel.stderr, chunk)),
  ]
  void Promise.all([ended, ...pumps]).then(([end]) => {
    children.delete(child)
    if (!options.withoutStatus) channel.exit((typeof end === 'string' ? end.replace('SIG', '') : end) as number)
    channel.end()
  })
}

async function pump(from: Readable, write: (chunk: Buffer) => Promise<void>): Promise<void> {
  for await (const chunk of from) await write(chunk as Buffer)
}

/**
 * Writes to one stream of a channel at a time.
 *
 * A server of ssh2 1.17 loses and repeats data when both wait for the client, and when one waits after the other.
 */
function oneAtATime(channel: ServerChannel): (stream: Writable, chunk: Buffer) => Promise<void> {
  let turn = Promise.resolve()
  const gone = new Promise<void>((resolve) => channel.once('close', resolve))
  return (stream, chunk) => {
    turn = turn.then(async () => {
      const written = new Promise<void>((resolve) => stream.write(chunk, () => resolve()))
      await Promise.race([written, gone])
      Object.assign(channel, { _chunk: undefined, _chunkcb: undefined, _chunkErr: undefined, _chunkcbErr: undefined })
    })
    return turn
  }
}

function kill(child: ChildProcess): void {
  try {
    process.kill(-(child.pid as number), 'SIGKILL')
  } catch {
    // it ended by itself
  }
}
