/** Whether a private key is protected by a passphrase, as far as its text tells without a library. */
export function isEncrypted(text: string): boolean {
  if (/^-----BEGIN ENCRYPTED PRIVATE KEY-----|^Proc-Type: *4,ENCRYPTED/m.test(text)) return true
  if (text.startsWith('PuTTY-User-Key-File-')) return /^Encryption: (?!none)/m.test(text)
  const cipher = openSsh(text)?.[0]
  return cipher !== undefined && cipher.toString() !== 'none'
}

/** The public key that stands unencrypted in an OpenSSH key, in the form in which SSH sends it. */
export function publicPart(text: string): Buffer | undefined {
  return openSsh(text)?.[3]
}

const MAGIC = 'openssh-key-v1\0'

// PROTOCOL.key of OpenSSH: magic, cipher, kdf, its options, a count, the public key
function openSsh(text: string): readonly Buffer[] | undefined {
  const [, armoured] = /-----BEGIN OPENSSH PRIVATE KEY-----([\s\S]*?)-----END/.exec(text) ?? []
  const bytes = Buffer.from(armoured ?? '', 'base64')
  if (bytes.toString('latin1', 0, MAGIC.length) !== MAGIC) return undefined
  const parts: Buffer[] = []
  for (let at = MAGIC.length; parts.length < 4 && at + 4 <= bytes.length;) {
    if (parts.length === 3) at += 4
    if (at + 4 > bytes.length) break
    const end = at + 4 + bytes.readUInt32BE(at)
    if (end > bytes.length) break
    parts.push(bytes.subarray(at + 4, end))
    at = end
  }
  return parts
}
