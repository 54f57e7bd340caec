import { createCipheriv, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto'

/** What `ansible-vault encrypt` makes of a text: written from the format alone, and held to the real one by a test. */
export function encrypt(
  text: string | Buffer,
  password: string,
  { label, salt = randomBytes(32) }: { readonly label?: string; readonly salt?: Buffer } = {},
): string {
  const keys = pbkdf2Sync(password, salt, 10_000, 80, 'sha256')
  const bytes = Buffer.from(text)
  const length = 16 - (bytes.length % 16)
  const cipher = createCipheriv('aes-256-ctr', keys.subarray(0, 32), keys.subarray(64))
  const ciphertext = cipher.update(Buffer.concat([bytes, Buffer.alloc(length, length)]))
  const hmac = createHmac('sha256', keys.subarray(32, 64)).update(ciphertext).digest()
  const body = Buffer.from([salt, hmac, ciphertext].map((part) => part.toString('hex')).join('\n')).toString('hex')
  const head = label === undefined ? '$ANSIBLE_VAULT;1.1;AES256' : `$ANSIBLE_VAULT;1.2;AES256;${label}`
  return `${[head, ...(body.match(/.{1,80}/g) ?? [])].join('\n')}\n`
}
