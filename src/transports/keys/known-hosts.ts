import { createHmac } from 'node:crypto'
import { readRecent } from '../recent-file.ts'

/** A key that a known_hosts file gives for a host, and where it stands. */
export interface KnownKey {
  /** Such as `ssh-ed25519`. */
  readonly type: string
  /** The public key as it goes over the wire. */
  readonly blob: Buffer
  /** `FILE:LINE` */
  readonly where: string
}

/** What known_hosts files say about one host. */
export interface KnownHost {
  readonly keys: readonly KnownKey[]
  readonly revoked: readonly KnownKey[]
  /** Where a `@cert-authority` is named for this host. */
  readonly authorities: readonly string[]
  /** Keys of the same address without its port: a match trusts, as with ssh(1), and no match means nothing. */
  readonly portless: readonly KnownKey[]
  readonly files: readonly { readonly file: string; readonly problem?: string | undefined }[]
}

/**
 * Looks a host up in known_hosts files, as sshd(8) describes them.
 *
 * A file that cannot be read counts as empty, and is named with its problem.
 */
export async function findKnownHost(files: readonly string[], address: string, port: number): Promise<KnownHost> {
  const texts = await Promise.all(files.map(readKnownHosts))
  const books = texts.map(({ file, text }) => bookOf(file, text))
  const linesFor = (name: string) => books.flatMap((book) => linesIn(book, name))
  const matching = linesFor(hostName(address, port))
  const withMarker = (marker: string | undefined) => matching.filter((line) => line.marker === marker)
  const portless = port === 22 ? [] : linesFor(hostName(address, 22))
  return {
    keys: withMarker(undefined),
    revoked: [...withMarker('@revoked'), ...portless.filter((line) => line.marker === '@revoked')],
    authorities: withMarker('@cert-authority').map(({ where }) => where),
    portless: portless.filter((line) => line.marker === undefined),
    files: texts.map(({ file, problem }) => ({ file, problem })),
  }
}

/** The lines of a file: a name that stands there as it is finds its own, and all others have to be compared. */
interface Book {
  readonly text: string
  readonly named: ReadonlyMap<string, readonly KnownHostsLine[]>
  readonly others: readonly KnownHostsLine[]
}

/** Each file as it was when it was last read: for every host of a fleet it is the same one. */
const books = new Map<string, Book>()

function bookOf(file: string, text: string): Book {
  const known = books.get(file)
  if (known?.text === text) return known
  const named = new Map<string, KnownHostsLine[]>()
  const others: KnownHostsLine[] = []
  for (const line of parseKnownHosts(text, file)) {
    if (/[*?!|]/.test(line.hosts)) others.push(line)
    else
      for (const name of new Set(line.hosts.toLowerCase().split(',')))
        named.set(name, [...(named.get(name) ?? []), line])
  }
  const book = { text, named, others }
  books.set(file, book)
  return book
}

function linesIn({ named, others }: Book, name: string): KnownHostsLine[] {
  const found = [...(named.get(name) ?? []), ...others.filter((line) => matchesHost(line.hosts, name))]
  return found.toSorted((one, other) => one.number - other.number)
}

async function readKnownHosts(file: string): Promise<{ file: string; text: string; problem?: string }> {
  try {
    return { file, text: await readRecent(file) }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    return { file, text: '', problem: code === 'ENOENT' ? 'no such file' : `cannot be read: ${code}` }
  }
}

/** One line of a known_hosts file. */
export interface KnownHostsLine extends KnownKey {
  readonly marker: string | undefined
  /** The first field: patterns, or a hashed name. */
  readonly hosts: string
  readonly number: number
}

/** The lines of a known_hosts file that hold a key; others are passed over, as ssh(1) does. */
export function parseKnownHosts(text: string, file: string): KnownHostsLine[] {
  return text.split('\n').flatMap((line, index) => parseLine(line, file, index + 1) ?? [])
}

function parseLine(line: string, file: string, number: number): KnownHostsLine | undefined {
  const fields = line.trim().split(/[ \t]+/)
  if (fields[0]?.startsWith('#')) return undefined
  const marker = fields[0]?.startsWith('@') ? fields.shift() : undefined
  const [hosts, type, base64] = fields
  if (!hosts || !type || !base64) return undefined
  const blob = Buffer.from(base64, 'base64')
  return keyType(blob) === type ? { marker, hosts, type, blob, where: `${file}:${number}`, number } : undefined
}

/** The type that a public key names in its first field; empty when it is not a key. */
export function keyType(blob: Buffer): string {
  const length = blob.length < 4 ? 0 : blob.readUInt32BE(0)
  return length > 64 ? '' : blob.toString('latin1', 4, 4 + length)
}

/** How known_hosts names a host: in brackets with its port, when that is not 22. */
export function hostName(address: string, port: number): string {
  const name = address.toLowerCase()
  return port === 22 ? name : `[${name}]:${port}`
}

/** Whether the first field of a known_hosts line stands for a host's name. */
export function matchesHost(hosts: string, name: string): boolean {
  if (hosts.startsWith('|')) return matchesHash(hosts, name)
  const patterns = hosts.toLowerCase().split(',')
  const negated = patterns.filter((pattern) => pattern.startsWith('!')).map((pattern) => pattern.slice(1))
  if (negated.some((pattern) => matchesPattern(pattern, name))) return false
  return patterns.some((pattern) => !pattern.startsWith('!') && matchesPattern(pattern, name))
}

function matchesHash(hashed: string, name: string): boolean {
  const [, version, salt, hash] = hashed.split('|')
  if (version !== '1' || !salt || !hash) return false
  return createHmac('sha1', Buffer.from(salt, 'base64')).update(name).digest().equals(Buffer.from(hash, 'base64'))
}

/** `*` is any text and `?` any character. By hand: a RegExp of many stars can take for ever. */
function matchesPattern(pattern: string, name: string): boolean {
  let [p, n, star, retry] = [0, 0, -1, 0]
  while (n < name.length) {
    if (pattern[p] === '*') [star, retry] = [p++, n]
    else if (pattern[p] === '?' || pattern[p] === name[n]) [p, n] = [p + 1, n + 1]
    else if (star >= 0) [p, n] = [star + 1, ++retry]
    else return false
  }
  return /^\**$/.test(pattern.slice(p))
}
