import { ConfigError } from '../../errors.ts'
import { type AnsibleCfg, cfgPath, isYes } from '../ansible-cfg.ts'

/** Where one vault password comes from. */
export interface VaultIdentity {
  /** The vault id; `default` when none was named. */
  readonly label: string
  /** `prompt`, or a file: executed when it is executable, else read. */
  readonly source: string
  /** Who names it, as messages say it: `--vault-id` or `ANSIBLE_VAULT_PASSWORD_FILE`. */
  readonly from: string
}

/**
 * The vault passwords there are, in the order in which they are tried: those of `--vault-id`, then those that Ansible's own
 * variables and `ansible.cfg` name.
 *
 * Relative paths of `--vault-id` begin at `root`.
 */
export function vaultIdentities(flags: readonly string[], cfg: AnsibleCfg, root: string): VaultIdentity[] {
  const list = cfg.get('ANSIBLE_VAULT_IDENTITY_LIST', 'defaults', 'vault_identity_list')
  const file = cfg.get('ANSIBLE_VAULT_PASSWORD_FILE', 'defaults', 'vault_password_file')
  const listed = list?.text.split(',').map((text) => text.trim()) ?? []
  return [
    ...flags.map((text) => parseIdentity(text, '--vault-id', root)),
    ...listed.filter((text) => text !== '').map((text) => parseIdentity(text, list!.from, list!.folder)),
    ...(file === undefined ? [] : [{ label: 'default', source: cfgPath(file), from: file.from }]),
  ]
}

/** Whether only a password with the label of what is to be decrypted may be tried. */
export function labelsMustMatch(cfg: AnsibleCfg): boolean {
  return isYes(cfg.get('ANSIBLE_VAULT_ID_MATCH', 'defaults', 'vault_id_match')?.text)
}

function parseIdentity(text: string, from: string, folder: string): VaultIdentity {
  // as Ansible does: the first @ divides, and there may be none
  const at = text.indexOf('@')
  const label = (at === -1 ? '' : text.slice(0, at)) || 'default'
  const source = text.slice(at + 1)
  if (source === '') {
    const hint = 'label@file, label@prompt, or the file alone'
    throw new ConfigError('vault-id', `${from} names no source of a password: ${JSON.stringify(text)}`, { hint })
  }
  return { label, source: source === 'prompt' ? source : cfgPath({ text: source, folder }), from }
}
