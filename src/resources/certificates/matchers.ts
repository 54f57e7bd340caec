import { getCurves } from 'node:crypto'
import { ConfigError } from '../../errors.ts'
import { ifPresent, incomparable, is, type Comparison, type Verdict } from '../define-resource.ts'
import { within, type NumberRange } from '../shared/number-range.ts'
import { checkKind, checkOneOf, checkOptions } from '../shared/wanted.ts'
import { readAddress } from '../sockets/address.ts'
import { plainDigest, PURPOSES, type Certificate } from './certificate.ts'
import { isDistinguishedName } from './distinguished-name.ts'

/** Which key is meant: each thing that is given has to be so. */
export interface WantedKey {
  /** `rsa`, `ec`, `ed25519`. */
  readonly type?: string
  /** Of an RSA key. */
  readonly bits?: number
  /** Of an EC key: `prime256v1`, `secp384r1`. */
  readonly curve?: string
}

type Present = Certificate & { readonly exists: true }
type State = { readonly exists: false } | Present

/** What is asked of a certificate, in a file or on a port. */
export type CertificateMatchers = {
  /** There is one. */
  readonly toExist: (certificate: State) => boolean
  /** Now is between its two dates, by the clock of this machine. */
  readonly toBeValid: (certificate: State) => Verdict
  /** So many whole days are left: `{ atLeast: 30 }`. */
  readonly toBeValidForDays: (certificate: State, days: number | NumberRange) => Verdict
  /** A client that asks for this host name or address would take it; wildcards count. */
  readonly toCover: (certificate: State, name: string) => Verdict
  /** One of its names is written exactly so: `*.example.com`. */
  readonly toHaveName: (certificate: State, name: string) => Verdict
  /** Whom it is for: `CN=www.example.com, O=Example`, all of it in whatever order, or what a RegExp finds. */
  readonly toHaveSubject: (certificate: State, subject: string | RegExp) => Verdict
  /** Who signed it: all of it, or what a RegExp finds. */
  readonly toBeIssuedBy: (certificate: State, issuer: string | RegExp) => Verdict
  /** Its SHA-256, with colons or without. */
  readonly toHaveFingerprint: (certificate: State, sha256: string) => Verdict
  /** What kind of key it has: `{ type: 'rsa', bits: 4096 }`, `{ type: 'ec', curve: 'prime256v1' }`. */
  readonly toHaveKey: (certificate: State, key: WantedKey) => Verdict
  /** It may be used for this: `serverAuth`, `clientAuth`; one that names no purpose, or `any`, may be used for all. */
  readonly toHavePurpose: (certificate: State, purpose: string) => Verdict
  /** It may sign others. */
  readonly toBeAuthority: (certificate: State) => Verdict
  /** It is signed with its own key. */
  readonly toBeSelfSigned: (certificate: State) => Verdict
}

export const certificateMatchers: CertificateMatchers = {
  toExist: (certificate) => certificate.exists,
  toBeValid: ifPresent(({ notBefore, notAfter }: Present) => {
    const now = new Date().toISOString()
    return {
      pass: notBefore <= now && now <= notAfter,
      expected: `valid at ${now}`,
      actual: `${notBefore} to ${notAfter}`,
    }
  }),
  toBeValidForDays: ifPresent(({ daysLeft }: Present, days: number | NumberRange) => within(daysLeft, days)),
  toCover: ifPresent((certificate: Present, name: string) => covers(certificate, name)),
  toHaveName: ifPresent(({ names }: Present, name: string) => {
    checkKind(name, 'string')
    return { pass: names.includes(name), expected: name, actual: names }
  }),
  toHaveSubject: ifPresent(({ subject }: Present, wanted: string | RegExp) => isDistinguishedName(subject, wanted)),
  toBeIssuedBy: ifPresent(({ issuer }: Present, wanted: string | RegExp) => isDistinguishedName(issuer, wanted)),
  toHaveFingerprint: ifPresent(({ fingerprint }: Present, sha256: string) => {
    checkKind(sha256, 'string', 'a fingerprint')
    if (/^[0-9a-f]{64}$/.test(plainDigest(sha256))) return is(fingerprint, plainDigest(sha256))
    throw new ConfigError('fingerprint', `${JSON.stringify(sha256)} is not a SHA-256`, {
      hint: '64 hexadecimal digits',
    })
  }),
  toHaveKey: ifPresent(({ key }: Present, wanted: WantedKey) => isKey(key, wanted)),
  toHavePurpose: ifPresent(({ purposes }: Present, purpose: string) => {
    checkKind(purpose, 'string')
    if (!/^\d+(\.\d+)+$/.test(purpose)) checkOneOf(purpose, Object.values(PURPOSES), 'a purpose that has a name')
    const forAll = purposes.length === 0 || purposes.includes('any')
    return { pass: forAll || purposes.includes(purpose), expected: purpose, actual: purposes }
  }),
  toBeAuthority: ifPresent(({ ca }: Present) => ca),
  toBeSelfSigned: ifPresent(({ selfSigned }: Present) => selfSigned),
}

const KEY_TYPES = ['rsa', 'rsa-pss', 'dsa', 'dh', 'ec', 'ed25519', 'ed448', 'x25519', 'x448']

/** Other names of curves. */
const CURVES: Readonly<Record<string, string>> = {
  'P-256': 'prime256v1',
  secp256r1: 'prime256v1',
  'P-384': 'secp384r1',
  'P-521': 'secp521r1',
}

/** Whether a key is of the kind that is wanted. */
export function isKey(
  key: WantedKey | { readonly [Part in keyof WantedKey]: WantedKey[Part] | undefined },
  wanted: WantedKey,
): Comparison {
  checkOptions('toHaveKey()', wanted, { type: 'string', bits: 'number', curve: 'string' })
  const asked = Object.entries(wanted) as [keyof WantedKey, unknown][]
  if (asked.length === 0)
    throw new ConfigError('key', "toHaveKey() needs type, bits or curve: { type: 'rsa', bits: 4096 }")
  if (wanted.type !== undefined) checkOneOf(wanted.type, KEY_TYPES, 'a type of keys')
  if (wanted.curve !== undefined) checkOneOf(wanted.curve, [...getCurves(), ...Object.keys(CURVES)], 'a curve')
  const actual = { type: key.type, bits: key.bits, curve: key.curve }
  const same = ([name, value]: readonly [keyof WantedKey, unknown]) =>
    key[name] === (name === 'curve' ? (CURVES[String(value)] ?? value) : value)
  const missing = asked.find(([name]) => key[name] === undefined)?.[0]
  // Another type is answer enough.
  if (missing !== undefined && (wanted.type === undefined || wanted.type === key.type))
    return incomparable(`a key of type ${key.type} has no ${missing}`, wanted)
  return { pass: asked.every(same), expected: wanted, actual }
}

/**
 * RFC 6125, 6.4.3: a wildcard is a whole label, the first one, and stands for one label. To a client that asks for an
 * address neither that nor an address among the DNS names counts.
 */
function covers({ names, addresses }: Present, name: string): Comparison {
  checkKind(name, 'string')
  if (name === '' || name.includes('*'))
    throw new ConfigError('name', `${JSON.stringify(name)} is not the name of a host`)
  const address = readAddress(name)?.address
  if (address !== undefined) return { pass: addresses.includes(address), expected: name, actual: names }
  const wanted = name.toLowerCase().replace(/\.$/, '')
  const parent = `*${wanted.slice(wanted.indexOf('.'))}`
  const own = names.map((one) => one.toLowerCase())
  const pass = own.includes(wanted) || (parent.split('.').length > 2 && own.includes(parent))
  return { pass, expected: name, actual: names }
}
