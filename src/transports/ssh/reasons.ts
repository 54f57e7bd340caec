import { printable } from '../endpoint.ts'
import { type Attempted, type Phase, WAITING } from './phase.ts'

/** Why and what to do about it. */
export interface Reason {
  readonly code: string
  readonly why: string
  readonly hint?: string | undefined
}

/** What to look at when packets get no answer. */
export const FIREWALL =
  'check the address, that the host is up, and what is in between: security group, firewall, route'

/** Why an attempt failed, from what ssh2 or the socket threw. */
export function reasonOf(attempted: Attempted, cause: Error & { code?: unknown; level?: string }): Reason {
  // Node tries every address of a name, and throws all that went wrong together
  const errors = cause instanceof AggregateError ? cause.errors : [cause]
  const code = errors.map((error: { code?: unknown }) => error.code).find((one) => typeof one === 'string')
  if (cause.level === 'client-authentication') return authReason(attempted)
  return socketReason(attempted, String(code), cause) ?? protocolReason(attempted, cause)
}

function socketReason({ phase, address, said }: Attempted, code: string, { message }: Error): Reason | undefined {
  switch (code) {
    case 'ENOTFOUND':
      return {
        code: 'name-not-found',
        why: `no address is known for ${printable(address)}`,
        hint: 'check the spelling, and the name server that this machine asks',
      }
    case 'EAI_AGAIN':
      return {
        code: 'name-lookup-failed',
        why: `the name server did not answer for ${printable(address)}`,
        hint: 'check /etc/resolv.conf of this machine',
      }
    case 'ECONNREFUSED':
      return {
        code: 'connection-refused',
        why: 'connection refused',
        hint: 'nothing listens there: check the port, and that sshd is running',
      }
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'EADDRNOTAVAIL':
    case 'EINVAL':
      return { code: 'unreachable', why: `${code === 'EHOSTUNREACH' ? 'host' : 'network'} unreachable`, hint: FIREWALL }
    case 'ETIMEDOUT':
      return { code: 'connect-timeout', why: `timed out, ${WAITING[phase]}`, hint: FIREWALL }
    case 'ECONNRESET':
    case 'EPIPE':
      return closedReason(phase, 'reset', said)
    default:
      return /^Connection lost before handshake|^closed$/.test(message)
        ? closedReason(phase, 'closed', said)
        : undefined
  }
}

function closedReason(phase: Phase, how: 'closed' | 'reset', said: string): Reason {
  if (phase === 'banner' || phase === 'connecting') {
    return {
      code: 'closed-before-banner',
      why: `the host ${how} the connection before its SSH banner${said && `, saying ${JSON.stringify(printable(said))}`}`,
      hint: 'it turns callers away: too many at once (MaxStartups), hosts.allow, fail2ban, or sshd is just starting',
    }
  }
  const during = phase === 'kex' ? 'during the key exchange' : 'during the login'
  return {
    code: 'connection-closed',
    why: `the host ${how} the connection ${during}`,
    hint: "look into sshd's log on the host",
  }
}

function protocolReason(attempted: Attempted, cause: Error): Reason {
  const { message } = cause
  if (/no matching/i.test(message)) return kexReason(attempted, message)
  if (/too many authentication failures/i.test(message)) {
    const { why } = authReason(attempted)
    return {
      code: 'auth-failed',
      why: `${why}: too many attempts (MaxAuthTries)`,
      hint: 'name the one key that fits, with --identity',
    }
  }
  if (/identification string|header|greeting|version/i.test(message) && attempted.phase !== 'authentication') {
    return { code: 'not-ssh', why: `what answers does not speak SSH: ${printable(message)}`, hint: 'check the port' }
  }
  if (attempted.phase === 'authentication') {
    return {
      code: 'login-ended',
      why: `the host ended the login: ${printable(message)}`,
      hint: "look into sshd's log on the host",
    }
  }
  return { code: 'protocol-error', why: `the SSH protocol failed ${WAITING[attempted.phase]}: ${printable(message)}` }
}

function kexReason({ offers }: Attempted, message: string): Reason {
  const what = message.replace(/^Handshake failed: /, '').replace(/^No /, 'no ')
  // the last kind that was compared is the one without a match
  const names = [...offers.values()].at(-1) ?? []
  const offered = names.length > 0 ? `; the host offers ${printable(names.join(', '))}` : ''
  return {
    code: 'kex-failed',
    why: `${printable(what)}${offered}`,
    hint: "allow a current algorithm in the host's sshd_config",
  }
}

function authReason({ login }: Attempted): Reason {
  const offered = login?.offered() ?? []
  const notes = login?.notes() ?? []
  const tried = login?.tried() || 'nothing'
  const offers = offered.length > 0 ? `; the host offers ${printable(offered.join(', '))}` : ''
  const passed = notes.length > 0 ? `; passed over: ${notes.join(', ')}` : ''
  if (login?.passwordHeldBack()) {
    const why = `the password was not sent, because the host's key is not verified; tried ${tried}${offers}${passed}`
    return {
      code: 'password-not-sent',
      why,
      hint: 'let the host prove who it is first: --host-key SHA256:…, or --known-hosts FILE',
    }
  }
  const hint =
    tried === 'none'
      ? 'name a key with --identity, or load one into an agent'
      : offered.some((method) => method.startsWith('gssapi'))
        ? 'check the user, and that its authorized_keys holds the key; for Kerberos, use --transport openssh'
        : 'check the user, and that its authorized_keys holds the key'
  const attempts = tried === 'none' ? 'there was no key to try' : `tried ${tried}`
  return { code: 'auth-failed', why: `login refused; ${attempts}${offers}${passed}`, hint }
}
