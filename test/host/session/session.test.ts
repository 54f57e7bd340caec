import { existsSync } from 'node:fs'
import { describe, expect, it, vi } from 'vitest'
import { rareSeconds, runs } from '../processes.ts'
import { THIS_MACHINE, talkTo } from '../talk.ts'

const isRoot = process.getuid?.() === 0

describe('a session', () => {
  it('gives output, errors and the exit code apart', async () => {
    const { ask } = await talkTo(THIS_MACHINE)
    expect(await ask('echo out; echo err >&2; exit 3')).toMatchObject({
      stdout: 'out\n',
      stderr: 'err\n',
      exitCode: 3,
      signal: undefined,
      timedOut: false,
      truncated: false,
    })
  })

  it.for([
    ['no final newline', 'printf abc', 'abc'],
    ['nothing', ':', ''],
    ['a newline only', 'echo', '\n'],
    ['NUL bytes', String.raw`printf 'a\0b'`, 'a\0b'],
    ['what is not UTF-8', String.raw`printf 'a\377\n'`, 'a\u{fffd}\n'],
    ['quotes', `printf %s "it's \\"\\\\"`, `it's "\\`],
    ['many lines', 'for i in 1 2 3; do\necho $i\ndone # a comment', '1\n2\n3\n'],
    ['its input, which is empty', 'cat; echo end', 'end\n'],
    ['what no shell command', 'cat <<EOF\nhere\nEOF', 'here\n'],
  ])('gives %s as it came', async ([, script, stdout]) => {
    const { ask } = await talkTo(THIS_MACHINE)
    expect((await ask(script!)).stdout).toBe(stdout)
  })

  it('gives the very bytes', async () => {
    const { ask } = await talkTo(THIS_MACHINE)
    const { stdoutBytes } = await ask(String.raw`printf '\377\0\200\n\n'`)
    expect([...stdoutBytes]).toEqual([255, 0, 128, 10, 10])
  })

  it('contains what a script does to its shell', async () => {
    const { askAll } = await talkTo(THIS_MACHINE)
    const scripts = [
      'if',
      'exit 5',
      'exec true',
      'cd /; x=1; set -e; exec >/dev/null',
      'trap "" 0',
      'echo "${x-unset}"',
    ]
    const answers = await Promise.all(askAll([...scripts, ')', "'", 'echo last']))
    expect(answers.map(({ exitCode }) => exitCode)).toEqual([2, 5, 0, 0, 0, 0, 2, 2, 0])
    expect(answers[0]!.stderr).toMatch(/[Ss]yntax error/)
    expect(answers[5]!.stdout).toBe('unset\n')
    expect(answers[8]!.stdout).toBe('last\n')
  })

  it('is not confused by output that looks like the end of a frame', async () => {
    const { ask } = await talkTo(THIS_MACHINE)
    const forged = `printf '\\n%s 3 0\\n' 00000000000000000000000000000000 "$INFRASPEC_MARK"`
    const { stdout } = await ask(forged)
    expect(stdout).toMatch(/^\n0{32} 3 0\n\n[0-9a-f]{32} 3 0\n$/)
  })

  it('sets what commands depend on', async () => {
    const { ask } = await talkTo(THIS_MACHINE)
    const { stdout } = await ask('echo "$LC_ALL|$LANG|$LANGUAGE|${ENV-}|${BASH_ENV-}|${PATH%%:/bin*}"')
    expect(stdout).toBe('C|C||||/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin\n')
  })

  it('cuts an answer at the limit, and only that one', async () => {
    const { askAll } = await talkTo(THIS_MACHINE, { maxBytes: 1000 })
    const [before, big, after] = await Promise.all(
      askAll(['echo before', 'head -c 67108864 /dev/zero; head -c 5000 /dev/zero >&2', 'echo after']),
    )
    expect(before).toMatchObject({ stdout: 'before\n', truncated: false })
    expect(big).toMatchObject({ exitCode: 0, truncated: true })
    expect([big!.stdout.length, big!.stderr.length]).toEqual([1000, 1000])
    expect(after).toMatchObject({ stdout: 'after\n', truncated: false })
  })

  it('counts one round trip for all that is asked at once', async () => {
    const { askAll, ask, close } = await talkTo(THIS_MACHINE)
    await Promise.all(askAll(Array.from({ length: 50 }, (_, index) => `echo ${index}`)))
    await ask('echo one more')
    expect((await close())['here']).toMatchObject({ connections: 1, scripts: 3, commands: 0 })
  })

  it('answers as answers come, in any number', async () => {
    const { askAll } = await talkTo(THIS_MACHINE)
    const [fast, slow] = askAll(['echo fast', 'sleep 0.5; echo slow'])
    expect(await Promise.race([fast, slow])).toMatchObject({ stdout: 'fast\n' })
    const answers = await Promise.all(askAll(Array.from({ length: 300 }, (_, index) => `printf ${index}`)))
    expect(answers.map(({ stdout }) => Number(stdout))).toEqual(Array.from({ length: 300 }, (_, index) => index))
  })
})

describe('a probe that takes too long', () => {
  it('is ended, and its neighbours are answered', async () => {
    const { askAll } = await talkTo(THIS_MACHINE, { timeout: 400 })
    const [before, hung, after] = await Promise.all(askAll(['echo before', 'echo begun; sleep 100', 'echo after']))
    expect(before).toMatchObject({ stdout: 'before\n', timedOut: false })
    expect(hung).toMatchObject({ stdout: 'begun\n', timedOut: true, exitCode: undefined })
    expect(hung!.duration).toBeGreaterThanOrEqual(395)
    expect(after).toMatchObject({ stdout: 'after\n', timedOut: false })
  })

  it('leaves nothing behind', async () => {
    const { ask } = await talkTo(THIS_MACHINE, { timeout: 300 })
    const seconds = rareSeconds()
    // setsid: out of reach of a signal to the group
    expect(await ask(`setsid sleep ${seconds} & sleep ${seconds}`)).toMatchObject({ timedOut: true })
    await vi.waitFor(() => expect(runs(seconds)).toBe(false), 20_000)
  })

  it('has its time from its start, not from when it was asked', async () => {
    const { askAll } = await talkTo(THIS_MACHINE, { timeout: 900 })
    const answers = await Promise.all(askAll(['sleep 0.4', 'sleep 0.4', 'sleep 0.4', 'sleep 0.4']))
    expect(answers.map(({ timedOut }) => timedOut)).toEqual([false, false, false, false])
  })

  it('may have a limit of its own', async () => {
    const { askAll } = await talkTo(THIS_MACHINE)
    const [answer] = await Promise.all(askAll(['sleep 100'], { timeout: 200 }))
    expect(answer).toMatchObject({ timedOut: true })
  })

  it('can be followed by another one, and another', async () => {
    const { askAll } = await talkTo(THIS_MACHINE, { timeout: 200 })
    const answers = await Promise.all(askAll(['sleep 9', 'sleep 9', 'echo a', 'sleep 9', 'echo b']))
    expect(answers.map(({ timedOut, stdout }) => (timedOut ? 'late' : stdout))).toEqual([
      'late',
      'late',
      'a\n',
      'late',
      'b\n',
    ])
  })
})

describe('a shell that is lost', () => {
  it('costs the script that ran an error, and the others nothing', async () => {
    const { askAll } = await talkTo(THIS_MACHINE)
    const [before, killer, after] = await Promise.allSettled(askAll(['echo before', 'kill -9 $$', 'echo after']))
    expect(before).toMatchObject({ value: { stdout: 'before\n' } })
    expect(killer).toMatchObject({ status: 'rejected', reason: { code: 'shell-lost', name: 'ProbeError' } })
    expect(after).toMatchObject({ value: { stdout: 'after\n' } })
  })

  it('is opened again when it was idle', async () => {
    const { ask } = await talkTo(THIS_MACHINE)
    await ask('(sleep 0.1; kill -9 $$) >/dev/null 2>&1 &')
    await new Promise((resolve) => setTimeout(resolve, 400))
    expect(await ask('echo again')).toMatchObject({ stdout: 'again\n' })
  })
})

describe.skipIf(!isRoot)('another user (needs root)', () => {
  it('has its own id, groups and HOME, and a clean environment', async () => {
    process.env['INFRASPEC_TEST_LEAK'] = 'leaked'
    const { ask } = await talkTo(THIS_MACHINE)
    const { stdout } = await ask(
      'id -un; id -Gn; echo "$HOME|$USER|$LOGNAME|${INFRASPEC_TEST_LEAK-clean}|$LC_ALL"; pwd',
      {
        user: 'www-data',
      },
    )
    expect(stdout).toBe(
      `www-data\nwww-data\n/var/www|www-data|www-data|clean|C\n${existsSync('/var/www') ? '/var/www' : '/'}\n`,
    )
  })

  it('runs commands too, and signals are exact', async () => {
    const { command } = await talkTo(THIS_MACHINE)
    expect(await command('id -un; kill -TERM $$', { user: 'nobody' })).toMatchObject({
      stdout: 'nobody\n',
      exitCode: undefined,
      signal: 'SIGTERM',
    })
  })

  it.for(['no-such-user-1', '4294900000'])('cannot be told when there is no %s', async (user) => {
    const { ask, command, state } = await talkTo(THIS_MACHINE)
    const error = {
      name: 'ProbeError',
      code: 'no-such-user',
      message: expect.stringContaining(`there is no user "${user}"`),
    }
    await expect(ask('id', { user })).rejects.toMatchObject(error)
    await expect(command('id', { user })).rejects.toMatchObject(error)
    expect(state()).toMatchObject({ status: 'ready' })
    expect(await ask('echo fine')).toMatchObject({ stdout: 'fine\n' })
  })

  it.for(['-u', '#0', 'a b', 'a;id', 'a\nb', ''])('is refused as a name: %j', async (user) => {
    const { ask } = await talkTo(THIS_MACHINE)
    await expect(ask('id', { user })).rejects.toMatchObject({ code: expect.stringMatching(/user-name|no-such-user/) })
  })
})

describe('the end of a conversation', () => {
  it('answers what is pending, and leaves nothing behind', async () => {
    const { ask, command, close } = await talkTo(THIS_MACHINE, { timeout: 60_000 })
    const [probe, run] = [rareSeconds(), rareSeconds()]
    const pending = Promise.allSettled([
      ask(`setsid sleep ${probe} & sleep ${probe}`),
      ask('echo never'),
      command(`setsid sleep ${run} & sleep ${run}`),
    ])
    await vi.waitFor(() => expect(runs(probe) && runs(run)).toBe(true), 2000)
    const start = performance.now()
    await close()
    expect(performance.now() - start).toBeLessThan(2000)
    expect(await pending).toMatchObject(
      Array.from({ length: 3 }, () => ({ status: 'rejected', reason: { code: 'closed' } })),
    )
    expect([runs(probe), runs(run)]).toEqual([false, false])
  })
})
