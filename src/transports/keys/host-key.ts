import { createHash } from 'node:crypto'
import type { ServerHostKeyAlgorithm } from 'ssh2'
import { ConnectError } from '../../errors.ts'
import type { HostKeyPolicy } from '../../host/host-spec.ts'
import { type KnownHost, type KnownKey, keyType } from './known-hosts.ts'

/** Which host a key is judged for, and what is known about it. */
export interface Trust {
  /** How messages name the host. */
  readonly place: string
  readonly host: string
  readonly policy: HostKeyPolicy
  readonly known: KnownHost
}

/** `SHA256:…`, as ssh-keygen(1) prints it. */
export function fingerprintOf(blob: Buffer): string {
  return `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`
}

/**
 * Whether a host's key was known before, under the policy.
 *
 * @throws {ConnectError} when the key is not to be trusted: nothing has been sent to the host by then.
 */
export function judgeHostKey(blob: Buffer, trust: Trust): { fingerprint: string; verified: boolean } {
  const fingerprint = fingerprintOf(blob)
  const { known, policy } = trust
  const revoked = known.revoked.find((key) => key.blob.equals(blob))
  if (revoked)
    throw refused(
      'host-key-revoked',
      trust,
      `its key ${fingerprint} is revoked by ${revoked.where}`,
      'give the host a new key',
    )
  if (policy.mode === 'pinned') return judgePinned(fingerprint, blob, trust)
  if ([...known.keys, ...known.portless].some((key) => key.blob.equals(blob))) return { fingerprint, verified: true }
  if (known.keys.length > 0) throw changed(fingerprint, blob, trust)
  if (policy.mode === 'accept-new') return { fingerprint, verified: false }
  throw unknown(fingerprint, blob, trust)
}

function judgePinned(fingerprint: string, blob: Buffer, trust: Trust): { fingerprint: string; verified: boolean } {
  const pinned = trust.policy.fingerprints
  if (pinned.some((one) => one.replace(/=+$/, '') === fingerprint)) return { fingerprint, verified: true }
  const expected = pinned.length === 1 ? pinned[0] : `one of ${pinned.join(', ')}`
  throw refused(
    'host-key-mismatch',
    trust,
    `its ${keyType(blob)} key is ${fingerprint}, and ${expected} was asked for`,
    'find out from the provider or the console of the host which one is right; something may stand in between',
  )
}

function changed(fingerprint: string, blob: Buffer, trust: Trust): ConnectError {
  const type = keyType(blob)
  const known = trust.known.keys.find((key) => key.type === type) ?? (trust.known.keys[0] as KnownKey)
  return refused(
    'host-key-changed',
    trust,
    `its key has changed: it shows the ${type} key ${fingerprint}, but ${known.where} says ${known.type} ${fingerprintOf(known.blob)}`,
    'the host was made anew, or something stands in between. When it is certain that it was made anew, take the old ' +
      `line out of that file, or name the new key for this run: --host-key ${fingerprint}`,
  )
}

function unknown(fingerprint: string, blob: Buffer, trust: Trust): ConnectError {
  const { files, authorities } = trust.known
  const looked = files.map(({ file, problem }) => (problem ? `${file} (${problem})` : file)).join(', ')
  const message = `its ${keyType(blob)} key ${fingerprint} is not known (looked in ${looked || 'no file'})`
  const authority =
    authorities.length > 0
      ? `${authorities.join(', ')} names a certificate authority, which only OpenSSH itself understands (--transport openssh); here, `
      : ''
  const lax = trust.policy.notObeyed
  const instead = lax ? `StrictHostKeyChecking ${lax} of the SSH config is not obeyed: ` : ''
  const hint = `${instead}compare the fingerprint with the console of the host, then ${authority}accept it: --host-key ${fingerprint}`
  return refused('host-key-unknown', trust, message, authority ? hint.replace('then ', '') : hint)
}

function refused(code: string, { place, host }: Trust, why: string, hint: string): ConnectError {
  return new ConnectError(code, `Cannot trust ${place}: ${why}`, { host, hint })
}

// what they cost the client to verify, cheapest first; ssh-rsa is the SHA-1 signature, which nothing needs since 2016
const HOST_KEYS: readonly ServerHostKeyAlgorithm[] = [
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'rsa-sha2-512',
  'rsa-sha2-256',
]

/** The host key algorithms to ask for: those of known keys first, so that the host shows a key that is known. */
export function hostKeyAlgorithms(known: readonly string[], except: ReadonlySet<string>): ServerHostKeyAlgorithm[] {
  const names = HOST_KEYS.filter((name) => !except.has(typeOf(name)))
  const isKnown = (name: string) => known.includes(typeOf(name))
  return [...names.filter(isKnown), ...names.filter((name) => !isKnown(name))]
}

function typeOf(algorithm: string): string {
  return algorithm.startsWith('rsa-') ? 'ssh-rsa' : algorithm
}
