import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { HostSpec, Limits } from '../../src/host/host-spec.ts'
import type { ChannelEnd, Connection, Transport } from '../../src/transports/transport.ts'
import { type SshServer, type SshServerOptions, startSshServer } from './ssh-server.ts'

/** Limits that a test on this machine never reaches. */
export const LIMITS: Limits = { connectTimeout: 10_000, timeout: 10_000, maxBytes: 1 << 20, concurrency: 1 }

/** A folder that goes with the test. */
export function tempFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'infraspec-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return folder
}

/** A file in a folder of its own. */
export function tempFile(name: string, text: string, mode = 0o600): string {
  const file = join(tempFolder(), name)
  writeFileSync(file, text, { mode })
  return file
}

/** A server that ends with the test. */
export async function testServer(options?: SshServerOptions): Promise<SshServer> {
  const server = await startSshServer(options)
  onTestFinished(server.close)
  return server
}

/** How to reach a server: its host key known, its client key given. */
export function hostFor(server: SshServer, changes: Partial<HostSpec> = {}): HostSpec {
  return {
    id: 'web-1',
    name: 'web-1',
    transport: 'ssh',
    address: '127.0.0.1',
    port: server.port,
    user: 'deploy',
    identities: [],
    privateKey: server.clientKey,
    sudo: false,
    hostKey: strict(tempFile('known_hosts', `${server.hostKeyLines.join('\n')}\n`)),
    source: 'test',
    vars: {},
    ...changes,
  }
}

/** The strict policy over these files. */
export function strict(...knownHosts: string[]): HostSpec['hostKey'] {
  return { mode: 'strict', fingerprints: [], knownHosts }
}

/** A connection that ends with the test. */
export async function connectTo(
  transport: Transport,
  host: HostSpec,
  changes: Partial<Limits> = {},
): Promise<Connection> {
  const connection = await transport.connect(host, { ...LIMITS, ...changes }, new AbortController().signal)
  onTestFinished(() => connection.close())
  return connection
}

/** What a command gave, once its channel is closed. */
export interface Ran extends ChannelEnd {
  readonly stdout: Buffer
  readonly stderr: Buffer
  readonly error: Error | undefined
  /** The names of the events, each once, in the order in which they came first. */
  readonly order: readonly string[]
  /** How often `exit` and `close` were told. */
  readonly ends: number
}

/** Runs a command to its end. */
export async function run(connection: Connection, command: string, stdin?: string | Uint8Array): Promise<Ran> {
  const chunks = { stdout: [] as Uint8Array[], stderr: [] as Uint8Array[] }
  const order: string[] = []
  let end: ChannelEnd = { exitCode: undefined, signal: undefined }
  let closed: (error: Error | undefined) => void = () => {}
  const closing = new Promise<Error | undefined>((resolve) => (closed = resolve))
  const channel = await connection.exec(command, {
    stdout: (chunk) => order.push('stdout') && chunks.stdout.push(chunk),
    stderr: (chunk) => order.push('stderr') && chunks.stderr.push(chunk),
    exit: (how) => order.push('exit') && (end = how),
    close: (error) => order.push('close') && closed(error),
  })
  if (stdin !== undefined) channel.write(stdin)
  channel.end()
  const error = await closing
  await new Promise((resolve) => setImmediate(resolve))
  return {
    ...end,
    stdout: Buffer.concat(chunks.stdout),
    stderr: Buffer.concat(chunks.stderr),
    error,
    order: [...new Set(order)],
    ends: order.filter((name) => name === 'exit' || name === 'close').length,
  }
}
