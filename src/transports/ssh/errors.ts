import { ConnectError, InfraspecError } from '../../errors.ts'
import { type Attempted, WAITING } from './phase.ts'
import { FIREWALL, reasonOf } from './reasons.ts'

/** The error of an attempt that took longer than its limit. */
export function timeoutError(attempted: Attempted, limit: number): ConnectError {
  const { phase, place, host } = attempted
  const hint =
    phase === 'connecting'
      ? FIREWALL
      : phase === 'banner'
        ? 'sshd may be starting or overloaded; is it SSH at all?'
        : undefined
  return new ConnectError(
    'connect-timeout',
    `Cannot connect to ${place}: timed out after ${limit / 1000} s, ${WAITING[phase]}`,
    {
      host,
      hint,
    },
  )
}

/** The error of an attempt that was called off. */
export function abortedError({ place, host, phase }: Attempted): ConnectError {
  return new ConnectError('aborted', `Cannot connect to ${place}: interrupted, ${WAITING[phase]}`, { host })
}

/** The error of an attempt that failed, from what ssh2 or the socket threw. */
export function connectError(attempted: Attempted, cause: Error & { code?: unknown; level?: string }): InfraspecError {
  if (cause instanceof InfraspecError) return cause
  const { place, host } = attempted
  const { code, why, hint } = reasonOf(attempted, cause)
  return new ConnectError(code, `Cannot connect to ${place}: ${why}`, { host, hint, cause })
}
