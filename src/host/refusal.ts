import { ConnectError, ProbeError, type InfraspecError } from '../errors.ts'
import type { HostSpec } from './messages.ts'
import type { ShellEnd } from './shell-channel.ts'

/** A program that ended, or said nothing, before the first frame of ours. */
export interface Silence extends Pick<ShellEnd, 'reason' | 'exit' | 'stdout' | 'stderr'> {
  readonly host: HostSpec
  /** Set when it was to run as another user than the session's. */
  readonly user: string | undefined
  /** How long it was waited for, in milliseconds. */
  readonly waited: number
}

interface Reason {
  readonly code: string
  readonly message: string
  readonly hint: string
}

/** Why there is no shell: never a no, always could not tell. */
export function refusal(silence: Silence): InfraspecError {
  const { host, user } = silence
  const { code, message, hint } = reasonOf(silence)
  const details = { host: host.name, hint }
  // Only what is wrong with the session itself is about the whole host.
  return user === undefined ? new ConnectError(code, message, details) : new ProbeError(code, message, details)
}

function reasonOf(silence: Silence): Reason {
  const { host, user } = silence
  const stderr = quoteText(silence.stderr)
  if (user !== undefined && /there is no user|unknown user/i.test(stderr)) {
    return {
      code: 'no-such-user',
      message: `Cannot look as ${JSON.stringify(user)} on ${host.name}: there is no user ${JSON.stringify(user)}`,
      hint: 'create the user, or correct the name',
    }
  }
  const sudo = host.sudo || user !== undefined ? sudoReason(stderr, silence) : undefined
  if (sudo !== undefined) return sudo
  return silence.reason === 'timeout' ? silent(silence) : ended(silence)
}

/** What sudo(8) says in the C locale, and what a shell says that does not find it. */
const SUDO: readonly { readonly pattern: RegExp; readonly why: string; readonly hint: (user: string) => string }[] = [
  {
    pattern: /sudo: .*(?:password is required|required to read the password|no tty present)/,
    why: 'it asks for a password',
    hint: (user) => `allow ${user} NOPASSWD in sudoers, or log in as another user`,
  },
  {
    pattern: /sudo: .*must have a tty/,
    why: 'it wants a terminal (requiretty)',
    hint: (user) => `put "Defaults:${user} !requiretty" into sudoers`,
  },
  {
    pattern: /is not in the sudoers file|may not run sudo|is not allowed to (?:execute|run)/,
    why: 'sudoers does not allow it',
    hint: (user) => `allow ${user} in sudoers, or log in as another user`,
  },
  {
    pattern: /sudo: (?:command )?not found|sudo: No such file|unknown command:? '?sudo|'sudo' not found/i,
    why: 'it is not installed',
    hint: () => 'install sudo, log in as root, or use --no-sudo',
  },
]

function sudoReason(stderr: string, { host, user, exit }: Silence): Reason | undefined {
  const login = host.user ?? 'the login user'
  const target = user === undefined ? '' : ` as ${JSON.stringify(user)}`
  const what = `sudo is refused${target} on ${host.name}`
  const known = SUDO.find(({ pattern }) => pattern.test(stderr))
  const said = quoted('stderr', stderr)
  if (known !== undefined) {
    return { code: 'sudo-refused', message: `${what}: ${known.why}${said}`, hint: known.hint(login) }
  }
  if (!/^sudo: /m.test(stderr) || exit === undefined) return undefined
  const hint = `try "sudo -n true" as ${login} on the host`
  return { code: 'sudo-refused', message: `${what}: it ended with ${endOf(exit)}${said}`, hint }
}

function silent({ host, waited, stdout, stderr }: Silence): Reason {
  const seen = quoted('stdout', quoteText(stdout)) + quoted('stderr', quoteText(stderr))
  return {
    code: 'shell-silent',
    message: `No shell answered on ${host.name} within ${waited / 1000} s${seen || '; it printed nothing'}`,
    hint: 'a start-up file of the login shell may wait for something, or start another program',
  }
}

function ended({ host, user, exit, stdout, stderr }: Silence): Reason {
  const seen = quoted('stdout', quoteText(stdout)) + quoted('stderr', quoteText(stderr))
  const as = user === undefined ? '' : ` as ${JSON.stringify(user)}`
  return {
    code: 'shell-refused',
    message: `${host.name} gives no shell${as}: it ended with ${endOf(exit)}${seen || ' and printed nothing'}`,
    hint: 'the account may have no login shell (nologin), or its key or sshd a forced command',
  }
}

function endOf(exit: Silence['exit']): string {
  if (exit?.signal !== undefined) return exit.signal
  return exit?.exitCode === undefined ? 'no exit code' : `exit code ${exit.exitCode}`
}

function quoted(stream: string, said: string): string {
  return said === '' ? '' : `\n  ${stream.padEnd(8)} ${said}`
}

const LONGEST_QUOTE = 400

/** Text of a host as one line that is safe in a message. */
export function quoteText(bytes: Uint8Array): string {
  const all = new TextDecoder().decode(bytes.subarray(0, LONGEST_QUOTE * 4)).trim()
  const short = all.length > LONGEST_QUOTE ? `${all.slice(0, LONGEST_QUOTE)}…` : all
  return short.replaceAll('\n', ' ⏎ ').replaceAll(/\p{C}/gu, (character) => {
    return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`
  })
}
