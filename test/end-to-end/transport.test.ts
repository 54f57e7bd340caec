import { readFileSync, writeFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'

import { describe, expect, it, onTestFinished } from 'vitest'

import { startSshServer, type SshServer, type SshServerOptions } from '../support/ssh-server.ts'
import { infraspec, projectWith, temporaryFolder, totals } from './infraspec.ts'

const SPEC = "it(user('root')).toExist()\nit(user('nobody-here')).not.toExist()"

/** Runs against an SSH server on loopback that behaves like this. */
async function against(
  behaviour: SshServerOptions,
  flags: readonly string[] = [],
  knownHosts?: (server: SshServer) => string,
) {
  const server = await startSshServer({ user: userInfo().username, ...behaviour })
  onTestFinished(() => server.close())
  const folder = temporaryFolder()
  const key = join(folder, 'key')
  const known = join(folder, 'known_hosts')
  writeFileSync(key, server.clientKey, { mode: 0o600 })
  writeFileSync(known, knownHosts?.(server) ?? `${server.hostKey}\n`)
  const host = `${userInfo().username}@127.0.0.1:${server.port}`
  const login = ['--host', host, '--identity', key, '--known-hosts', known, '--connect-timeout', '4s']
  const run = await infraspec(['run', '--role', 'app', ...login, ...flags], { cwd: projectWith(SPEC) })
  return { run, server }
}

describe('a host that cannot be reached is one error, and no check passes', () => {
  it.each([
    ['hangs before the banner', { hangAt: 'banner' }, 'waiting for its SSH banner'],
    ['hangs at the login', { hangAt: 'login' }, 'waiting for it to answer the login'],
    ['refuses the key', { refuseKey: true }, 'publickey'],
    ['speaks something else', { greeting: 'HTTP/1.1 400 Bad Request\r\n\r\n' }, 'SSH'],
  ] as const)('when it %s', async (_, behaviour, message) => {
    const { run } = await against(behaviour)
    expect(run.code).toBe(3)
    expect(run.stdout).toContain(message)
    expect(run.stdout.match(/UNREACHABLE/g)).toHaveLength(1)
    expect(totals(run)).toEqual({})
    expect(run.report.hosts[0]).toMatchObject({ status: 'unreachable' })
  })

  it('when its key is not known, and says which flag would accept it', async () => {
    const { run, server } = await against({}, [], () => '')
    expect(run.code).toBe(3)
    expect(run.stdout).toContain(`--host-key ${server.fingerprint}`)
  })

  it('when its key has changed: before anybody logs in', async () => {
    const other = await startSshServer({})
    onTestFinished(() => other.close())
    const { run, server } = await against({}, [], ({ port }) => other.hostKey.replace(/^\S+/, `[127.0.0.1]:${port}`))
    expect(run.code).toBe(3)
    expect(run.stdout).toContain('changed')
    expect(server.logins).toEqual([])
  })

  it('when there is nobody, or no such name', async () => {
    const cwd = projectWith(SPEC)
    const closed = await infraspec(['run', '--role', 'app', '--host', '127.0.0.1:1'], { cwd })
    expect(closed.code).toBe(3)
    expect(closed.stdout).toContain('connection refused')
    const nameless = await infraspec(['run', '--role', 'app', '--host', 'no-such-host.invalid'], { cwd })
    expect(nameless.code).toBe(3)
    expect(nameless.stdout).toContain('no-such-host.invalid')
  })
})

describe('a host key', () => {
  it('that is pinned is enough', async () => {
    const server = await startSshServer({ user: userInfo().username })
    onTestFinished(() => server.close())
    const key = join(temporaryFolder(), 'key')
    writeFileSync(key, server.clientKey, { mode: 0o600 })
    const login = ['--host', `127.0.0.1:${server.port}`, '--identity', key, '--host-key']
    const flags = (policy: string) => ['run', '--role', 'app', ...login, policy]
    const pinned = await infraspec(flags(server.fingerprint), { cwd: projectWith(SPEC) })
    expect(pinned.code).toBe(0)
    const wrong = await infraspec(flags(`SHA256:${'A'.repeat(43)}`), { cwd: projectWith(SPEC) })
    expect(wrong.code).toBe(3)
  })

  it('that is accepted for the run is reported as UNVERIFIED', async () => {
    const { run, server } = await against({}, ['--host-key', 'accept-new'], () => '')
    expect(run.code).toBe(0)
    expect(run.stdout).toMatch(new RegExp(`UNVERIFIED .*${server.fingerprint.replaceAll(/[+/]/g, String.raw`\$&`)}`))
    expect(run.report.hosts[0]?.hostKey).toEqual({ fingerprint: server.fingerprint, verified: false })
  })
})

describe('a connection that is lost in mid-run', () => {
  it('never makes a check pass, and a command is not run twice', async () => {
    const server = await startSshServer({ user: userInfo().username })
    onTestFinished(() => server.close())
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'key'), server.clientKey, { mode: 0o600 })
    writeFileSync(join(folder, 'known_hosts'), `${server.hostKey}\n`)
    const spec = `it(user('root')).toExist()
      it('counts', async () => { await expect(command('echo x >> ${folder}/runs; sleep 20')).toSucceed() })`
    const login = [
      '--host',
      `127.0.0.1:${server.port}`,
      '--identity',
      join(folder, 'key'),
      '--known-hosts',
      join(folder, 'known_hosts'),
    ]
    const run = await infraspec(['run', '--role', 'app', '--timeout', '30s', ...login], {
      cwd: projectWith(spec),
      meanwhile: (child) =>
        void child.stdout?.on('data', (chunk: Buffer) => {
          if (String(chunk).includes('user "root" exists')) server.drop()
        }),
    })
    expect(run.code).toBe(3)
    expect(totals(run)).toEqual({ passed: 1, errored: 1 })
    expect(readFileSync(join(folder, 'runs'), 'utf8')).toBe('x\n')
  })
})
