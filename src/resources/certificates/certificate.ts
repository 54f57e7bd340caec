import { X509Certificate, type KeyObject } from 'node:crypto'
import { createHash } from 'node:crypto'
import { readAddress } from '../sockets/address.ts'

/** What a certificate says. */
export interface Certificate {
  /** `CN=www.example.com, O=Example`. */
  readonly subject: string
  readonly issuer: string
  /** Its DNS names and IP addresses, these in their shortest form. */
  readonly names: readonly string[]
  /** Those of its names that are addresses to a client too: one that is written as a DNS name is none. */
  readonly addresses: readonly string[]
  /** ISO 8601, in UTC. */
  readonly notBefore: string
  readonly notAfter: string
  /** Whole days from now, by the clock of this machine, to `notAfter`; negative when that has passed. */
  readonly daysLeft: number
  /** In hexadecimal. */
  readonly serial: string
  /** SHA-256 of the certificate, in hexadecimal. */
  readonly fingerprint: string
  readonly key: PublicKey
  /** It may sign others. */
  readonly ca: boolean
  readonly selfSigned: boolean
  /** What it is for: `serverAuth`, `clientAuth`, or the number of another purpose; empty: for all. */
  readonly purposes: readonly string[]
}

/** A public key. */
export interface PublicKey {
  /** `rsa`, `ec`, `ed25519` … */
  readonly type: string
  /** Of an RSA or DSA key. */
  readonly bits: number | undefined
  /** Of an EC key, as OpenSSL names it: `prime256v1`, `secp384r1`. */
  readonly curve: string | undefined
  /** SHA-256 of the key, in hexadecimal: the same in a certificate and in its private key. */
  readonly sha256: string
}

/** Certificates in PEM, one behind the other, or one in DER; `undefined` when there is none, or one cannot be read. */
export function readCertificates(bytes: Buffer): readonly X509Certificate[] | undefined {
  const blocks = bytes
    .toString('latin1')
    .match(/-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----[^-]*-----END [A-Z0-9 ]+-----/g)
  try {
    const certificates = (blocks ?? [bytes]).map((block) => new X509Certificate(block))
    // One with a date or a key that is none is read only up to there.
    certificates.forEach(describeCertificate)
    return certificates
  } catch {
    return undefined
  }
}

const DAY = 86_400_000

/** What a certificate says, at this moment. */
export function describeCertificate(certificate: X509Certificate): Certificate {
  const notAfter = new Date(certificate.validTo)
  const names = namesOf(certificate.subjectAltName ?? '')
  return {
    subject: oneLine(certificate.subject),
    issuer: oneLine(certificate.issuer),
    names: names.map(({ name }) => name),
    addresses: names.flatMap(({ kind, name }) => (kind === 'IP Address' ? [name] : [])),
    notBefore: new Date(certificate.validFrom).toISOString(),
    notAfter: notAfter.toISOString(),
    daysLeft: Math.floor((notAfter.getTime() - Date.now()) / DAY),
    serial: certificate.serialNumber.toLowerCase(),
    fingerprint: plainDigest(certificate.fingerprint256),
    key: describeKey(certificate.publicKey),
    ca: certificate.ca,
    selfSigned: certificate.subject === certificate.issuer && certificate.verify(certificate.publicKey),
    purposes: (certificate.keyUsage ?? []).map((purpose) => PURPOSES[purpose] ?? purpose),
  }
}

/** What a key is, without the key. */
export function describeKey(key: KeyObject): PublicKey {
  return {
    type: key.asymmetricKeyType ?? 'unknown',
    bits: key.asymmetricKeyDetails?.modulusLength,
    curve: key.asymmetricKeyDetails?.namedCurve,
    sha256: createHash('sha256')
      .update(key.export({ type: 'spki', format: 'der' }))
      .digest('hex'),
  }
}

/** A digest with or without colons, in whatever case. */
export function plainDigest(text: string): string {
  return text.replaceAll(':', '').toLowerCase()
}

/** RFC 5280, 4.2.1.12. */
export const PURPOSES: Readonly<Record<string, string>> = {
  '1.3.6.1.5.5.7.3.1': 'serverAuth',
  '1.3.6.1.5.5.7.3.2': 'clientAuth',
  '1.3.6.1.5.5.7.3.3': 'codeSigning',
  '1.3.6.1.5.5.7.3.4': 'emailProtection',
  '1.3.6.1.5.5.7.3.8': 'timeStamping',
  '1.3.6.1.5.5.7.3.9': 'OCSPSigning',
  '2.5.29.37.0': 'any',
}

/** Node gives one attribute a line, the most general first. */
function oneLine(name: string): string {
  return (name ?? '').split('\n').toReversed().join(', ')
}

/** `DNS:a, IP Address:10.0.0.1`; Node quotes what has a comma in it. */
function namesOf(text: string): readonly { readonly kind: string; readonly name: string }[] {
  return [...text.matchAll(/(?:^|, )(DNS|IP Address|email|URI):("(?:[^"\\]|\\.)*"|[^,]*)/g)].map(
    ([, kind = '', quoted = '']) => {
      const name = quoted.startsWith('"') ? (JSON.parse(quoted) as string) : quoted
      return { kind, name: kind === 'IP Address' ? (readAddress(name)?.address ?? name) : name }
    },
  )
}
