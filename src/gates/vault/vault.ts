// What roles and the configuration call. It is loaded by each of them, and most open nothing: all else waits until they do.

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
  return (await import('./open-file.ts')).openFile(path)
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
  return (await import('./open-file.ts')).openVars(path)
}
