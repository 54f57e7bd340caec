import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { HostSpec } from '../../src/host/host-spec.ts'
import { openssh } from '../../src/transports/openssh.ts'
import { canBootHosts, loadHosts } from '../hosts/hosts.ts'
import { connectTo, LIMITS, run, strict, tempFile } from '../support/connect.ts'
import { relay } from '../support/relay.ts'

const reason = canBootHosts()

function spec(changes: Partial<HostSpec> = {}): HostSpec {
  const { hosts, identity, hashedKnownHosts } = loadHosts()
  const { address, port, user } = hosts['app-1']
  return {
    ...{ id: 'app-1', name: 'app-1', transport: 'openssh', address, port, user, identities: [identity] },
    ...{ sudo: false, hostKey: strict(hashedKnownHosts), source: 'test', vars: {}, sshConfig: 'none' },
    ...changes,
  }
}

const failure = (changes: Partial<HostSpec>, connectTimeout = 8000): Promise<unknown> =>
  openssh
    .connect(spec(changes), { ...LIMITS, connectTimeout }, new AbortController().signal)
    .catch((error: unknown) => error)

/** The folders of this transport that are there. */
function folders(): string[] {
  const all = readdirSync(tmpdir()).filter((name) => name.startsWith('infraspec-'))
  return all.map((name) => join(tmpdir(), name)).filter((folder) => isOurs(join(folder, 'config')))
}

function isOurs(config: string): boolean {
  return existsSync(config) && readFileSync(config, 'utf8').includes('\nBatchMode yes\n')
}

const masters = () =>
  execFileSync('ps', ['-eo', 'pid,args'], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => /ssh -F \S*infraspec-\w+\/config .* -M /.test(line))
    .map((line) => Number.parseInt(line, 10))

describe.skipIf(reason !== undefined)(`over openssh${reason ? `: skipped, ${reason}` : ''}`, () => {
  it('tells both streams and every exit code, 255 too, from its own', async () => {
    const connection = await connectTo(openssh, spec())
    for (const exitCode of [0, 1, 127, 254, 255]) {
      const ran = await run(connection, `echo out; echo err >&2; exit ${exitCode}`)
      expect(ran).toMatchObject({ exitCode, signal: undefined, error: undefined, ends: 2 })
      expect([String(ran.stdout), String(ran.stderr)]).toEqual(['out\n', 'err\n'])
    }
    const killed = await run(connection, 'kill -SEGV $$')
    expect(killed).toMatchObject({ exitCode: undefined, signal: undefined, error: undefined })
    expect(String((await run(connection, 'cat', 'typed')).stdout)).toBe('typed')
  })

  it('is not held up by much on both streams', async () => {
    const connection = await connectTo(openssh, spec())
    const much = 'head -c 3000000 /dev/zero'
    const ran = await run(connection, `${much} >&2 & ${much}; wait`)
    expect([ran.stdout.length, ran.stderr.length, ran.exitCode]).toEqual([3_000_000, 3_000_000, 0])
  })

  it('logs in once, in a private folder, and leaves nothing', async () => {
    const before = { folders: folders(), masters: masters() }
    // what a test before this one has left may still be on its way out
    const more = () => ({
      folders: folders().filter((one) => !before.folders.includes(one)),
      masters: masters().filter((one) => !before.masters.includes(one)),
    })
    const connection = await openssh.connect(spec(), LIMITS, new AbortController().signal)
    const [folder] = more().folders
    expect(statSync(folder as string).mode & 0o777).toBe(0o700)
    expect(readFileSync(join(folder as string, 'config'), 'utf8')).toMatch(
      /^Host \*\nBatchMode yes\nStrictHost.* yes\n/,
    )
    await Promise.all(Array.from({ length: 5 }, () => run(connection, 'true')))
    expect(more().masters).toHaveLength(1)
    const endless = connection.exec('sleep 60', { stdout() {}, stderr() {}, exit() {}, close() {} })
    await endless
    await connection.close()
    expect(more()).toEqual({ folders: [], masters: [] })
  })

  it('is refused one channel too many, and goes on', async () => {
    const connection = await connectTo(openssh, spec())
    const running = Array.from({ length: 10 }, () => run(connection, 'sleep 2'))
    await new Promise((resolve) => setTimeout(resolve, 1000))
    await expect(run(connection, 'true')).rejects.toMatchObject({ code: 'channel-refused' })
    for (const ran of await Promise.all(running)) expect(ran.exitCode).toBe(0)
    expect(await run(connection, 'true')).toMatchObject({ exitCode: 0 })
  })

  it('never logs in anew by itself', async () => {
    const others = new Set(masters())
    const { hosts, identity, hashedKnownHosts } = loadHosts()
    const { address } = hosts['app-1']
    const { port, taken } = await relay('127.0.0.1', { host: address, port: 22 })
    const sshConfig = tempFile(
      'config',
      `User deploy\nPort ${port}\nIdentityFile ${identity}\nHostKeyAlias ${address}\n`,
    )
    const host = { address: '127.0.0.1', user: undefined, port: undefined, identities: [], sshConfig }
    const connection = await connectTo(openssh, spec({ ...host, hostKey: strict(hashedKnownHosts) }))
    for (const pid of masters().filter((one) => !others.has(one))) process.kill(pid, 'SIGKILL')
    await expect(run(connection, 'true')).rejects.toMatchObject({ code: 'connection-lost' })
    expect(taken()).toBe(1)
  })

  it('tells a lost connection from an answer', async () => {
    const others = new Set(masters())
    const connection = await connectTo(openssh, spec())
    const lost = new Promise<Error>((resolve) => (connection.onLost = resolve))
    const running = run(connection, 'sleep 30')
    await new Promise((resolve) => setTimeout(resolve, 500))
    for (const pid of masters().filter((one) => !others.has(one))) process.kill(pid, 'SIGKILL')
    expect(await running).toMatchObject({ exitCode: undefined, error: { code: 'connection-lost' } })
    expect(await lost).toMatchObject({ code: 'connection-lost' })
    await expect(run(connection, 'true')).rejects.toMatchObject({ code: 'connection-lost' })
  })

  it('takes a key that is given as text, and keeps no copy', async () => {
    const privateKey = readFileSync(loadHosts().identity, 'utf8')
    const before = folders()
    const connection = await connectTo(openssh, spec({ identities: [], privateKey }))
    expect((await run(connection, 'true')).exitCode).toBe(0)
    const folder = folders().find((one) => !before.includes(one))
    expect(readdirSync(folder as string)).not.toContain('key')
  })

  it('has a new host verified by its fingerprint, or says that it is not', async () => {
    const unknown = (await failure({ hostKey: strict() })) as Error
    expect(unknown).toMatchObject({ code: 'host-key-unknown' })
    const [fingerprint = ''] = /SHA256:\S+/.exec(unknown.message) ?? []
    const policy = (mode: 'pinned' | 'accept-new', ...fingerprints: string[]) => ({
      mode,
      fingerprints,
      knownHosts: [],
    })
    const pinned = await connectTo(openssh, spec({ hostKey: policy('pinned', fingerprint) }))
    expect(pinned.hostKey).toEqual({ fingerprint, verified: true })
    const accepted = await connectTo(openssh, spec({ hostKey: policy('accept-new') }))
    expect(accepted.hostKey).toEqual({ fingerprint, verified: false })
    const wrong = policy('pinned', `SHA256:${'A'.repeat(43)}`)
    expect(await failure({ hostKey: wrong })).toMatchObject({ code: 'host-key-mismatch' })
  })

  it('explains what went wrong, and leaves nothing of it', async () => {
    const { hosts, blackHole } = loadHosts()
    const before = folders().length
    const ways: [Partial<HostSpec>, string][] = [
      [{ user: 'nobody-here' }, 'auth-failed'],
      [{ identities: [], agent: undefined }, 'auth-failed'],
      [{ address: hosts['down-1'].address }, 'connection-refused'],
      [{ address: 'no-such-host.invalid' }, 'name-not-found'],
      [{ password: 'pw-secret' }, 'password-unsupported'],
      [{ address: '-oProxyCommand=touch' }, 'address'],
      [{ user: '-oProxyCommand=touch' }, 'user'],
      [{ identities: ['/a"\nProxyCommand touch'] }, 'odd-path'],
    ]
    for (const [way, code] of ways) expect(await failure(way)).toMatchObject({ code })
    expect(await failure({ address: blackHole }, 700)).toMatchObject({
      code: 'connect-timeout',
      message: expect.stringContaining('timed out after 0.7 s'),
    })
    expect(folders().length).toBe(before)
  })
})
