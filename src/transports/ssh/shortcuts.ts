import { createPrivateKey, type KeyObject, sign } from 'node:crypto'
import type { Client, ParsedKey } from 'ssh2'
import type { Ahead } from './ahead.ts'

type Handler = (...args: unknown[]) => void
type Sign = (data: Buffer, done: (signature: Buffer) => void) => void

/** The parts of ssh2 that it does not document, and that 1.17 has. */
interface Internals {
  readonly _remoteVer?: string
  readonly _protocol?: {
    authPK?: (user: string, key: ParsedKey, algorithm?: string, sign?: Sign) => void
    service?: (name: string) => void
    readonly _handlers?: Record<string, Handler | undefined>
  }
}

/**
 * Saves two round trips on each login, within what the protocol allows, and two more where something is sent ahead.
 *
 * Without the parts of ssh2 that it knows, it leaves everything as it is.
 */
export function takeShortcuts(client: Client, ahead?: Ahead): void {
  const { _protocol: protocol } = client as Client & Internals
  const handlers = protocol?._handlers
  if (!protocol || !handlers) return
  signAtOnce(protocol, ahead)
  logInBeforeTheServiceIsAccepted(client, protocol, handlers)
  if (ahead) forgetWhatWasRefused(handlers, ahead)
  leaveHostKeysUnproved(handlers)
}

// RFC 4252 §7: whether a key would do need not be asked first. A key in an agent still is: signing may ask a person
function signAtOnce(protocol: NonNullable<Internals['_protocol']>, ahead: Ahead | undefined): void {
  const { authPK } = protocol
  if (!authPK) return
  protocol.authPK = (user, key, algorithm, given) => {
    const own = given === undefined ? signer(key, algorithm) : undefined
    authPK.call(protocol, user, key, algorithm, given ?? own)
    if (own !== undefined) ahead?.sendWithLogin()
  }
}

function forgetWhatWasRefused(handlers: Record<string, Handler | undefined>, ahead: Ahead): void {
  const { USERAUTH_FAILURE: refused } = handlers
  if (!refused) return
  handlers['USERAUTH_FAILURE'] = (...args) => {
    ahead.forget()
    refused(...args)
  }
}

// sshd names all of its keys, and ssh2 has it prove them: a signature of each here and there, and nobody wants to know
function leaveHostKeysUnproved(handlers: Record<string, Handler | undefined>): void {
  const { GLOBAL_REQUEST: requested } = handlers
  if (!requested) return
  handlers['GLOBAL_REQUEST'] = (protocol, name, wantReply, ...rest) => {
    if (name !== 'hostkeys-00@openssh.com' || wantReply === true) requested(protocol, name, wantReply, ...rest)
  }
}

const HASHES: Readonly<Record<string, string | null>> = {
  'ssh-ed25519': null,
  'ecdsa-sha2-nistp256': 'sha256',
  'ecdsa-sha2-nistp384': 'sha384',
  'ecdsa-sha2-nistp521': 'sha512',
  'rsa-sha2-256': 'sha256',
  'rsa-sha2-512': 'sha512',
  'ssh-rsa': 'sha1',
}

function signer(key: ParsedKey, algorithm: string | undefined): Sign | undefined {
  if (typeof key?.isPrivateKey !== 'function' || !key.isPrivateKey()) return undefined
  const hash = HASHES[algorithm ?? key.type]
  if (hash === undefined) return undefined
  return (data, done) => done(signature(hash, data, key))
}

function signature(hash: string | null, data: Buffer, key: ParsedKey): Buffer {
  try {
    return sign(hash, data, keyObject(key))
  } catch {
    // an empty one is refused like any other that is wrong
    return Buffer.alloc(64)
  }
}

// ssh2 has the text of a key parsed for each signature, which takes longer than to sign
const keyObjects = new WeakMap<ParsedKey, KeyObject>()

function keyObject(key: ParsedKey): KeyObject {
  const known = keyObjects.get(key) ?? createPrivateKey(key.getPrivatePEM())
  keyObjects.set(key, known)
  return known
}

// sshd reads what comes in its order: the login need not wait for the answer to the request for its service
function logInBeforeTheServiceIsAccepted(
  client: Client & Internals,
  protocol: NonNullable<Internals['_protocol']>,
  handlers: Record<string, Handler | undefined>,
): void {
  const { service } = protocol
  const { EXT_INFO: extensions, SERVICE_ACCEPT: accepted } = handlers
  if (!service || !extensions || !accepted) return
  let requested = false
  let begun = false
  const begin: Handler = (...args) => {
    if (!begun) accepted(...args)
    begun = true
  }
  protocol.service = (name) => {
    service.call(protocol, name)
    requested = true
  }
  handlers.SERVICE_ACCEPT = begin
  // RFC 8308: comes with the new keys, and says which signatures an RSA key may give
  handlers.EXT_INFO = (...args) => {
    extensions(...args)
    if (requested && client._remoteVer?.startsWith('OpenSSH_')) begin(protocol, 'ssh-userauth')
  }
}
