import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import { sh } from '../../host/shell.ts'
import { couldNotTell, Unknown, type Provider } from '../define-resource.ts'
import { describeKey, readCertificates } from './certificate.ts'
import { filesRead, readFiles, type Bytes } from './files.ts'
import { passphraseOf } from './passphrases.ts'

/** A private key that is there; what it is made of stays in this module. */
export interface PrivateKeyPresent {
  readonly exists: true
  /** It takes a passphrase. */
  readonly encrypted: boolean
  /** Could not be told of one whose passphrase is not given. */
  readonly kind:
    | {
        readonly type: string
        readonly bits: number | undefined
        readonly curve: string | undefined
        readonly sha256: string
      }
    | undefined
  /** The digest of the public key in the certificate that it was asked with; `undefined` without one. */
  readonly certificate: { readonly sha256: string } | { readonly problem: string } | undefined
}

/** What is known about the private key in a file. */
export type PrivateKeyState = { readonly exists: false } | PrivateKeyPresent

/** What a key of the resource holds. */
export interface KeyQuestion {
  readonly path: string
  readonly certificate?: string | undefined
  /** A digest of the passphrase: the passphrase itself is in no key, no title and no script. */
  readonly passphrase?: string | undefined
}

/** The key is read on the host, understood here, and dropped: only its kind and the digest of its public half are kept. */
export const privateKeyFile: Provider<PrivateKeyState> = {
  on: () => true,
  show: (key) => sh`openssl pkey -noout -in ${question(key).path}`,
  ask: (keys) => readFiles(keys.map(question).flatMap(({ path, certificate }) => [path, certificate ?? path])),
  parse: ({ stdout }, keys) => {
    const files = filesRead(stdout, keys.length * 2)
    return new Map(keys.map((key, index) => [key, stateOf(question(key), files[index * 2], files[index * 2 + 1])]))
  },
}

function question(key: string): KeyQuestion {
  return JSON.parse(key) as KeyQuestion
}

function stateOf(asked: KeyQuestion, bytes: Bytes, certificate: Bytes): PrivateKeyState | Unknown {
  if (bytes === undefined) return { exists: false }
  if (bytes instanceof Unknown) return bytes
  const encrypted = isEncrypted(bytes)
  const passphrase = passphraseOf(asked.passphrase)
  const rest = {
    exists: true as const,
    encrypted,
    certificate: asked.certificate === undefined ? undefined : digestIn(certificate),
  }
  if (encrypted && passphrase === undefined) return { ...rest, kind: undefined }
  const key = readKey(bytes, encrypted ? passphrase : undefined)
  if (key !== undefined) return { ...rest, kind: describeKey(createPublicKey(key)) }
  if (bytes.includes('BEGIN OPENSSH PRIVATE KEY'))
    return couldNotTell("it is in OpenSSH's own format, which is not read")
  return couldNotTell(
    encrypted ? 'its passphrase is another one' : 'the file holds no private key, or one that cannot be read',
  )
}

// RFC 7468 and RFC 1421.
function isEncrypted(bytes: Buffer): boolean {
  return /-----BEGIN ENCRYPTED PRIVATE KEY-----|^Proc-Type: ?4,ENCRYPTED/m.test(bytes.toString('latin1'))
}

/** An error of OpenSSL may quote what it read: it goes nowhere. */
function readKey(bytes: Buffer, passphrase: string | undefined): KeyObject | undefined {
  const secret = passphrase === undefined ? {} : { passphrase }
  const ways = [
    () => createPrivateKey({ key: bytes, format: 'pem', ...secret }),
    () => createPrivateKey({ key: bytes, format: 'der', type: 'pkcs8', ...secret }),
    () => createPrivateKey({ key: bytes, format: 'der', type: 'pkcs1' }),
    () => createPrivateKey({ key: bytes, format: 'der', type: 'sec1' }),
  ]
  for (const way of ways) {
    try {
      return way()
    } catch {
      continue
    }
  }
  return undefined
}

function digestIn(bytes: Bytes): NonNullable<PrivateKeyPresent['certificate']> {
  if (bytes === undefined) return { problem: 'there is no certificate at that path' }
  if (bytes instanceof Unknown) return { problem: `the certificate could not be read: ${bytes.reason}` }
  const [certificate] = readCertificates(bytes) ?? []
  if (certificate === undefined) return { problem: 'the file of the certificate holds none' }
  return { sha256: describeKey(certificate.publicKey).sha256 }
}
