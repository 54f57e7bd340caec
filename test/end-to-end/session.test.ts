import { describe, expect, it, vi } from 'vitest'
import { rareSeconds } from '../host/processes.ts'
import { talkTo } from '../host/talk.ts'
import { canBootHosts, loadHosts, type TestHostName } from '../hosts/hosts.ts'
import { extraServer, hostSpec as host, inside } from './real-host.ts'

const reason = canBootHosts()

const runsInside = (name: TestHostName, word: string): boolean =>
  inside(name, `cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' '\\n'`).split('\n').includes(word)

describe.skipIf(reason !== undefined)(`a session over ssh${reason ? `: skipped, ${reason}` : ''}`, () => {
  it('is root by sudo, and knows its host', async () => {
    const { state, ask } = await talkTo(host('app-1'))
    expect(state()).toMatchObject({
      status: 'ready',
      hostKey: { verified: true, fingerprint: expect.stringMatching(/^SHA256:/) },
      platform: {
        os: { id: 'debian', family: 'debian', version: '12', codename: 'bookworm' },
        init: 'systemd',
        packages: 'dpkg',
        user: { uid: 0, name: 'root' },
        identity: { hostname: 'app-1' },
        userland: 'gnu',
      },
    })
    expect((await ask(String.raw`printf 'a\0\377'`)).stdoutBytes).toEqual(Uint8Array.of(97, 0, 255))
  })

  it('cannot be deceived by whoever lists processes and their environment', async () => {
    const { ask } = await talkTo(host('app-1'))
    const seen = `cat /proc/[0-9]*/cmdline /proc/[0-9]*/environ /proc/$$/cmdline | tr '\\0 "' '\\n\\n\\n'`
    const words = `$(${seen} | grep -oE '[0-9a-f]{32}' | sort -u)`
    const forge = `for w in ${words}; do for n in 0 1 2 3 4 5; do printf '\\n%s %s 0\\n' $w $n; done; done; echo end`
    const { stdout } = await ask(forge)
    // sudo shows the text that it was started with
    expect(stdout.match(/^[0-9a-f]{32} 0 0$/gm)!.length).toBeGreaterThanOrEqual(2)
    expect(stdout).toMatch(/\nend\n$/)
  })

  it.for([
    ['blind-1', 'deploy'],
    ['app-1', 'plain'],
    ['app-1', 'pwsudo'],
  ] as const)('has failed where sudo is refused: on %s for %s', async ([name, user]) => {
    const { state, ask, command } = await talkTo(host(name, { user }))
    const error = { name: 'ConnectError', code: 'sudo-password-required' }
    expect(state()).toMatchObject({
      status: 'failed',
      error: { ...error, message: expect.stringMatching(/password/), hint: expect.stringContaining(user) },
    })
    await expect(ask('true')).rejects.toMatchObject(error)
    await expect(command('true')).rejects.toMatchObject(error)
  })

  it('needs no sudo where none is asked for', async () => {
    const { ask } = await talkTo(host('app-1', { user: 'plain', sudo: false }))
    const { address } = loadHosts().hosts['app-1']
    const [user, connection] = (await ask('id -un; echo "$SSH_CONNECTION"')).stdout.split('\n')
    expect(user).toBe('plain')
    expect(connection).toMatch(new RegExp(`^\\S+ \\d+ ${address} 22$`))
  })

  it.for(['noisy', 'sleepy', 'fishy', 'cshy', 'frenchy'])('understands the login shell of %s', async (user) => {
    const { state, ask, command } = await talkTo(host('odd-1', { user }), { connectTimeout: 8000 })
    expect(state()).toMatchObject({ status: 'ready', platform: { user: { name: 'root' } } })
    const script = `printf '%s|' "$LC_ALL" "it's" 'é$x'; echo err >&2; exit 4`
    const said = { exitCode: 4, stdout: `C|it's|é$x|`, stderr: 'err\n' }
    expect(await ask(script)).toMatchObject(said)
    expect(await command(script)).toMatchObject(said)
    expect(await command('cat; kill -KILL $$', { stdin: 'in' })).toMatchObject({ stdout: 'in', signal: 'SIGKILL' })
  })

  it('says so when the login shell becomes something else', async () => {
    const { state } = await talkTo(host('odd-1', { user: 'execer' }), { connectTimeout: 2000 })
    expect(state()).toMatchObject({ status: 'failed', error: { name: 'ConnectError', code: 'shell-silent' } })
  })

  it('quotes a forced command', async () => {
    const forced = await extraServer('app-1', 2204, 'ForceCommand=echo no entry; exit 1')
    const { state } = await talkTo(host('app-1', forced))
    expect(state()).toMatchObject({
      status: 'failed',
      error: { code: 'shell-refused', message: expect.stringContaining('stdout   no entry') },
    })
  })

  it('looks as another user, from root and from a user who may not', async () => {
    const { ask, command, askAll } = await talkTo(host('app-1'))
    const who = 'id -un; id -Gn; echo "$HOME $USER ${SUDO_USER-clean} ${SSH_CONNECTION-clean}"'
    const app = { stdout: 'app\napp\n/srv/app app clean clean\n' }
    expect((await ask(who, { user: 'www-data' })).stdout).toBe('www-data\nwww-data\n/var/www www-data clean clean\n')
    expect((await ask('id -un', { user: '33' })).stdout).toBe('www-data\n')
    expect(await command('id -un; kill -TERM $$', { user: 'app' })).toMatchObject({
      stdout: app.stdout.slice(0, 4),
      exitCode: undefined,
      signal: 'SIGTERM',
    })
    await expect(ask('id', { user: 'nonesuch' })).rejects.toMatchObject({ code: 'no-such-user' })
    expect((await Promise.all(askAll(['id -u', 'id -u']))).map(({ stdout }) => stdout)).toEqual(['0\n', '0\n'])

    const plain = await talkTo(host('app-1', { user: 'plain', sudo: false }))
    const error = { name: 'ProbeError', code: 'sudo-password-required' }
    await expect(plain.ask('id', { user: 'app' })).rejects.toMatchObject(error)
    await expect(plain.command('id', { user: 'app' })).rejects.toMatchObject(error)
    expect(plain.state()).toMatchObject({ status: 'ready' })
  })

  it('tells signals from codes through sudo, for root and for others', async () => {
    const { command } = await talkTo(host('app-1'))
    for (const user of [undefined, 'app']) {
      for (const signal of ['KILL', 'TERM', 'SEGV', 'INT']) {
        const answer = await command(`kill -${signal} $$`, { user })
        expect(answer).toMatchObject({ exitCode: undefined, signal: `SIG${signal}` })
      }
      expect(await command('exit 137', { user })).toMatchObject({ exitCode: 137, signal: undefined })
    }
  })

  it('leaves nothing of what hangs, of commands, and of itself', async () => {
    const { ask, command, close } = await talkTo(host('app-1'), { timeout: 2000 })
    const [probe, late, left, asApp, last] = Array.from({ length: 5 }, rareSeconds) as [
      string,
      string,
      string,
      string,
      string,
    ]
    expect(await ask(`setsid sleep ${probe} & sleep ${probe}`)).toMatchObject({ timedOut: true })
    expect(await command(`setsid sleep ${late} & sleep ${late}`)).toMatchObject({ timedOut: true })
    expect(await command(`setsid sleep ${left} & echo done`)).toMatchObject({ exitCode: 0, stdout: 'done\n' })
    const app = { user: 'app' }
    expect(await command(`setsid sleep ${asApp} & echo done`, app)).toMatchObject({ exitCode: 0, stdout: 'done\n' })
    const pending = ask(`setsid sleep ${last} & sleep ${last}`, { timeout: 60_000 }).catch(({ code }) => code)
    await vi.waitFor(() => expect(runsInside('app-1', last)).toBe(true), 20_000)
    await close()
    expect(await pending).toBe('closed')
    const running = () => [probe, late, left, asApp, last].filter((seconds) => runsInside('app-1', seconds))
    await vi.waitFor(() => expect(running()).toEqual([]), 20_000)
  })

  it.for([1, 2, 3])('works where sshd allows %i channels at once', async (channels) => {
    const server = await extraServer('app-1', 2200 + channels, `MaxSessions=${channels}`)
    const { ask, askAll, command, close } = await talkTo(host('app-1', server), { timeout: 4000 })
    const results = await Promise.all([
      ...askAll(['echo 1', 'echo 2']),
      ...askAll(
        Array.from({ length: 8 }, (_, index) => `echo c${index}`),
        { kind: 'command' },
      ),
      ask('id -un', { user: 'app' }),
      ask('id -un', { user: 'www-data' }),
      command('id -un', { user: 'app' }),
      ask('echo 3'),
    ])
    expect(results.map(({ stdout }) => stdout.trim())).toEqual([
      '1',
      '2',
      ...Array.from({ length: 8 }, (_, index) => `c${index}`),
      'app',
      'www-data',
      'app',
      '3',
    ])
    expect(await ask('sleep 100', { timeout: 300 })).toMatchObject({ timedOut: true })
    expect(await command('sleep 100', { timeout: 300 })).toMatchObject({ timedOut: true })
    expect(await ask('echo after')).toMatchObject({ stdout: 'after\n' })
    expect(await close()).toMatchObject({ 'app-1': { commands: 10 } })
  })

  it('asks again on a new connection what only reads, and runs no command twice', async () => {
    const server = await extraServer('app-1', 2207)
    const { ask, command, close, state } = await talkTo(host('app-1', server))
    const seconds = rareSeconds()
    const probe = ask('sleep 1; echo probed')
    const queued = ask('echo queued')
    const run = command(`echo begun; sleep ${seconds}`).catch((error: unknown) => error)
    await vi.waitFor(() => expect(runsInside('app-1', seconds)).toBe(true), 20_000)
    inside('app-1', 'pkill -P $(cat /run/infraspec-sshd-2207.pid)')
    expect(await run).toMatchObject({ name: 'ProbeError', code: 'connection-lost' })
    expect(await probe).toMatchObject({ stdout: 'probed\n' })
    expect(await queued).toMatchObject({ stdout: 'queued\n' })
    await vi.waitFor(() => expect(runsInside('app-1', seconds)).toBe(false), 20_000)
    expect(state()).toMatchObject({ status: 'ready' })
    expect(await close()).toMatchObject({ 'app-1': { connections: 2 } })
  })

  it('has failed once it is lost and cannot be had again', async () => {
    const server = await extraServer('app-1', 2208)
    const { ask, command, state } = await talkTo(host('app-1', server))
    const pending = Promise.allSettled([ask('sleep 5'), ask('true'), command('sleep 5')])
    await vi.waitFor(() => expect(runsInside('app-1', '5')).toBe(true), 20_000)
    inside('app-1', 'f=/run/infraspec-sshd-2208.pid; p=$(cat $f); c=$(pgrep -P $p); kill $p; rm -f $f; kill $c')
    expect((await pending).map((result) => result.status)).toEqual(['rejected', 'rejected', 'rejected'])
    expect(state()).toMatchObject({ status: 'failed', error: { name: 'ConnectError', code: 'connection-refused' } })
    await expect(ask('true')).rejects.toMatchObject({ name: 'ConnectError', code: 'connection-refused' })
  })
})
