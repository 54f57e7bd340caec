import { ConfigError } from '../../errors.ts'
import { readAnsibleCfg } from '../ansible-cfg.ts'
import { decrypt } from './decrypt.ts'
import { type Envelope, parseEnvelope } from './envelope.ts'
import { labelsMustMatch, type VaultIdentity, vaultIdentities } from './identities.ts'
import { readPassword } from './read-password.ts'

/** The vault passwords of a project, each read when it is first needed and once. */
export class Keyring {
  readonly #identities: readonly VaultIdentity[]
  readonly #mustMatch: boolean
  readonly #passwords = new Map<VaultIdentity, Promise<Buffer | undefined>>()
  readonly #opened = new Map<string, Promise<Buffer>>()

  /** @throws {ConfigError} when a `--vault-id` or a setting of Ansible's makes no sense. */
  constructor(root: string, vaultIds: readonly string[], variables: NodeJS.ProcessEnv = process.env) {
    const cfg = readAnsibleCfg(root, variables)
    this.#identities = vaultIdentities(vaultIds, cfg, root)
    this.#mustMatch = labelsMustMatch(cfg)
  }

  /**
   * What an encrypted text says. `where` names it in messages, which hold nothing of it.
   *
   * @throws {ConfigError} when it is damaged, or no password opens it.
   */
  open(text: string, where: string): Promise<Buffer> {
    const known = this.#opened.get(text) ?? this.#open(parseEnvelope(text, where), where)
    this.#opened.set(text, known)
    return known
  }

  async #open(envelope: Envelope, where: string): Promise<Buffer> {
    if (this.#identities.length === 0) throw noPassword(where)
    for (const identity of this.#candidates(envelope.label)) {
      const password = await this.#password(identity)
      const opened = password && (await decrypt(envelope, password))
      if (opened !== undefined) return opened
    }
    throw this.#wrongPassword(envelope, where)
  }

  /** That of the same label first; the label is not signed, so any other may be the right one. */
  #candidates(label = 'default'): VaultIdentity[] {
    const same = this.#identities.filter((identity) => identity.label === label)
    return this.#mustMatch ? same : [...same, ...this.#identities.filter((identity) => identity.label !== label)]
  }

  #password(identity: VaultIdentity): Promise<Buffer | undefined> {
    const password = this.#passwords.get(identity) ?? readPassword(identity)
    this.#passwords.set(identity, password)
    return password
  }

  #wrongPassword({ label }: Envelope, where: string): ConfigError {
    const tried = this.#candidates(label).map((identity) => `${identity.label} (${identity.from})`)
    const labelled = label === undefined ? '' : ` (vault id ${JSON.stringify(label)})`
    const hint =
      tried.length === 0 ? 'ANSIBLE_VAULT_ID_MATCH allows its own vault id only' : `tried: ${tried.join(', ')}`
    return new ConfigError('vault-locked', `Cannot decrypt ${where}${labelled}: wrong password or damaged file`, {
      hint,
    })
  }
}

function noPassword(where: string): ConfigError {
  return new ConfigError('vault-locked', `${where} is encrypted by Ansible Vault, and there is no vault password`, {
    hint: '--vault-id FILE, or ANSIBLE_VAULT_PASSWORD_FILE as for ansible-vault',
  })
}
