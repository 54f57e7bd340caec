import { describe, expect, it } from 'vitest'
import { ConfigError } from '../../src/errors.ts'
import type { Answer } from '../../src/host/answer.ts'
import type { CommandProvider } from '../../src/host/provider.ts'
import { sh } from '../../src/host/shell.ts'
import { command, type Command, type CommandState } from '../../src/resources/command.ts'
import { as, Unknown } from '../../src/resources/define-resource.ts'
import { judged, verdict } from './support/matchers.ts'
import { answer, run, shells } from './support/shells.ts'

const providerOf = ({ definition }: Command) => definition.providers['shell'] as CommandProvider<CommandState>
const keyOf = ({ definition, name, options }: Command): string => definition.key?.(name as string, options) ?? ''
const requestOf = (made: Command) => providerOf(made).command(keyOf(made))
const ended = (made: Command, stdout: string, more: Partial<Answer> = {}) =>
  providerOf(made).read(answer(stdout, more), keyOf(made)) as CommandState

describe('a command', () => {
  it('is sent as it is written', () => {
    expect(requestOf(command('echo "$HOME" \\n | cat')).script.text).toBe('echo "$HOME" \\n | cat')
    expect(requestOf(command(sh`echo ${"it's"}`)).script.text).toBe(`echo 'it'\\''s'`)
  })

  it('takes what it reads, where, for how long, and with what around it', () => {
    const made = command('cat', { stdin: 'a', cwd: '/srv', env: { A: 'b' }, timeout: '10s', ok: [0, 1] })
    expect(requestOf(made)).toMatchObject({ stdin: 'a', cwd: '/srv', env: { A: 'b' }, timeout: 10_000 })
    expect(requestOf(command('cat'))).toEqual({ script: expect.anything() })
  })

  it('is another one with other options', () => {
    const keys = [command('true'), command('true', { ok: [1] }), command('true', { cwd: '/' }), command('false')].map(
      keyOf,
    )
    expect(new Set(keys).size).toBe(4)
    expect(keyOf(command('true', { ok: [0] }))).toBe(keyOf(command('true')))
  })

  it('is called what it is, cut when it is long', () => {
    const title = (made: Command) => made.definition.title?.(made.name as string, undefined)
    expect(title(command('nginx -t'))).toBe('command "nginx -t"')
    expect(title(command(sh`echo ${'x'.repeat(200)}`))).toHaveLength(90)
    expect(as('app', command('id')).user).toBe('app')
  })

  it.each([[{ ok: [] }], [{ timeout: 'soon' }], [{ timeout: -1 }]])('refuses %o where it is written', (options) => {
    expect(() => command('true', options)).toThrow(ConfigError)
  })

  it('refuses what is no command', () => {
    expect(() => command(' ')).toThrow(ConfigError)
    expect(() => command('a\0b')).toThrow(ConfigError)
  })

  it.each(shells)('ends as it does in $name', (shell) => {
    const made = command("printf 'ok\\n'; printf no >&2; exit 3")
    const state = providerOf(made).read(run(shell, requestOf(made).script.text), keyOf(made))
    expect(state).toMatchObject({ exists: true, exitCode: 3, stdout: 'ok\n', stderr: 'no', ok: [0] })
  })
})

describe('matchers', () => {
  const plain = command('true')
  const both = command('true', { ok: [0, 1] })
  const none = { exitCode: undefined } as const
  const said = (made: Command, state: CommandState, matcher: string, ...args: readonly unknown[]) =>
    judged(verdict(made, matcher, state, ...args))

  it.each<[string, Partial<Answer>, string, readonly unknown[], string]>([
    ['', {}, 'toExitWith', [0], 'true'],
    ['', {}, 'toExitWith', [1], 'false'],
    ['', { exitCode: 127, stderr: 'sh: x: not found' }, 'toExitWith', [127], 'true'],
    ['', { ...none, signal: 'SIGKILL' }, 'toExitWith', [0], 'unknown'],
    ['', { ...none, signal: 'SIGKILL' }, 'toExitWith', [137], 'unknown'],
    ['', { ...none }, 'toExitWith', [0], 'unknown'],
    ['', { ...none, timedOut: true }, 'toExitWith', [124], 'unknown'],
    ['', { exitCode: 0, timedOut: true }, 'toExitWith', [0], 'unknown'],
    ['', { truncated: true }, 'toExitWith', [0], 'true'],
    ['', {}, 'toSucceed', [], 'true'],
    ['', { exitCode: 1 }, 'toSucceed', [], 'false'],
    ['', { ...none, signal: 'SIGTERM' }, 'toSucceed', [], 'unknown'],
    ['', { ...none, timedOut: true }, 'toSucceed', [], 'unknown'],
    ['', { exitCode: 127, stderr: 'sh: 1: nginx: not found' }, 'toSucceed', [], 'unknown'],
    ['', { exitCode: 126, stderr: 'sh: 1: x: Permission denied' }, 'toSucceed', [], 'unknown'],
    ['', { exitCode: 127, stderr: 'curl: something of its own' }, 'toSucceed', [], 'false'],
    ['ok\n', {}, 'toHaveStdout', ['ok'], 'true'],
    ['ok', {}, 'toHaveStdout', ['ok'], 'true'],
    ['ok\n', {}, 'toHaveStdout', ['ok\n'], 'true'],
    ['ok\n\n', {}, 'toHaveStdout', ['ok'], 'false'],
    ['not ok\n', {}, 'toHaveStdout', ['ok'], 'false'],
    ['not ok\n', {}, 'toHaveStdout', [/ok/], 'true'],
    ['a\nok\n', {}, 'toHaveStdout', [/^ok$/], 'true'],
    ['a\n', {}, 'toHaveStdout', [/^$/], 'false'],
    ['\n', {}, 'toHaveStdout', [/^$/], 'true'],
    ['', {}, 'toHaveStdout', [''], 'true'],
    ['', { exitCode: 1, stderr: 'find: missing' }, 'toHaveStdout', [''], 'unknown'],
    ['', { exitCode: 127, stderr: 'sh: find: not found' }, 'toHaveStdout', [''], 'unknown'],
    ['', { ...none, signal: 'SIGKILL' }, 'toHaveStdout', [''], 'unknown'],
    ['', { ...none, timedOut: true }, 'toHaveStdout', [''], 'unknown'],
    ['ok', { truncated: true }, 'toHaveStdout', [/ok/], 'unknown'],
    ['', { stderr: 'warning\n' }, 'toHaveStderr', ['warning'], 'true'],
    ['', { stderr: 'warning\n' }, 'toHaveStderr', [''], 'false'],
    ['', { exitCode: 2, stderr: 'warning\n' }, 'toHaveStderr', ['warning'], 'unknown'],
  ])('%j, %o: %s(%o) is %s', (stdout, more, matcher, args, expected) => {
    expect(said(plain, ended(plain, stdout, more), matcher, ...args)).toBe(expected)
  })

  it('takes for a good ending what `ok` says', () => {
    const state = ended(both, 'ok', { exitCode: 1 })
    expect(said(both, state, 'toSucceed')).toBe('true')
    expect(said(both, state, 'toHaveStdout', 'ok')).toBe('true')
    const missing = command('true', { ok: [127] })
    expect(said(missing, ended(missing, '', { exitCode: 127, stderr: 'x: not found' }), 'toSucceed')).toBe('true')
    const never = command('true', { ok: [1] })
    expect(said(never, ended(never, ''), 'toSucceed')).toBe('false')
  })

  it('says what to do about it', () => {
    const bad = verdict(plain, 'toHaveStdout', ended(plain, '', { exitCode: 7, stderr: 'no route\n' }), '') as Unknown
    expect(bad).toEqual(new Unknown('it ended with exit code 7: no route', 'if that is a good ending: { ok: [0, 7] }'))
    const why = (more: Partial<Answer>) => verdict(plain, 'toHaveStdout', ended(plain, '', more), '')
    expect(why({ ...none, signal: 'SIGKILL' })).toMatchObject({ reason: 'SIGKILL ended it' })
    expect(why({ ...none })).toMatchObject({ reason: 'a signal ended it' })
    expect(why({ ...none, timedOut: true, duration: 10.4 })).toMatchObject({ reason: 'it did not end within 10 ms' })
    expect(why({ ...none, timedOut: true, duration: 10_013 })).toMatchObject({ reason: 'it did not end within 10 s' })
    expect(why({ exitCode: 127, stderr: 'sh: x: not found' })).toMatchObject({ hint: expect.stringContaining('PATH') })
  })

  it('gives the same answer twice, whatever the flags', () => {
    const pattern = /ok/gy
    expect([1, 2, 3].map(() => said(plain, ended(plain, 'ok'), 'toHaveStdout', pattern))).toEqual([
      'true',
      'true',
      'true',
    ])
  })
})
