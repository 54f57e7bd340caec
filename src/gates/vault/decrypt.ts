import { createDecipheriv, createHmac, pbkdf2, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'

import type { Envelope } from './envelope.ts'

const derive = promisify(pbkdf2)

// lib/ansible/parsing/vault/__init__.py, VaultAES256
const ITERATIONS = 10_000
const BLOCK = 16

/** What stands in an envelope, or undefined when the password does not fit or the envelope is damaged. */
export async function decrypt({ salt, hmac, ciphertext }: Envelope, password: Buffer): Promise<Buffer | undefined> {
  const keys = await derive(password, salt, ITERATIONS, 80, 'sha256')
  const [cipherKey, hmacKey, counter] = [keys.subarray(0, 32), keys.subarray(32, 64), keys.subarray(64, 80)]
  // checked before anything is decrypted
  const expected = createHmac('sha256', hmacKey).update(ciphertext).digest()
  if (!timingSafeEqual(expected, hmac)) return undefined
  const decipher = createDecipheriv('aes-256-ctr', cipherKey, counter)
  const padded = Buffer.concat([decipher.update(ciphertext), decipher.final()])
  keys.fill(0)
  return withoutPadding(padded)
}

/** PKCS#7, which Ansible adds although a counter needs none. */
function withoutPadding(padded: Buffer): Buffer | undefined {
  const length = padded.at(-1) ?? 0
  const padding = padded.subarray(-length)
  const isWhole = padded.length % BLOCK === 0 && length >= 1 && length <= BLOCK
  return isWhole && padding.every((byte) => byte === length) ? padded.subarray(0, -length) : undefined
}
