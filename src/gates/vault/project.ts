import type { Keyring } from './keyring.ts'

let project: { readonly root: string; readonly vaultIds: readonly string[] } | undefined
let keyring: Promise<Keyring> | undefined

/** Says for which project, and with which `--vault-id`, roles and the configuration open vaults from now on. */
export function useVault(root: string, vaultIds: readonly string[] = []): void {
  project = { root, vaultIds }
  keyring = undefined
}

/** The project that {@link useVault} named, or the working folder; `vaultIds` is beyond what Ansible itself would find. */
export function vaultProject(): { readonly root: string; readonly vaultIds: readonly string[] } {
  return (project ??= { root: process.cwd(), vaultIds: [] })
}

/** The passwords of that project. */
export function projectKeyring(): Promise<Keyring> {
  const { root, vaultIds } = vaultProject()
  // most runs open nothing, and load nothing for it
  keyring ??= import('./keyring.ts').then(({ Keyring: Class }) => new Class(root, vaultIds))
  return keyring
}
