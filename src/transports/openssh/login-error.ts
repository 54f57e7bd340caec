import { ConfigError, ConnectError, type InfraspecError } from '../../errors.ts'
import type { HostSpec } from '../../host/host-spec.ts'
import { printable } from '../endpoint.ts'
import { FIREWALL } from '../ssh/reasons.ts'
import type { End } from './end-of.ts'

/** A login that failed, and what ssh(1) wrote about it. */
export interface FailedLogin {
  readonly host: HostSpec
  readonly place: string
  readonly end: End
  /** Milliseconds. */
  readonly limit: number
  readonly log: string
}

interface Meaning {
  readonly said: RegExp
  readonly code: string
  readonly hint: string
}

const MEANINGS: readonly Meaning[] = [
  {
    said: /REMOTE HOST IDENTIFICATION HAS CHANGED|host key for .* has changed/i,
    code: 'host-key-changed',
    hint: 'the host was made anew, or something stands in between: take the old key out only when that is certain',
  },
  { said: /REVOKED HOST KEY|is marked as revoked/i, code: 'host-key-revoked', hint: 'give the host a new key' },
  {
    said: /host key is known for|Host key verification failed/i,
    code: 'host-key-unknown',
    hint: 'compare the fingerprint with the console of the host, then put the key into known_hosts',
  },
  {
    said: /Bad configuration option|terminating, \d+ bad|Bad .* line/i,
    code: 'ssh-config',
    hint: 'correct the SSH config, or leave it out: --ssh-config none',
  },
  {
    said: /Permission denied|Too many authentication failures/i,
    code: 'auth-failed',
    hint: 'nothing is asked for while it logs in: load the key into an agent, or name it with --identity',
  },
  { said: /Could not resolve hostname/i, code: 'name-not-found', hint: 'check the spelling, and the name server' },
  { said: /Connection refused/i, code: 'connection-refused', hint: 'check the port, and that sshd is running' },
  { said: /timed out/i, code: 'connect-timeout', hint: FIREWALL },
]

/** The error of a login that failed, from what ssh(1) said. */
export function loginError({ host, place, end, limit, log }: FailedLogin): InfraspecError {
  const details = { host: host.name, cause: end instanceof Error ? end : undefined }
  const error = (code: string, why: string, hint?: string) =>
    new ConnectError(code, `Cannot connect to ${place}: ${why}`, { ...details, hint })
  if (end === 'aborted') return error('aborted', 'interrupted')
  if (end instanceof Error) {
    const hint = 'install the OpenSSH client, or use --transport ssh'
    return new ConfigError('no-ssh-client', `Cannot start ssh: ${end.message}`, { ...details, hint })
  }
  const said = ownWords(log)
  if (end === 'timeout')
    return error('connect-timeout', `timed out after ${limit / 1000} s${said && `; ${said}`}`, FIREWALL)
  const { code, hint } = MEANINGS.find((meaning) => meaning.said.test(log)) ?? { code: 'login-ended', hint: undefined }
  if (!code.startsWith('host-key')) return error(code, said || `ssh ended with exit code ${end}`, hint)
  const shown = [...log.matchAll(/^debug1: Server host key: (\S+ SHA256:\S+)/gm)].at(-1)?.[1]
  const key = /^.*host key (?:for|is known|[\w.]+ is marked).*$/im.exec(log)?.[0].trim()
  return error(
    code,
    `${key === undefined ? said : printable(key.replace(/\.$/, ''), 400)}${shown ? `; it shows ${shown}` : ''}`,
    hint,
  )
}

/** What ssh(1) said itself, without the frame of at signs that it draws around a warning. */
function ownWords(log: string): string {
  const lines = log.split('\n').map((line) => line.trim())
  const words = lines.filter(
    (line) => line !== '' && !/^(?:debug\d: |@|OpenSSH_|Pseudo-terminal|Authenticated to )/.test(line),
  )
  return printable(words.slice(-6).join(' '), 600)
}
