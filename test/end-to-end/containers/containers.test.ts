import { execFileSync } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import type { HostSpec } from '../../../src/host/host-spec.ts'
import { type Talk, talkTo, THIS_MACHINE } from '../../host/talk.ts'
import { canBootHosts } from '../../hosts/hosts.ts'
import { nspawnHost, standInForKubectl, startDocker, startLxc, startPodman, type TestEngine } from './engines.ts'
import { IDLE } from './tiny-root.ts'

const reason = canBootHosts()

let docker: TestEngine | undefined
const dockerOnce = async () => (docker ??= await startDocker())
afterAll(() => docker?.down(), 60_000)

const ENGINES: readonly (readonly [name: string, start: () => TestEngine | Promise<TestEngine>])[] = [
  ['docker', dockerOnce],
  ['podman', startPodman],
  ['lxc', startLxc],
  ['nspawn', nspawnHost],
  ['kubectl (a stand-in, not the real one)', async () => standInForKubectl(await dockerOnce())],
]

describe.skipIf(reason !== undefined).each(ENGINES)(`%s${reason ? `: skipped, ${reason}` : ''}`, (name, start) => {
  let engine: TestEngine
  const before = { ...process.env }

  beforeAll(async () => {
    engine = await start()
    Object.assign(process.env, engine.env)
  }, 120_000)

  afterAll(async () => {
    for (const name of Object.keys(engine.env)) {
      if (before[name] === undefined) delete process.env[name]
      else process.env[name] = before[name]
    }
    if (engine !== docker) await engine.down()
  }, 60_000)

  function host(changes: Partial<HostSpec> = {}): HostSpec {
    const { transport, running } = engine
    return { ...THIS_MACHINE, id: 'box', name: `${transport}://${running}`, transport, address: running, ...changes }
  }

  /** The arguments of what runs in the container. */
  const processes = () => engine.inside('ps', '-o', 'args').split('\n')
  const sleeping = (seconds: string) => processes().filter((line) => line.includes(`sleep ${seconds}`))

  /** Processes that we started: by what is in their environment or their arguments. */
  const ours = () =>
    engine.inside('sh', '-c', 'grep -slE "INFRASPEC_MAR[K]|03[6]%" /proc/[0-9]*/environ /proc/[0-9]*/cmdline || true')

  /** What a host that cannot be reached says. */
  async function failure(changes: Partial<HostSpec>): Promise<unknown> {
    const { state } = await talkTo(host(changes))
    const told = state()
    return told?.status === 'failed' ? told.error : told
  }

  it('gives both streams and every exit code of a command, which has no terminal and no input', async () => {
    const { state, ask, command } = await talkTo(host())
    expect(state()).toMatchObject({ status: 'ready', platform: { user: { name: 'root', uid: 0 } } })
    for (const exitCode of [0, 1, 126, 127, 137, 255]) {
      const ran = await command(`echo out; echo err >&2; exit ${exitCode}`)
      expect(ran).toMatchObject({ exitCode, signal: undefined, timedOut: false, stdout: 'out\n', stderr: 'err\n' })
    }
    expect(
      await command('cat; for f in 0 1 2; do [ -t $f ] && echo terminal; done; readlink /proc/self/fd/0'),
    ).toMatchObject({
      stdout: '/dev/null\n',
    })
    expect(await command('cat', { stdin: 'typed' })).toMatchObject({ stdout: 'typed' })
    expect(await ask('cat; exit 3')).toMatchObject({ exitCode: 3, stdout: '' })
    expect((await command('env')).stdout).not.toMatch(/^(?:npm_|VITEST|INFRASPEC_TEST)/m)
  })

  it('passes any bytes on both streams, and much of them', async () => {
    const { command } = await talkTo(host(), { maxBytes: 1 << 22 })
    const bytes = await command(String.raw`printf '\036\000\377\036+'; printf '\036abc\036' >&2`)
    expect([...bytes.stdoutBytes]).toEqual([0x1e, 0, 0xff, 0x1e, 0x2b])
    expect(bytes.stderr).toBe('\x1eabc\x1e')
    const much = await command('head -c 2000000 /dev/zero >&2 & head -c 2000000 /dev/zero; wait')
    expect([much.stdout.length, much.stderr.length, much.truncated]).toEqual([2_000_000, 2_000_000, false])
  })

  it('ends what a command left behind, and a command that takes too long with all of it', async () => {
    const { command, close } = await talkTo(host())
    // nobody else there sleeps for just as long
    const seconds = String(randomInt(86_400, 1e9))
    expect(await command(`sleep ${seconds} & echo done`)).toMatchObject({ stdout: 'done\n', exitCode: 0 })
    const slow = await command(`sleep ${seconds} & sleep ${seconds}`, { timeout: 700 })
    expect(slow).toMatchObject({ timedOut: true, exitCode: undefined })
    const endless = command(`sleep ${seconds}`).catch((error: unknown) => error)
    await new Promise((resolve) => setTimeout(resolve, 700))
    expect(sleeping(seconds).length).toBeGreaterThan(0)
    await close()
    expect(await endless).toMatchObject({ code: 'closed' })
    expect(sleeping(seconds)).toEqual([])
  })

  it('runs a dozen commands at once, and leaves nothing when it is done', async () => {
    const { command, close } = await talkTo(host(), { timeout: 20_000 })
    const all = await Promise.all(Array.from({ length: 12 }, (_, index) => command(`sleep 0.2; echo ${index}`)))
    expect(ours()).not.toBe('')
    expect(all.map(({ stdout }) => stdout)).toEqual(Array.from({ length: 12 }, (_, index) => `${index}\n`))
    await close()
    expect(ours()).toBe('')
  })

  it('looks as other users, and logs in as one', async () => {
    const { ask, command } = await talkTo(host())
    expect((await ask('id -un', { user: 'app' })).stdout).toBe('app\n')
    expect((await command('id -un; cat', { user: 'app', stdin: 'in' })).stdout).toBe('app\nin')
    if (engine.transport === 'kubectl') {
      expect(await failure({ user: 'app' })).toMatchObject({ code: 'user-unsupported' })
      return
    }
    const { state, command: ran } = await talkTo(host({ user: 'app' }))
    expect(state()).toMatchObject({ status: 'ready', platform: { user: { name: 'app', uid: 1500 } } })
    expect((await ran('echo no >&2; exit 4')).exitCode).toBe(4)
    expect(await failure({ user: 'nobody-here' })).toMatchObject({ name: expect.stringMatching(/Error$/) })
  })

  it('takes no container for another whose name or id begins so', async () => {
    const { transport, running } = engine
    expect(await failure({ address: running.slice(0, 2) })).toMatchObject({ code: 'no-container' })
    if (transport !== 'docker' && transport !== 'podman') return
    const client = (...args: readonly string[]) => execFileSync(transport, args, { encoding: 'utf8' }).trim()
    const id = client('inspect', '--format', '{{.Id}}', running)
    expect(await failure({ address: id.slice(0, 11) })).toMatchObject({ code: 'no-container' })
    expect((await talkTo(host({ address: id.slice(0, 12) }))).state()).toMatchObject({ status: 'ready' })
    client('run', '--detach', '--network=none', '--name=db', 'tiny', ...IDLE)
    onTestFinished(() => void client('rm', '--force', 'db'))
    expect((await talkTo(host({ address: 'db' }))).state()).toMatchObject({ status: 'ready' })
  })

  it('says why it does not let in, in the words of the engine', async () => {
    expect(await failure({ address: 'no-such' })).toMatchObject({ name: 'ConnectError', code: 'no-container' })
    if (engine.stopped !== undefined) {
      expect(await failure({ address: engine.stopped })).toMatchObject({ code: 'container-stopped' })
    }
    expect(await failure({ address: '-oProxyCommand=id' })).toMatchObject({ code: 'container' })
    expect(await failure({ user: '-oProxyCommand=id' })).toMatchObject({ code: 'user' })
    const { PATH } = process.env
    onTestFinished(() => void (process.env['PATH'] = PATH))
    process.env['PATH'] = '/nonexistent'
    const code =
      engine.transport === 'nspawn'
        ? 'no-nsenter'
        : engine.transport === 'lxc'
          ? 'no-lxc-attach'
          : `no-${engine.transport}`
    expect(await failure({})).toMatchObject({ name: 'ConfigError', code })
  })

  if (name === 'docker') {
    it('says that the daemon is not there, and that the container is paused or has no such user', async () => {
      const { DOCKER_HOST } = process.env
      process.env['DOCKER_HOST'] = 'unix:///nonexistent'
      const down = await failure({})
      process.env['DOCKER_HOST'] = DOCKER_HOST
      expect(down).toMatchObject({
        code: 'engine-down',
        message: expect.stringContaining('Cannot connect to the Docker'),
      })
      expect(await failure({ user: 'nobody-here' })).toMatchObject({ code: 'no-such-user' })
      execFileSync('docker', ['pause', 'running'])
      const paused = await failure({})
      const later = setTimeout(() => execFileSync('docker', ['unpause', 'running']), 1200)
      onTestFinished(() => clearTimeout(later))
      const { state } = await talkTo({ ...host(), wait: 30_000 })
      expect(state()).toMatchObject({ status: 'ready' })
      expect(paused).toMatchObject({ code: 'container-paused', hint: 'docker unpause running' })
    })
  }

  // a test host is nobody's to end here
  if (name !== 'nspawn')
    it('tells a container that ends from an answer', async () => {
      const talk: Talk = await talkTo(host(), { timeout: 20_000 })
      const running = talk.command('sleep 30').catch((error: unknown) => error)
      const asked = talk.ask('sleep 30').catch((error: unknown) => error)
      await new Promise((resolve) => setTimeout(resolve, 700))
      engine.kill()
      // whichever is known first: that it was cut, or that the host is gone
      expect(await running).toMatchObject({ code: expect.stringMatching(/^(?:connection-lost|container-stopped)$/) })
      // podman may still let in while it buries what has died: then the shell was lost, and the host is later
      expect(await asked).toMatchObject({ code: expect.stringMatching(/^(?:shell-lost|container-stopped)$/) })
      await vi.waitFor(async () => {
        expect(await talk.ask('true').catch((error: unknown) => error)).toMatchObject({ code: 'container-stopped' })
      })
      expect(talk.state()).toMatchObject({ status: 'failed', error: { code: 'container-stopped' } })
      engine.restart?.()
    })
})
