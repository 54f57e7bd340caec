import { registerSecret } from '../../run/secrets/secrets.ts'
import { isEncrypted } from './envelope.ts'
import type { Keyring } from './keyring.ts'

/** An encrypted value among others, before it is opened: what `!vault` is in YAML. */
export class Locked {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

/** Makes a value a secret, with all that is in it: texts and numbers, not yes and no. */
export function registerAll(value: unknown): void {
  if (typeof value === 'string') registerSecret(value)
  if (typeof value === 'number' || typeof value === 'bigint') registerSecret(String(value))
  if (typeof value === 'object' && value !== null) Object.values(value).forEach(registerAll)
}

/**
 * A copy of a value in which everything encrypted is open, and a secret: {@link Locked}, and the
 * `{ "__ansible_vault": … }` of Ansible's JSON.
 *
 * @throws {ConfigError} when it cannot be opened. `where` names the whole; the path to the value is added.
 */
export async function openAll(value: unknown, keyring: Keyring, where: string): Promise<unknown> {
  const locked = lockedText(value)
  if (locked !== undefined) {
    const text = (await keyring.open(locked, where)).toString()
    registerAll(text)
    return text
  }
  if (Array.isArray(value)) {
    return Promise.all(value.map((entry, index) => openAll(entry, keyring, `${where}[${index}]`)))
  }
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(async ([key, entry]) => {
    return [key, await openAll(entry, keyring, `${where}: ${key}`)] as const
  })
  return Object.fromEntries(await Promise.all(entries))
}

function lockedText(value: unknown): string | undefined {
  if (value instanceof Locked) return value.text
  if (typeof value !== 'object' || value === null || !('__ansible_vault' in value)) return undefined
  const text = value.__ansible_vault
  return typeof text === 'string' && isEncrypted(text) ? text : undefined
}
