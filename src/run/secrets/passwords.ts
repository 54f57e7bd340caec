import { ConfigError } from '../../errors.ts'
import type { SECRET_VARIABLES } from '../../secret-variables.ts'
import { askHidden } from './ask-hidden.ts'
import { registerSecret } from './secrets.ts'

const taken = new Map<string, string>()

/**
 * The value of a secret variable, registered as a secret.
 *
 * It is taken out of the environment, which threads, child processes and so probes of this machine inherit.
 *
 * @throws {ConfigError} when no terminal could send it.
 */
export function takeVariable(name: (typeof SECRET_VARIABLES)[number]): string | undefined {
  const value = process.env[name]
  if (value === undefined) return taken.get(name)
  delete process.env[name]
  taken.delete(name)
  if (value !== '') taken.set(name, secret(value, name))
  return taken.get(name)
}

let asked: Promise<string> | undefined

/**
 * The password of sudo, asked once on the terminal.
 *
 * @throws {ConfigError} when there is no terminal.
 */
export function askSudoPassword(): Promise<string> {
  asked ??= askHidden('Password for sudo: ', {
    message: '--ask-sudo-pass asks on a terminal, and there is none',
    hint: 'give it by INFRASPEC_SUDO_PASSWORD',
  }).then((answer) => secret(answer, '--ask-sudo-pass'))
  return asked
}

/**
 * Registers a password as a secret and gives it back.
 *
 * @throws {ConfigError} when it holds what ends a line; it is never repeated.
 */
export function secret(value: string, source: string): string {
  if (/[\0\r\n]/.test(value)) throw new ConfigError('malformed-secret', `${source} holds a line break or a NUL byte`)
  registerSecret(value)
  return value
}
