import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { CommandRun } from '../../../src/host/session/command-run.ts'
import type { Link } from '../../../src/host/link/link.ts'
import type { ChannelEvents } from '../../../src/transports/transport.ts'
import { rareSeconds, runs } from '../processes.ts'
import { THIS_MACHINE, talkTo } from '../talk.ts'

describe('a command', () => {
  it.for([0, 1, 124, 137, 143, 255])('exits with %i, which is no signal', async (code) => {
    const { command } = await talkTo(THIS_MACHINE)
    expect(await command(`echo out; echo err >&2; exit ${code}`)).toMatchObject({
      exitCode: code,
      signal: undefined,
      timedOut: false,
      stdout: 'out\n',
      stderr: 'err\n',
    })
  })

  it.for(['KILL', 'TERM', 'SEGV', 'HUP'])('that is ended by SIG%s has no exit code', async (signal) => {
    const { command } = await talkTo(THIS_MACHINE)
    expect(await command(`printf before; kill -${signal} $$`)).toMatchObject({
      exitCode: undefined,
      signal: `SIG${signal}`,
      timedOut: false,
      stdout: 'before',
    })
  })

  it('reads what it is given, or nothing', async () => {
    const { command } = await talkTo(THIS_MACHINE)
    const stdin = `line\n${'x'.repeat(200_000)}é`
    expect((await command('cat', { stdin })).stdout).toBe(stdin)
    expect((await command('cat', { stdin: '' })).stdout).toBe('')
    expect((await command('cat; echo end')).stdout).toBe('end\n')
    expect((await command('true', { stdin })).exitCode).toBe(0)
  })

  it('has the environment that it is given, and its folder', async () => {
    const { command } = await talkTo(THIS_MACHINE)
    const env = { A: `it's "$HOME" \n end`, LC_ALL: 'C.UTF-8' }
    const answer = await command('printf %s "$A|$LC_ALL|$LANG|"; pwd', { env, cwd: '/usr/share' })
    expect(answer.stdout).toBe(`${env.A}|C.UTF-8|C|/usr/share\n`)
  })

  it.for(['1A', 'A-B', 'A=B', '', 'A\n', 'A;id'])('is not given a variable called %j', async (name) => {
    const { command } = await talkTo(THIS_MACHINE)
    await expect(command('true', { env: { [name]: 'x' } })).rejects.toMatchObject({ code: 'variable-name' })
  })

  it.for(['/nonexistent/folder', '-', '/etc/passwd'])(
    'is not run when the folder %s cannot be entered',
    async (cwd) => {
      const { command } = await talkTo(THIS_MACHINE)
      const error = {
        name: 'ProbeError',
        code: 'cwd',
        message: expect.stringMatching(/cannot be entered\n  stderr .*cd/),
      }
      await expect(command('echo ran', { cwd })).rejects.toMatchObject(error)
    },
  )

  it('keeps a NUL byte and what is not UTF-8', async () => {
    const { command } = await talkTo(THIS_MACHINE)
    expect([...(await command(String.raw`printf 'a\0\377\n'`)).stdoutBytes]).toEqual([97, 0, 255, 10])
  })

  it('cannot hold a NUL byte itself', async () => {
    const { command, ask } = await talkTo(THIS_MACHINE)
    await expect(command('echo \0')).rejects.toMatchObject({ code: 'nul-byte' })
    await expect(ask('echo \0')).rejects.toMatchObject({ code: 'nul-byte' })
  })

  it('that is too long is an error', async () => {
    const { command } = await talkTo(THIS_MACHINE)
    await expect(command(`: ${'x'.repeat(200_000)}`)).rejects.toMatchObject({ code: 'script-too-long' })
  })

  it('is cut at the limit', async () => {
    const { command } = await talkTo(THIS_MACHINE, { maxBytes: 1000 })
    const answer = await command('head -c 67108864 /dev/zero')
    expect(answer).toMatchObject({ exitCode: 0, truncated: true })
    expect(answer.stdout.length).toBe(1000)
  })

  it('does not hold up others', async () => {
    const { command, ask } = await talkTo(THIS_MACHINE)
    const slow = command('sleep 0.6; echo slow')
    expect(await Promise.race([slow, ask('echo probe')])).toMatchObject({ stdout: 'probe\n' })
    expect(await Promise.race([slow, command('echo fast')])).toMatchObject({ stdout: 'fast\n' })
    expect(await slow).toMatchObject({ stdout: 'slow\n' })
  })

  it('runs with five others at once, and no more', async () => {
    const { askAll, close } = await talkTo(THIS_MACHINE)
    const script = 'date +%s%N; sleep 0.5; date +%s%N'
    const answers = await Promise.all(
      askAll(
        Array.from({ length: 14 }, () => script),
        { kind: 'command' },
      ),
    )
    const spans = answers.map(({ stdout }) => stdout.trim().split('\n').map(Number) as [number, number])
    const most = Math.max(...spans.map(([at]) => spans.filter(([start, end]) => start <= at && at < end).length))
    expect(most).toBe(6)
    expect((await close())['here']).toMatchObject({ commands: 14 })
  })
})

describe('the time limit of a command', () => {
  it('ends it, with the output so far', async () => {
    const { command } = await talkTo(THIS_MACHINE)
    const seconds = rareSeconds()
    const answer = await command(`echo begun; setsid sleep ${seconds} & sleep ${seconds}`, { timeout: 400 })
    expect(answer).toMatchObject({ timedOut: true, exitCode: undefined, signal: undefined, stdout: 'begun\n' })
    expect(answer.duration).toBeGreaterThanOrEqual(395)
    expect(answer.duration).toBeLessThan(1500)
    await vi.waitFor(() => expect(runs(seconds)).toBe(false), 20_000)
  })

  it('ends what prints for ever, with bounded memory', async () => {
    const { command, ask } = await talkTo(THIS_MACHINE, { maxBytes: 4096 })
    const before = process.memoryUsage().rss
    const answer = await command('yes', { timeout: 700 })
    expect(answer).toMatchObject({ timedOut: true, truncated: true })
    expect(answer.stdout.length).toBe(4096)
    expect(process.memoryUsage().rss - before).toBeLessThan(200e6)
    expect(await ask('echo fine')).toMatchObject({ stdout: 'fine\n' })
  })

  it('that ignores signals is ended all the same', async () => {
    const { command } = await talkTo(THIS_MACHINE)
    const seconds = rareSeconds()
    const script = `trap '' TERM INT HUP; sleep ${seconds}; sleep ${seconds}`
    expect(await command(script, { timeout: 300 })).toMatchObject({ timedOut: true })
    await vi.waitFor(() => expect(runs(seconds)).toBe(false), 20_000)
  })
})

describe('what a command leaves behind', () => {
  it.for([
    ['holds its output', (seconds: string) => `sleep ${seconds} & echo done`],
    ['is in a session of its own', (seconds: string) => `setsid sleep ${seconds} & echo done`],
    ['holds nothing', (seconds: string) => `setsid sleep ${seconds} >/dev/null 2>&1 </dev/null & echo done`],
  ] as const)('is ended when it %s', async ([, script]) => {
    const { command } = await talkTo(THIS_MACHINE)
    const seconds = rareSeconds()
    const start = performance.now()
    expect(await command(script(seconds))).toMatchObject({ exitCode: 0, timedOut: false, stdout: 'done\n' })
    expect(performance.now() - start).toBeLessThan(1500)
    await vi.waitFor(() => expect(runs(seconds)).toBe(false), 20_000)
  })

  it('cannot hold up the answer even where it is not found', async () => {
    const { command } = await talkTo(THIS_MACHINE)
    const start = performance.now()
    const answer = await command('env -i setsid sleep 4 & echo done')
    expect(answer).toMatchObject({ exitCode: 0, timedOut: false, stdout: 'done\n' })
    expect(performance.now() - start).toBeLessThan(3000)
  })
})

describe('output that its own end overtakes', () => {
  /** A command that has exited with 0, on a channel that tells what the test says. */
  async function ended(timeout: number) {
    vi.useFakeTimers()
    onTestFinished(() => void vi.useRealTimers())
    let events!: ChannelEvents
    const link = {
      era: 'e'.repeat(16),
      promptFor: () => undefined,
      host: THIS_MACHINE,
      limits: { connectTimeout: 5000, timeout, maxBytes: 1 << 20, concurrency: 1 },
      open: async (request: { readonly events: ChannelEvents }) => {
        events = request.events
        return { write: () => {}, end: () => {}, destroy: () => {} }
      },
    } as unknown as Link
    const ask = { id: 1, host: 'here', kind: 'command', script: 'true' } as const
    const command = new CommandRun(ask, {
      link,
      commandFor: (script) => script,
      shelter: () => undefined,
      endingOf: () => '',
      onSent: () => {},
      kill: () => {},
    })
    const answer = command.run()
    await vi.advanceTimersByTimeAsync(0)
    const say = (text: string) => events.stdout(Buffer.from(text))
    say(`\n${command.token.nonce} 0 0\n`)
    events.stderr(Buffer.from(`\n${command.token.nonce} 0 0\n`))
    events.exit({ exitCode: 0, signal: undefined })
    const trickle = async (times: number) => {
      for (let line = 0; line < times; line += 1) {
        await vi.advanceTimersByTimeAsync(1500)
        say(`${line}\n`)
      }
    }
    return { answer, trickle, close: () => events.close() }
  }

  it('is waited for while it comes', async () => {
    const { answer, trickle, close } = await ended(60_000)
    await trickle(10)
    close()
    expect(await answer).toMatchObject({ exitCode: 0, timedOut: false, truncated: false })
    expect(Buffer.from((await answer).stdout).toString()).toBe('0\n1\n2\n3\n4\n5\n6\n7\n8\n9\n')
  })

  it('is called cut when it stops without an end', async () => {
    const { answer, trickle } = await ended(60_000)
    await trickle(2)
    await vi.advanceTimersByTimeAsync(2000)
    expect(await answer).toMatchObject({ exitCode: 0, timedOut: false, truncated: true })
  })

  it('is waited for no longer than the command has time', async () => {
    const { answer, trickle } = await ended(6000)
    await trickle(5)
    expect(await answer).toMatchObject({ exitCode: 0, truncated: true })
    expect(Buffer.from((await answer).stdout).toString()).toBe('0\n1\n2\n')
  })

  it('is complete when nothing more came, for what is left behind may hold the channel', async () => {
    const { answer } = await ended(60_000)
    await vi.advanceTimersByTimeAsync(2000)
    expect(await answer).toMatchObject({ exitCode: 0, truncated: false })
  })
})
