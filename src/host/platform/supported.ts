import { UnsupportedError } from '../../errors.ts'
import type { Platform } from './platform.ts'

/** Where a person can read what a host has to be. */
const HINT = 'infraspec looks at Linux hosts; leave this one out of the role'

/**
 * Refuses a host that is no Linux, once, instead of each of its checks.
 *
 * @throws {UnsupportedError}
 */
export function refuseUnsupported({ kernel: { name, release } }: Platform, host: string): void {
  if (name === '' || name === 'Linux') return
  const system = name === 'Darwin' ? 'macOS (Darwin)' : name
  throw new UnsupportedError('unsupported-platform', `${host} runs ${system} ${release}, which is not supported`, {
    host,
    hint: HINT,
  })
}

// cmd.exe says "'export' is not recognized as an internal or external command", PowerShell "… as the name of a cmdlet".
const WINDOWS = /is not recognized as (?:an internal or external command|(?:the|a) name of a cmdlet)/

/** Why a host gave no shell, when what it said is what Windows says. */
export function windowsReason(host: string, said: string) {
  if (!WINDOWS.test(said)) return undefined
  return { code: 'unsupported-platform', message: `${host} runs Windows, which is not supported`, hint: HINT }
}
