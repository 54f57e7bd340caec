import { homedir } from 'node:os'
import { join } from 'node:path'
import type { ParsedKey } from 'ssh2'
import { ConfigError } from '../../errors.ts'
import type { HostSpec } from '../../host/host-spec.ts'
import { printable } from '../endpoint.ts'
import { readRecent } from '../recent-file.ts'

/** A private key's text, before ssh2 is there to parse it. */
export interface KeyText {
  /** How messages name it: the file's path. */
  readonly label: string
  readonly text: string
}

/** The keys of a login, and which were passed over and why. */
export interface Keys {
  readonly keys: readonly { readonly label: string; readonly key: ParsedKey }[]
  readonly skipped: readonly string[]
}

/** How messages name a key that is in memory (`--key-stdin`). */
export const KEY_AS_TEXT = 'the key given as text'

const DEFAULT_KEYS = ['id_ed25519', 'id_ecdsa', 'id_rsa'].map((name) => join(homedir(), '.ssh', name))

/**
 * The texts of the keys that were given; without any, of the account's usual ones.
 *
 * @throws {ConfigError} when a key that was given cannot be read.
 */
export async function readKeys(host: HostSpec): Promise<{ given: KeyText[]; defaults: KeyText[] }> {
  const given = await Promise.all(host.identities.map((path) => readGiven(path, host.name)))
  if (host.privateKey !== undefined) given.unshift({ label: KEY_AS_TEXT, text: host.privateKey })
  if (given.length > 0) return { given, defaults: [] }
  const defaults = await Promise.all((host.defaultIdentities ?? DEFAULT_KEYS).map(readDefault))
  return { given, defaults: defaults.filter((key) => key !== undefined) }
}

async function readGiven(path: string, host: string): Promise<KeyText> {
  const label = path.replace(/^~(?=\/)/, homedir())
  try {
    return { label, text: await readRecent(label) }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const why = code === 'ENOENT' ? 'no such file' : code === 'EACCES' ? 'permission denied' : String(code)
    throw new ConfigError('key-unreadable', `Cannot read the key ${printable(label)} for ${host}: ${why}`, {
      host,
      cause: error,
    })
  }
}

async function readDefault(path: string): Promise<KeyText | undefined> {
  const text = await readRecent(path).catch(() => undefined)
  return text === undefined ? undefined : { label: path, text }
}

/** What ssh2 brings to parse a key. */
export type ParseKey = (text: string, passphrase?: string) => ParsedKey | Error

/**
 * The keys that were given, decrypted.
 *
 * An encrypted key without its passphrase is passed over where the agent may hold it.
 *
 * @throws {ConfigError} when a key cannot be used.
 */
export function givenKeys(texts: readonly KeyText[], host: HostSpec, parse: ParseKey): Keys {
  return collect(texts, host, parse, ({ code, message }) => {
    if (code === 'key-encrypted' && host.agent !== undefined) return
    throw new ConfigError(code, `Cannot log in to ${host.name}: ${message}`, { host: host.name, hint: HINTS[code] })
  })
}

const HINTS: Readonly<Record<KeyProblem['code'], string>> = {
  'key-encrypted': 'give its passphrase (on a terminal, or by INFRASPEC_PASSPHRASE), or load it into an agent',
  'key-passphrase': 'check the passphrase (INFRASPEC_PASSPHRASE), or load the key into an agent',
  'key-public': 'name the private key: as a rule the same name without .pub',
  'key-unusable': 'name a private key as ssh-keygen writes it, in the form of OpenSSH or PEM',
}

/** Those of the account's usual keys that can be used as they are. */
export function defaultKeys(texts: readonly KeyText[], host: HostSpec, parse: ParseKey): Keys {
  return collect(texts, host, parse, () => {})
}

interface KeyProblem {
  readonly code: 'key-encrypted' | 'key-passphrase' | 'key-public' | 'key-unusable'
  readonly message: string
}

function collect(
  texts: readonly KeyText[],
  host: HostSpec,
  parse: ParseKey,
  onProblem: (problem: KeyProblem) => void,
): Keys {
  const keys: { label: string; key: ParsedKey }[] = []
  const skipped: string[] = []
  for (const { label, text } of texts) {
    const key = parseOne(parse, text, host.passphrases?.[label] ?? host.passphrase)
    if (!(key instanceof Error)) {
      keys.push({ label, key })
      continue
    }
    const problem = explain(label, key.message)
    onProblem(problem)
    skipped.push(problem.message)
  }
  return { keys, skipped }
}

// a run logs in to many hosts by one key, and deriving one from a passphrase takes about a second of this thread
const parsedKeys = new Map<string, ParsedKey | Error>()

const PUBLIC = 'it is a public key'

function parseOne(parse: ParseKey, text: string, passphrase: string | undefined): ParsedKey | Error {
  const id = `${passphrase ?? ''}\0${text}`
  const parsed = parsedKeys.get(id) ?? parse(text, passphrase)
  parsedKeys.set(id, parsed)
  // some forms hold a list of keys, whatever the types say
  const key = Array.isArray(parsed) ? (parsed[0] as ParsedKey) : parsed
  if (key instanceof Error || key.isPrivateKey()) return key
  return new Error(PUBLIC)
}

function explain(label: string, message: string): KeyProblem {
  const name = `key ${printable(label)}`
  if (/no passphrase/i.test(message)) {
    return { code: 'key-encrypted', message: `${name} is encrypted: it needs its passphrase` }
  }
  if (/passphrase|integrity|decrypt/i.test(message)) {
    return { code: 'key-passphrase', message: `${name} is encrypted: the passphrase does not open it` }
  }
  const code = message === PUBLIC ? 'key-public' : 'key-unusable'
  return { code, message: `${name} cannot be used: ${printable(message)}` }
}
