import { ConfigError } from '../errors.ts'
import type { HostKeyPolicy } from '../host/host-spec.ts'
import { fingerprintOf } from '../transports/keys/host-key.ts'
import { readText, refuseKey } from './readable-file.ts'

/**
 * How host keys are judged: `strict`, `accept-new`, or any number of `SHA256:…` and `file:PATH`.
 *
 * A file is what ssh-keygen(1) and ssh-keyscan(1) write: one public key a line. A key is accepted if any of them is its own.
 *
 * @throws {ConfigError} when it is anything else, or the file holds no key.
 */
export function parseHostKey(ways: readonly string[], knownHosts: readonly string[], source: string): HostKeyPolicy {
  for (const way of ways) refuseKey(way, source)
  if (ways.length === 0) throw malformed(`${source} says in no way how to judge a host key`)
  const [mode] = ways
  if (ways.length === 1 && (mode === 'strict' || mode === 'accept-new')) return { mode, fingerprints: [], knownHosts }
  return { mode: 'pinned', fingerprints: [...new Set(ways.flatMap((way) => pins(way, source)))], knownHosts }
}

function pins(text: string, source: string): string[] {
  if (text.startsWith('SHA256:')) return [fingerprint(text, source)]
  if (text.startsWith('file:')) return readKeys(text.slice('file:'.length), source)
  const alone = text === 'strict' || text === 'accept-new'
  throw malformed(
    `${source} says ${JSON.stringify(text)}, which ${alone ? 'stands alone' : 'is not a way to judge a host key'}`,
  )
}

function fingerprint(text: string, source: string): string {
  const digest = text.slice('SHA256:'.length).replace(/=+$/, '')
  if (/^[A-Za-z0-9+/]{43}$/.test(digest)) return `SHA256:${digest}`
  throw malformed(`${source} says ${JSON.stringify(text)}, which is not a SHA256 fingerprint of 43 characters`)
}

function readKeys(path: string, source: string): string[] {
  const lines = readText(path, source).split('\n')
  const prints = lines
    .map(publicKey)
    .filter((blob) => blob !== undefined)
    .map(fingerprintOf)
  if (prints.length > 0) return prints
  throw malformed(`${source}: ${path} holds no public key of OpenSSH`)
}

/** The key of a line, wherever its type stands: host names may come before it, a comment after it. */
function publicKey(line: string): Buffer | undefined {
  if (line.trimStart().startsWith('#')) return undefined
  const words = line.trim().split(/\s+/)
  const at = words.findIndex((word) => /^(ssh-|ecdsa-sha2-|sk-)/.test(word))
  const blob = Buffer.from(words[at + 1] ?? '', 'base64')
  // RFC 4253, 6.6: the blob begins with its type, as a length and that many bytes
  const type = blob.subarray(4, 4 + (blob.length > 4 ? blob.readUInt32BE(0) : 0)).toString()
  return at !== -1 && type === words[at] ? blob : undefined
}

function malformed(message: string): ConfigError {
  return new ConfigError('malformed-host-key', message, { hint: 'write strict, accept-new, SHA256:… or file:PATH' })
}
