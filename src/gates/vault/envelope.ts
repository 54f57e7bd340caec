import { ConfigError } from '../../errors.ts'

/** What `ansible-vault` wrote around a secret, taken apart. */
export interface Envelope {
  /** The vault id that it was encrypted with; it is a hint, and nobody has signed it. */
  readonly label: string | undefined
  readonly salt: Buffer
  /** Of the ciphertext, by the password. */
  readonly hmac: Buffer
  readonly ciphertext: Buffer
}

const MARK = '$ANSIBLE_VAULT'

/** Whether a text is one that `ansible-vault` encrypted. */
export function isEncrypted(text: string): boolean {
  return text.trimStart().startsWith(MARK)
}

/**
 * Takes an encrypted text apart: formats 1.1 and 1.2, in a file or as a value of YAML.
 *
 * @throws {ConfigError} for another version or cipher, and for what is cut or damaged. `where` names it.
 */
export function parseEnvelope(text: string, where: string): Envelope {
  const [head = '', ...body] = text.trim().split(/\s*\n\s*/)
  const label = labelOf(head, where)
  // twice in hexadecimal: the three parts, and all of them with the line breaks between
  const [salt, hmac, ciphertext, ...more] = unhex(body.join(''), where).toString('latin1').split('\n')
  if (!salt || !hmac || !ciphertext || more.length > 0) throw damaged(where, 'parts of it are missing')
  const parts = { salt: unhex(salt, where), hmac: unhex(hmac, where), ciphertext: unhex(ciphertext, where) }
  if (parts.hmac.length !== 32) throw damaged(where, 'its checksum is cut')
  return { label, ...parts }
}

function labelOf(head: string, where: string): string | undefined {
  const [mark, version = '', cipher = '', label] = head.split(';').map((field) => field.trim())
  if (mark !== MARK) throw damaged(where, `it does not begin with ${MARK}`)
  if (version !== '1.1' && version !== '1.2') {
    throw new ConfigError('vault-format', `${where} is in format ${JSON.stringify(version)} of Ansible Vault`, {
      hint: 'infraspec reads 1.1 and 1.2; ansible-vault rekey writes them',
    })
  }
  if (cipher !== 'AES256') throw damaged(where, `its cipher is ${JSON.stringify(cipher)}, and there is AES256 only`)
  return version === '1.2' ? label || undefined : undefined
}

function unhex(text: string, where: string): Buffer {
  if (!/^(?:[0-9a-f]{2})+$/i.test(text)) throw damaged(where, 'there is something else than hexadecimal digits in it')
  return Buffer.from(text, 'hex')
}

function damaged(where: string, why: string): ConfigError {
  return new ConfigError('vault-damaged', `${where} is no readable Ansible Vault: ${why}`, {
    hint: 'compare it with what is committed, or encrypt it anew with ansible-vault',
  })
}
