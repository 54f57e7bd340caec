import { ConfigError } from '../errors.ts'
import type { BecomeMethod } from '../host/host-spec.ts'

/** What an {@link execLine} starts. */
export interface ExecLineOptions {
  /** Run as root, unless the login is root already. */
  readonly sudo: boolean
  /** What makes another user of the login. Default `sudo`. */
  readonly method?: BecomeMethod | undefined
  /** What sudo asks for a password with, on stderr, and takes it on its input; without one it must not ask. */
  readonly prompt?: string | undefined
  /** Run as this user instead, by `sudo -u`: a name, or a number that is taken as a uid. */
  readonly asUser?: string | undefined
  /** What `sh` reads: any text without a NUL byte. */
  readonly script: string
}

// execve(2): MAX_ARG_STRLEN is 128 KiB with the final NUL, and a login shell gets the line as one argument
const LONGEST_LINE = 128 * 1024 - 1

/**
 * The text of an exec request that any login shell reads alike.
 *
 * The script travels in octal escapes within one pair of single quotes, which sh, bash, zsh, fish, csh and
 * busybox read the same way as long as there is no quote, no `!` and no line break in it.
 *
 * @example
 * execLine({ sudo: false, script: 'echo "$HOME"' })
 * // exec sh -c 'eval "$(printf %b "echo \042\044HOME\042")"'
 * @throws {ConfigError} when the script holds a NUL byte or is too long, or the user's name is none.
 */
export function execLine(options: ExecLineOptions): string {
  const { script } = options
  const text = `$(printf %b "${octal(withFinalNewline(script))}")`
  const line = `exec sh -c '${starter(text, options)}'`
  if (line.length <= LONGEST_LINE) return line
  throw new ConfigError(
    'script-too-long',
    `A script of ${Buffer.byteLength(script)} bytes is too long for one command line: it takes ${line.length} bytes, and ${LONGEST_LINE} is the limit`,
    { hint: 'put the long part into a file on the host, or send it as standard input' },
  )
}

function starter(text: string, options: ExecLineOptions): string {
  const { sudo, asUser } = options
  if (asUser !== undefined) return elevated(options, text)
  if (!sudo) return `eval "${text}"`
  // `-O /` is a builtin and false for most logins that need sudo; only where it holds is `id` worth its fork
  return `_s="${text}"; if [ -O / ] && [ "$(id -u)" = 0 ]; then eval "unset _s; $_s"; else ${elevated(options, '$_s')}; fi`
}

// opendoas makes a code above 128 of a signal, as su(1) does
/** Starts `sh` with this text as root, or as `asUser`: what refuses it says so in English. */
function elevated({ method = 'sudo', prompt, asUser }: ExecLineOptions, text: string): string {
  const user = asUser === undefined ? undefined : userWord(asUser, method)
  // su(1) takes a password from a terminal only, and there is none
  if (method === 'su') return 'echo "infraspec: su asks for a password on a terminal" >&2; exit 1'
  // sudo takes it out of the environment, and the preamble tells it
  const args = asUser === undefined ? ' sh "$SSH_CONNECTION"' : ''
  const how = method === 'sudo' ? sudoWords(prompt, user) : `doas -n${user === undefined ? '' : ` -u ${user}`}`
  return `LC_ALL=C; export LC_ALL; exec ${how} -- sh -c "${text}"${args}`
}

function sudoWords(prompt: string | undefined, user: string | undefined): string {
  return `sudo ${prompt === undefined ? '-n' : `-S -p ${prompt}`}${user === undefined ? '' : ` -H -u ${user}`}`
}

function userWord(user: string, method: BecomeMethod): string {
  // sudo(8): a name that begins with # is a uid; doas(1) takes a number as it is
  if (/^#?\d+$/.test(user)) return `"${method === 'sudo' ? '#' : ''}${user.replace('#', '')}"`
  if (/^[-#]|[\p{Cc}\p{Cf}\p{Z}\p{Cs}:/]|^$/u.test(user)) {
    throw new ConfigError('user-name', `Not a user name: ${JSON.stringify(user)}`)
  }
  return `"$(printf %b "${octal(user)}")"`
}

// $(…) strips final newlines, which matter after a backslash only; a comment keeps them
function withFinalNewline(script: string): string {
  return script.endsWith('\n') ? `${script}\n#` : script
}

/** Text in which `printf %b` finds only escapes and characters that no shell cares about. */
export function octal(text: string): string {
  if (text.includes('\0')) throw new ConfigError('nul-byte', 'A NUL byte cannot be passed to a command')
  const bytes = Buffer.from(text, 'utf8').toString('latin1')
  return bytes.replaceAll(/[^ #%-&(-[\]-_a-~]/g, (byte, index: number) => {
    if (byte === '\n') return String.raw`\n`
    const code = byte.charCodeAt(0).toString(8)
    // POSIX allows up to three digits after the 0: all of them are needed only before another digit
    const digits = /[0-7]/.test(bytes[index + 1] ?? '') ? code.padStart(3, '0') : code
    return String.raw`\0${digits}`
  })
}
