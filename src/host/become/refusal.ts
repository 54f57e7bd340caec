import { ConnectError, ProbeError, type InfraspecError } from '../../errors.ts'
import { BECOME_REASONS, PASSWORD_REASONS, type BecomeReason } from './become-reasons.ts'
import type { HostSpec } from '../host-spec.ts'
import type { PasswordProblem } from './password-prompt.ts'
import type { ShellEnd } from '../session/shell-channel.ts'
import { windowsReason } from '../platform/supported.ts'

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
  return asError(silence.host, silence.user, reasonOf(silence))
}

function asError(host: HostSpec, user: string | undefined, { code, message, hint }: Reason): InfraspecError {
  const details = { host: host.name, hint }
  // Only what is wrong with the session itself is about the whole host.
  return user === undefined ? new ConnectError(code, message, details) : new ProbeError(code, message, details)
}

function reasonOf(silence: Silence): Reason {
  const { host, user } = silence
  // Sudo's lecture is longer than what is quoted.
  const stderr = new TextDecoder().decode(silence.stderr)
  if (user !== undefined && /there is no user|unknown user/i.test(stderr)) {
    return {
      code: 'no-such-user',
      message: `Cannot look as ${JSON.stringify(user)} on ${host.name}: there is no user ${JSON.stringify(user)}`,
      hint: 'create the user, or correct the name',
    }
  }
  const windows = windowsReason(host.name, stderr + new TextDecoder().decode(silence.stdout))
  if (windows !== undefined) return windows
  const refused = host.sudo || user !== undefined ? becomeReason(stderr, silence) : undefined
  if (refused !== undefined) return refused
  return silence.reason === 'timeout' ? silent(silence) : ended(silence)
}

/** Why a sudo that asked for the password got no further. */
export function passwordRefusal(problem: PasswordProblem, host: HostSpec, user: string | undefined): InfraspecError {
  return asError(host, user, becomeError(PASSWORD_REASONS[problem], { host, user, said: '' }))
}

// What we make sudo ask with: see password-prompt.ts
const PROMPT = /infraspec-[0-9a-f]{32}:/g

function becomeReason(stderr: string, { host, user, exit }: Silence): Reason | undefined {
  const { become: method = 'sudo' } = host
  const said = quoted('stderr', quoteText(new TextEncoder().encode(stderr.replaceAll(PROMPT, ''))))
  const known = BECOME_REASONS[method].find(({ pattern }) => pattern.test(stderr))
  if (known !== undefined) return becomeError(known, { host, user, said })
  if (!new RegExp(`^${method}: `, 'm').test(stderr) || exit === undefined) return undefined
  const why = `it ended with ${endOf(exit)}`
  const hint = (login: string) => `try "${method} -n true" as ${login} on the host`
  return becomeError({ code: 'refused', why, hint }, { host, user, said })
}

interface Asked extends Pick<Silence, 'host' | 'user'> {
  /** What the host said, ready to follow a message. */
  readonly said: string
}

function becomeError({ code, why, hint }: Omit<BecomeReason, 'pattern'>, { host, user, said }: Asked): Reason {
  const { become: method = 'sudo', name } = host
  const target = user === undefined ? '' : ` as ${JSON.stringify(user)}`
  return {
    code: `${method}-${code}`,
    message: `${method} is refused${target} on ${name}: ${why}${said}`,
    hint: hint(host.user ?? 'the login user'),
  }
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
