import { parseDuration } from '../duration.ts'
import { ConfigError } from '../errors.ts'
import { Script } from '../host/shell.ts'
import { couldNotTell, defineResource, is, type CommandProvider, type Unknown } from './define-resource.ts'
import { equalsText, type TextPattern } from './shared/text.ts'
import { checkKind } from './shared/wanted.ts'

/** How a command is run, and which of its endings is a good one. */
export interface CommandOptions {
  /** The exit codes of a good ending; `[0]` when it is not given. */
  readonly ok?: readonly number[]
  /** What it reads; nothing when it is not given. */
  readonly stdin?: string
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
  /** Such as `'30s'`, or milliseconds; the run's time for a probe when it is not given. */
  readonly timeout?: string | number
}

/** How a command ended, and what it wrote. */
export interface CommandState {
  readonly exists: true
  /** `undefined` when a signal or the time limit ended it. */
  readonly exitCode: number | undefined
  /** Such as `SIGKILL`. */
  readonly signal: string | undefined
  readonly timedOut: boolean
  /** It wrote more than is fetched, or the end of it did not come: `stdout` or `stderr` is only the beginning. */
  readonly truncated: boolean
  readonly stdout: string
  readonly stderr: string
  /** Milliseconds. */
  readonly duration: number
  /** The exit codes of a good ending. */
  readonly ok: readonly number[]
}

/** The text itself, where it is known when the spec is compiled; nothing that is put together at run time. */
export type Literal<Text extends string> = Text extends unknown
  ? // A type with a hole in it, such as `curl ${string}`, makes an index signature, which {} satisfies.
    {} extends Record<Text, unknown>
    ? never
    : Text
  : never

interface Key {
  readonly text: string
  readonly options: Omit<CommandOptions, 'ok' | 'timeout'> & {
    readonly ok: readonly number[]
    readonly timeout?: number
  }
}

/** The command as it is written, in a shell of its own; what the user wrote is the one text that is not quoted. */
const shell: CommandProvider<CommandState> = {
  on: () => true,
  command: (key) => {
    const { text, options } = JSON.parse(key) as Key
    const { stdin, env, cwd, timeout } = options
    return {
      script: Script.fromTemplate({ raw: [text] } as unknown as TemplateStringsArray, []),
      stdin,
      env,
      cwd,
      timeout,
    }
  },
  read: ({ exitCode, signal, timedOut, truncated, stdout, stderr, duration }, key) => {
    const { ok } = (JSON.parse(key) as Key).options
    return { exists: true, exitCode, signal, timedOut, truncated, stdout, stderr, duration: Math.round(duration), ok }
  },
}

const define = defineResource({
  kind: 'command',
  key: (text: string, options: CommandOptions | undefined) => JSON.stringify({ text, options: checked(options) }),
  title: (text) => `command ${JSON.stringify(short(text))}`,
  providers: { shell },
  unreadable: (command: CommandState) => unread(command),
  matchers: {
    /** It ended by itself, with this exit code: any, also one that is not `ok`. */
    toExitWith: (command: CommandState, code: number) => unended(command) ?? is(command.exitCode, code),
    /** It ended as `ok` says. */
    toSucceed: (command: CommandState) =>
      unended(command) ?? unfound(command) ?? command.ok.includes(command.exitCode as number),
    /** All that it wrote on standard output is this text, less one final newline; a RegExp searches, line by line. */
    toHaveStdout: (command: CommandState, text: TextPattern) => unread(command) ?? equalsText(command.stdout, text),
    /** The same on standard error. */
    toHaveStderr: (command: CommandState, text: TextPattern) => unread(command) ?? equalsText(command.stderr, text),
  },
})

/** A command that was run on the host. */
export type Command = ReturnType<typeof define>

/**
 * A command, run on the host by its `sh`, afresh for every check.
 *
 * It is a literal, or made by `` sh`…` `` where something has to be put in: a string that is only known at
 * run time does not compile. Every matcher but `toExitWith` is errored, in both polarities, when the
 * command ended in another way than `ok` says (another exit code, a signal, a timeout) or wrote too much.
 *
 * @example
 * it(command('nginx -t')).toSucceed()
 * it(command('curl -fsS http://localhost/health')).toHaveStdout('ok')
 * it(command('systemctl is-system-running', { ok: [0, 1] })).not.toHaveStdout(/degraded/)
 */
export function command<const Text extends string | Script>(
  text: Text extends string ? Literal<Text> : Text,
  options?: CommandOptions,
): Command {
  const written: string | Script = text
  const script = typeof written === 'string' ? written : written.text
  if (script.trim() === '' || script.includes('\0')) {
    throw new ConfigError('command', `${JSON.stringify(script)} is not a command`)
  }
  checked(options)
  return define(script, options)
}

function checked(options: CommandOptions = {}): Key['options'] {
  const bad = Object.keys(options).find((name) => !OPTIONS.includes(name))
  if (bad !== undefined) {
    const hint = `the options are ${OPTIONS.join(', ')}`
    throw new ConfigError('command-options', `command() has no option ${JSON.stringify(bad)}`, { hint })
  }
  const { ok = [0], stdin, env, cwd, timeout } = options
  if (ok.length === 0) throw new ConfigError('ok-empty', 'command(…, { ok: [] }) has no good ending')
  for (const code of ok) checkKind(code, 'number', 'an exit code in `ok`')
  return {
    ok,
    ...(stdin === undefined ? {} : { stdin }),
    ...(env === undefined ? {} : { env }),
    ...(cwd === undefined ? {} : { cwd }),
    ...(timeout === undefined ? {} : { timeout: parseDuration(timeout) }),
  }
}

const OPTIONS = ['ok', 'stdin', 'env', 'cwd', 'timeout']

/** Why there is no exit code; a signal is never equal to one, nor is it certain not to be. */
function unended({ exitCode, signal, timedOut, duration }: CommandState): Unknown | undefined {
  const within = duration < 1000 ? `${Math.round(duration)} ms` : `${Math.round(duration / 1000)} s`
  if (timedOut) return couldNotTell(`it did not end within ${within}`, 'give it a longer `timeout`')
  if (exitCode === undefined) return couldNotTell(`${signal ?? 'a signal'} ended it`)
  return undefined
}

/** The shell could not run what the command starts with. */
function unfound({ exitCode, ok, stderr }: CommandState): Unknown | undefined {
  if ((exitCode !== 126 && exitCode !== 127) || ok.includes(exitCode)) return undefined
  if (!/not found|no such file|permission denied|exec format error/i.test(stderr)) return undefined
  return couldNotTell(`exit code ${exitCode}: ${stderr.trim()}`, 'is what it runs on this host, and on the PATH?')
}

function unread(command: CommandState): Unknown | undefined {
  const { exitCode, ok, stderr, truncated } = command
  const bad = unended(command) ?? unfound(command)
  if (bad !== undefined) return bad
  if (!ok.includes(exitCode as number)) {
    const said = stderr.trim() === '' ? '' : `: ${short(stderr.trim())}`
    return couldNotTell(
      `it ended with exit code ${exitCode}${said}`,
      `if that is a good ending: { ok: [${[...ok, exitCode].join(', ')}] }`,
    )
  }
  return truncated
    ? couldNotTell(
        'it wrote more than is fetched, or the end of it did not come',
        'let it write less, or filter it on the host',
      )
    : undefined
}

function short(text: string): string {
  return text.length <= 80 ? text : `${text.slice(0, 79)}…`
}
