import type { HostSpec } from '../../host/host-spec.ts'
import { keyType } from './known-hosts.ts'
import { readRecent } from '../recent-file.ts'

/**
 * The public keys of a host's key files, for `IdentitiesOnly`; undefined where every key of the agent may be tried.
 *
 * They stand in FILE.pub, in FILE itself when that is a public key, and in clear in a private key of OpenSSH.
 */
export async function allowedKeys(host: HostSpec): Promise<readonly Buffer[] | undefined> {
  if (!host.identitiesOnly) return undefined
  const files = [...host.identities, ...(host.identities.length > 0 ? [] : (host.defaultIdentities ?? []))]
  const texts = await Promise.all(files.flatMap((file) => [textOf(`${file}.pub`), textOf(file)]))
  return [...texts, host.privateKey ?? ''].map(publicKeyOf).filter((key) => key !== undefined)
}

function textOf(file: string): Promise<string> {
  return readRecent(file).catch(() => '')
}

/** The public key within the text of a key file, without any passphrase. */
export function publicKeyOf(text: string): Buffer | undefined {
  const [, type, base64 = ''] = /^((?:ssh-|ecdsa-sha2-|sk-)\S+) (\S+)/.exec(text.trim()) ?? []
  if (type !== undefined) {
    const blob = Buffer.from(base64, 'base64')
    return keyType(blob) === type ? blob : undefined
  }
  const body = /-----BEGIN OPENSSH PRIVATE KEY-----([^-]*)-----END/.exec(text)?.[1]
  return body === undefined ? undefined : publicPart(Buffer.from(body, 'base64'))
}

const MAGIC = 'openssh-key-v1\0'

// PROTOCOL.key of OpenSSH: cipher, kdf and its options, the number of keys, the first public key
function publicPart(blob: Buffer): Buffer | undefined {
  if (blob.toString('latin1', 0, MAGIC.length) !== MAGIC) return undefined
  let at = MAGIC.length
  const field = () => {
    const length = at + 4 <= blob.length ? blob.readUInt32BE(at) : 0
    const bytes = blob.subarray(at + 4, at + 4 + length)
    at += 4 + length
    return bytes
  }
  for (let skipped = 0; skipped < 3; skipped++) field()
  at += 4
  const key = field()
  return keyType(key) === '' ? undefined : key
}
