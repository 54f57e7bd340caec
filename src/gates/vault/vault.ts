import { isMainThread } from 'node:worker_threads'

import { ConfigError } from '../../errors.ts'
import { readText } from '../../inventory/readable-file.ts'
import { isEncrypted } from './envelope.ts'
import type { Keyring } from './keyring.ts'

let project: { readonly root: string; readonly vaultIds: readonly string[] } | undefined
let keyring: Promise<Keyring> | undefined

/** Says for which project, and with which `--vault-id`, roles and the configuration open vaults from now on. */
export function useVault(root: string, vaultIds: readonly string[] = []): void {
  project = { root, vaultIds }
  keyring = undefined
}

/** The passwords of the project that {@link useVault} named, or of the working folder. */
export function projectKeyring(): Promise<Keyring> {
  const { root, vaultIds } = current()
  // most runs open nothing, and load nothing for it
  keyring ??= import('./keyring.ts').then(({ Keyring: Class }) => new Class(root, vaultIds))
  return keyring
}

/** Where those passwords come from beyond what Ansible itself would find. */
export function projectVaultIds(): readonly string[] {
  return current().vaultIds
}

/**
 * What a file says that `ansible-vault` encrypted: its text, less one final newline.
 *
 * It is decrypted in memory, and a secret in everything that is reported. The password comes from `--vault-id`, or from where
 * `ansible-vault` has it: ANSIBLE_VAULT_PASSWORD_FILE, ANSIBLE_VAULT_IDENTITY_LIST, `ansible.cfg`. For roles and
 * the configuration; a relative path begins at the project's root.
 *
 * @throws {ConfigError} when the file is not there, not encrypted, damaged, or no password opens it.
 *
 * @example
 * export default defineRole({ vars: { token: await vault('secrets/token') } })
 */
export async function vault(path: string): Promise<string> {
  const text = read(path, 'vault()')
  if (!isEncrypted(text)) {
    const hint = `ansible-vault encrypt ${path}; vaultVars() reads single encrypted values in a plain file`
    throw new ConfigError('vault-plain', `${path} is not encrypted by Ansible Vault`, { hint })
  }
  const { registerAll } = await import('./values.ts')
  const opened = (await (await projectKeyring()).open(text, path)).toString().replace(/\r?\n$/, '')
  registerAll(opened)
  return opened
}

/**
 * The variables in a YAML file of Ansible's that is encrypted as a whole, or has encrypted (`!vault`) values.
 *
 * Of a file that is encrypted as a whole every value is a secret, of another one those that are encrypted.
 *
 * @throws {ConfigError} as {@link vault} does, and when it is not a mapping.
 *
 * @example
 * export default defineRole({ vars: await vaultVars('group_vars/app/vault.yml') })
 */
export async function vaultVars(path: string): Promise<Readonly<Record<string, unknown>>> {
  const text = read(path, 'vaultVars()')
  const keys = await projectKeyring()
  const [{ parseVars }, { openAll, registerAll }] = await Promise.all([import('./yaml.ts'), import('./values.ts')])
  const whole = isEncrypted(text)
  const vars = await parseVars(whole ? (await keys.open(text, path)).toString() : text, path)
  if (whole) registerAll(vars)
  return (await openAll(vars, keys, path)) as Readonly<Record<string, unknown>>
}

function read(path: string, source: string): string {
  // in a spec it would be a secret that nothing redacts
  if (!isMainThread) {
    const hint = 'give what it says to specs as a variable: vars in the role'
    throw new ConfigError('vault-in-spec', `${source} is for roles and the configuration, and not for specs`, { hint })
  }
  return readText(path, source, current().root)
}

function current() {
  return (project ??= { root: process.cwd(), vaultIds: [] })
}
