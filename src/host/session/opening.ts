import { PREAMBLE } from '../platform/preamble.ts'
import { frameEnd, makeNonce } from './frames.ts'
import { quote } from '../shell.ts'

/** What a program that we start on a host is recognised by. */
export interface Token {
  /** Ends the frames of its opening. Whoever lists processes may see it: what follows needs another one. */
  readonly nonce: string
  /** Is in the environment of everything that it starts: see endings.ts. */
  readonly mark: string
}

/** With what the marks of one connection begin. */
export function makeEra(): string {
  return makeNonce().slice(0, 16)
}

/** A new token; the marks of one connection begin alike, so that all of them are found by their beginning. */
export function makeToken(era: string): Token {
  return { nonce: makeNonce(), mark: `${era}${makeNonce().slice(era.length)}` }
}

/** The variable that carries a {@link Token}'s mark. */
export const MARK = 'INFRASPEC_MARK'

const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

// What would change the output of ls, ps, grep and sh itself, and sudo's copy of all of this text
const UNWANTED = 'ENV BASH_ENV CDPATH POSIXLY_CORRECT GREP_OPTIONS COLUMNS LINES SUDO_COMMAND'

/**
 * Sets the environment, and says on both streams that what a login shell printed has ended.
 *
 * What nobody hears any more goes no further.
 */
function begin({ nonce, mark }: Token): string {
  return `export LC_ALL=C LANG=C LANGUAGE= PATH="${PATH}\${PATH:+:$PATH}" ${MARK}=${mark}
unset ${UNWANTED}
{ ${endFrame(nonce, 0)}; } || exit`
}

/** The script that becomes a session's shell: the facts of the host are frame 1, and commands come on its input. */
export function shellScript(token: Token): string {
  return `${begin(token)}
${PREAMBLE}
${endFrame(token.nonce, 1)}
exec sh`
}

/**
 * The script that becomes a user's command: whoever waits for it sees the exit code or signal of that text.
 *
 * Frame 1 exists only when the folder cannot be entered.
 */
export function commandScript(
  token: Token,
  command: {
    readonly script: string
    readonly env: Readonly<Record<string, string>>
    readonly cwd: string | undefined
    readonly readsInput: boolean
    /** What is done once its input ends, by a process beside it. */
    readonly guard: string | undefined
  },
): string {
  const lines = [begin(token)]
  if (command.cwd !== undefined)
    lines.push(`cd -- ${quote(folder(command.cwd))} || { ${endFrame(token.nonce, 1)}; exit 1; }`)
  if (command.guard !== undefined) lines.push(watchingInput(command.guard))
  if (!command.readsInput) lines.push('exec </dev/null')
  for (const [name, value] of Object.entries(command.env)) lines.push(`export ${name}=${quote(value)}`)
  return [...lines, `exec sh -c ${quote(command.script)}`].join('\n')
}

// Without the mark in its environment, which it would find; a child of nobody who is waited for.
function watchingInput(guard: string): string {
  const watch = `cat <&3 >/dev/null; exec 3<&-; ${guard}`
  return `exec 3<&0; (env -i PATH="$PATH" sh -c ${quote(watch)} >/dev/null 2>&1 &); exec 3<&-`
}

// "cd -" goes to where the login shell was before
function folder(path: string): string {
  return path.startsWith('/') ? path : `./${path}`
}

/** The text that runs one script in a shell that reads commands, and ends its frame on both streams. */
export function framed(nonce: string, sequence: number, script: string): string {
  // In a subshell, `exit` and syntax errors stay the script's own; with this input it cannot eat the next one.
  return `( eval ${quote(script)} ) </dev/null; set -- $?; ${endFrame(nonce, sequence, '$1')}\n`
}

function endFrame(nonce: string, sequence: number, exitCode = '0'): string {
  const print = `printf '\\n%s\\n' "${frameEnd(nonce, sequence)} ${exitCode}"`
  return `${print} && ${print} >&2`
}
