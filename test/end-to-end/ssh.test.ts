import { execFileSync, spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { HostSpec } from '../../src/host/host-spec.ts'
import { execLine } from '../../src/transports/exec-line.ts'
import { ssh } from '../../src/transports/ssh.ts'
import { connectTo, LIMITS, run, strict, tempFile, tempFolder } from '../support/connect.ts'
import { makeKey } from '../support/ssh-server.ts'
import { flightRelay } from '../support/flight-relay.ts'
import { canBootHosts, loadHosts } from '../hosts/hosts.ts'
import { hostSpec } from './real-host.ts'

const reason = canBootHosts()

const failure = (host: HostSpec, connectTimeout = 5000): Promise<unknown> =>
  ssh.connect(host, { ...LIMITS, connectTimeout }, new AbortController().signal).catch((error: unknown) => error)

const HOSTILE = `it's "double" \`date\` $(date) $HOME \\ \\\\ \\n !! ünïcödé 🦄 %s\n\ttab * ~ #`

describe.skipIf(reason !== undefined)(`over ssh${reason ? `: skipped, ${reason}` : ''}`, () => {
  it('logs in by each kind of key, and by hashed known_hosts and IPv6', async () => {
    const { hosts, rsaIdentity, encryptedIdentity, passphrase, hashedKnownHosts } = loadHosts()
    const ways: Partial<HostSpec>[] = [
      {},
      { identities: [rsaIdentity] },
      { identities: [encryptedIdentity], passphrase },
      { hostKey: strict(hashedKnownHosts) },
      { address: hosts['app-1'].address6 },
    ]
    for (const way of ways) {
      const connection = await connectTo(ssh, hostSpec('app-1', way))
      expect(connection.hostKey?.verified).toBe(true)
      expect(await run(connection, 'exit 3')).toMatchObject({ exitCode: 3, signal: undefined, error: undefined })
    }
  })

  it('logs in with three flights: its name, its offer with its key, its login', async () => {
    const { hosts, knownHosts } = loadHosts()
    const { address, port } = hosts['app-1']
    const relay = await flightRelay({ host: address, port })
    const known = readFileSync(knownHosts, 'utf8').replaceAll(address, `[127.0.0.1]:${relay.port}`)
    const hostKey = strict(tempFile('known_hosts', known))
    await connectTo(ssh, hostSpec('app-1', { address: '127.0.0.1', port: relay.port, hostKey }))
    expect(relay.flights()).toBe(3)
  })

  it('becomes root by sudo, and any user by name or number', async () => {
    const connection = await connectTo(ssh, hostSpec('app-1'))
    const says = async (line: string) => String((await run(connection, line)).stdout)
    expect(await says(execLine({ sudo: false, script: 'id -un' }))).toBe('deploy\n')
    expect(await says(execLine({ sudo: true, script: 'id -un' }))).toBe('root\n')
    expect(await says(execLine({ sudo: true, asUser: 'www-data', script: 'id -un; echo "$HOME"' }))).toBe(
      'www-data\n/var/www\n',
    )
    expect(await says(execLine({ sudo: true, asUser: '33', script: 'id -un' }))).toBe('www-data\n')
  })

  it('is told when sudo wants a password', async () => {
    const connection = await connectTo(ssh, hostSpec('app-1', { user: 'pwsudo' }))
    const ran = await run(connection, execLine({ sudo: true, script: 'id -un' }))
    expect(ran).toMatchObject({ exitCode: 1, stdout: Buffer.alloc(0) })
    expect(String(ran.stderr)).toContain('sudo: a password is required')
  })

  it.for(['deploy', 'fishy', 'cshy', 'frenchy'])('the login shell of %s reads any script', async (user) => {
    const connection = await connectTo(ssh, hostSpec('odd-1', { user }))
    const script = `printf %s '${HOSTILE.replaceAll("'", "'\\''")}'`
    for (const sudo of [false, true]) {
      expect(String((await run(connection, execLine({ sudo, script }))).stdout)).toBe(HOSTILE)
    }
  })

  it('takes a script as long as a command line may be', async () => {
    const connection = await connectTo(ssh, hostSpec('app-1'))
    const script = `: ${'x'.repeat(130_800)}; echo done`
    expect(String((await run(connection, execLine({ sudo: true, script }))).stdout)).toBe('done\n')
  })

  it('is not held up by much on both streams', async () => {
    const connection = await connectTo(ssh, hostSpec('app-1'))
    const much = 'head -c 12000000 /dev/zero'
    const ran = await run(connection, execLine({ sudo: false, script: `${much} >&2 & ${much}; wait` }))
    expect([ran.stdout.length, ran.stderr.length, ran.exitCode]).toEqual([12_000_000, 12_000_000, 0])
  })

  it('names the signal that ended a program', async () => {
    const connection = await connectTo(ssh, hostSpec('app-1'))
    expect(await run(connection, 'kill -SEGV $$')).toMatchObject({ exitCode: undefined, signal: 'SIGSEGV' })
  })

  it('is refused one channel too many, and goes on', async () => {
    const connection = await connectTo(ssh, hostSpec('app-1'))
    const running = []
    for (let open = 0; open < 10; open++) running.push(run(connection, 'sleep 1'))
    await new Promise((resolve) => setTimeout(resolve, 300))
    await expect(run(connection, 'true')).rejects.toMatchObject({ code: 'channel-refused' })
    for (const ran of await Promise.all(running)) expect(ran.exitCode).toBe(0)
    expect(await run(connection, 'true')).toMatchObject({ exitCode: 0 })
  })

  it('logs in by password where the host is known, and only there', async () => {
    const pw: Partial<HostSpec> = { user: 'pw', password: 'pw-secret', identities: [] }
    const connection = await connectTo(ssh, hostSpec('app-1', pw))
    expect(String((await run(connection, 'id -un')).stdout)).toBe('pw\n')
    const acceptNew = { mode: 'accept-new', fingerprints: [], knownHosts: [] } as const
    expect(await failure(hostSpec('app-1', { ...pw, hostKey: acceptNew }))).toMatchObject({ code: 'password-not-sent' })
    expect(await failure(hostSpec('app-1', { ...pw, password: 'wrong' }))).toMatchObject({
      code: 'auth-failed',
      message: expect.stringContaining('tried '),
    })
  })

  it('explains a refused login', async () => {
    const { identity, hosts } = loadHosts()
    expect(await failure(hostSpec('app-1', { user: 'nobody-here' }))).toMatchObject({
      code: 'auth-failed',
      message: expect.stringMatching(
        `^Cannot connect to app-1 \\(nobody-here@${hosts['app-1'].address}:22\\): login refused; tried publickey \\(${identity}\\); the host offers publickey`,
      ),
    })
  })

  it('explains an agent with too many keys', async ({ skip }) => {
    skip(!existsSync('/usr/bin/ssh-agent'), 'ssh-agent is not installed')
    const agent = await agentWith(8)
    const error = await failure(hostSpec('app-1', { identities: [], agent }))
    expect(error).toMatchObject({
      code: 'auth-failed',
      message: expect.stringMatching(/tried agent \(8 keys\).*too many attempts \(MaxAuthTries\)/),
      hint: expect.stringContaining('--identity'),
    })
  })

  it('finds a pinned key of any type', async () => {
    const { hosts } = loadHosts()
    const scanned = execFileSync('ssh-keyscan', ['-t', 'rsa,ecdsa,ed25519', hosts['app-1'].address], {
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    const prints =
      execFileSync('ssh-keygen', ['-lf', '-'], { input: scanned })
        .toString()
        .match(/SHA256:\S+/g) ?? []
    expect(prints.length).toBeGreaterThan(0)
    for (const fingerprint of prints) {
      const hostKey = { mode: 'pinned', fingerprints: [fingerprint], knownHosts: [] } as const
      const connection = await connectTo(ssh, hostSpec('app-1', { hostKey }))
      expect(connection.hostKey).toEqual({ fingerprint, verified: true })
    }
  })

  it('refuses a host that shows the key of another', async () => {
    const { hosts, knownHosts } = loadHosts()
    const of = execFileSync('ssh-keygen', ['-F', hosts['app-2'].address, '-f', knownHosts]).toString()
    const lines = of.split('\n').filter((line) => !line.startsWith('#'))
    const file = tempFile('known_hosts', lines.join('\n').replaceAll(hosts['app-2'].address, hosts['app-1'].address))
    const error = await failure(hostSpec('app-1', { hostKey: strict(file) }))
    expect(error).toMatchObject({ code: expect.stringMatching(/^host-key-changed$/) })
  })

  it('tells refused from unreachable, each in its time', async () => {
    const { blackHole } = loadHosts()
    expect(await failure(hostSpec('down-1'))).toMatchObject({ code: 'connection-refused' })
    const start = performance.now()
    expect(await failure(hostSpec('down-1', { address: blackHole }), 700)).toMatchObject({
      code: 'connect-timeout',
      message: expect.stringContaining('timed out after 0.7 s, waiting for it to accept the connection'),
    })
    expect(performance.now() - start).toBeLessThan(1500)
  })
})

async function agentWith(count: number): Promise<string> {
  const socket = `${tempFolder()}/agent`
  const agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: 'ignore' })
  onTestFinished(() => void agent.kill())
  while (!existsSync(socket)) await new Promise((resolve) => setTimeout(resolve, 10))
  for (let key = 0; key < count; key++) {
    const file = tempFile('key', makeKey().private)
    execFileSync('ssh-add', ['-q', file], { env: { ...process.env, SSH_AUTH_SOCK: socket }, stdio: 'ignore' })
  }
  return socket
}
