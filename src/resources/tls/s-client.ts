import { isIP } from 'node:net'
import { sh } from '../../host/shell.ts'
import { describeCertificate, readCertificates, type Certificate } from '../certificates/certificate.ts'
import { couldNotTell, type Provider, type Unknown } from '../define-resource.ts'
import { allFailed } from '../shared/all-unknown.ts'
import { ownLines } from '../shared/own-lines.ts'

/** What a port serves: its certificate, and how the connection was made. */
export interface TlsPresent extends Certificate {
  readonly exists: true
  /** The certificates that were sent behind its own, in their order. */
  readonly chain: readonly Certificate[]
  /** `TLSv1.2`, `TLSv1.3`: the newest that the host and the server both take; `undefined` when they did not agree. */
  readonly protocol: string | undefined
  /** Such as `TLS_AES_256_GCM_SHA384`; `undefined` when they did not agree. */
  readonly cipher: string | undefined
  /** `ok`, or why the host does not trust it: `self-signed certificate`, `hostname mismatch`. */
  readonly verification: string
}

/** What is known about TLS on a port; it does not exist where none is spoken. */
export type TlsState = { readonly exists: false; readonly reason: string } | TlsPresent

/** What is asked of the host. */
export interface TlsQuestion {
  readonly host: string
  readonly port: number
  readonly serverName: string
  readonly starttls?: string | undefined
}

/** What a key of the resource says. */
export function questionOf(key: string): TlsQuestion {
  return JSON.parse(key) as TlsQuestion
}

/** Seconds that a handshake may take. */
export const PATIENCE = 6

/**
 * openssl-s_client(1), all at once. What it prints of the session's secrets is left on the host.
 *
 * Without any certificate it says "Verify return code: 0 (ok)" all the same: only one that was sent counts.
 */
export const sClient: Provider<TlsState> = {
  on: ({ tools }) => tools.includes('openssl') && tools.includes('timeout'),
  show: (key) => sh`openssl s_client ${flags(questionOf(key))} -showcerts </dev/null`,
  ask: (keys) => {
    const all = keys.reduce(
      (
        script,
        key,
        index,
      ) => sh`${script}{ a=$(timeout ${PATIENCE} openssl s_client ${flags(questionOf(key))} -showcerts </dev/null 2>&1; echo "= $?"); printf '%s\n' "$a" | sed -n -e '/^-----BEGIN CERT/,/^-----END CERT/p' -e '/^New, /p' -e '/^ *Protocol *: /p' -e '/^ *Verify return code: /p' -e '/errno=/p' -e '/error/p' -e '/^= /p' | sed ${`s/^/${index} /`}; } &
`,
      sh``,
    )
    return sh`${all}wait`
  },
  parse: (answer, keys) => {
    if (answer.exitCode !== 0) return allFailed(keys, 'openssl', answer)
    return new Map(keys.map((key, index) => [key, stateOf(ownLines(answer.stdout, index))]))
  },
}

export function flags({ host, port, serverName, starttls }: TlsQuestion): readonly string[] {
  const address = isIP(host) === 6 ? `[${host}]` : host
  const named = isIP(serverName) === 0
  return [
    '-connect',
    `${address}:${port}`,
    ...(named ? ['-servername', serverName, '-verify_hostname', serverName] : ['-verify_ip', serverName]),
    ...(starttls === undefined ? [] : ['-starttls', starttls]),
  ]
}

function stateOf(lines: readonly string[]): TlsState | Unknown {
  const text = lines.join('\n')
  if (!text.includes('-----BEGIN CERTIFICATE')) return silence(text)
  const [own, ...rest] = readCertificates(Buffer.from(text)) ?? []
  const [, since, cipher] = /^New, (\S+), Cipher is (\S+)$/m.exec(text) ?? []
  const verification = /^ *Verify return code: \d+ \((.*)\)$/m.exec(text)?.[1]
  if (own === undefined || since === undefined || cipher === undefined || verification === undefined) {
    return couldNotTell('what openssl printed cannot be read')
  }
  const agreed = cipher === '(NONE)' ? {} : { protocol: protocolOf(text, since), cipher }
  const none = { protocol: undefined, cipher: undefined }
  const chain = rest.map(describeCertificate)
  return { exists: true, ...describeCertificate(own), chain, ...none, ...agreed, verification }
}

/** `New, TLSv1.0, Cipher is …` names the protocol that brought this cipher, and not the one that is spoken; those of 1.3 are in no other. */
function protocolOf(text: string, since: string): string | undefined {
  const session = /^ *Protocol *: (\S+)$/m.exec(text)?.[1]
  return session ?? (since === 'TLSv1.3' ? since : undefined)
}

function silence(text: string): TlsState | Unknown {
  const [, code] = /^= (\d+)$/m.exec(text) ?? []
  if (code === undefined) return couldNotTell('the host answered nothing')
  if (code === '124' || code === '143') return { exists: false, reason: `no answer within ${PATIENCE} s` }
  const refused = /connect:(Connection refused|No route to host|Network is unreachable|Connection timed out)/.exec(
    text,
  )?.[1]
  if (refused !== undefined) return { exists: false, reason: refused }
  if (/errno=(111|113|101|110)\b/.test(text)) return { exists: false, reason: 'it cannot be connected to' }
  if (/wrong version number|unknown protocol|packet length too long/.test(text)) {
    return { exists: false, reason: 'what listens there does not speak TLS' }
  }
  const said = text
    .split('\n')
    .find((line) => line.includes('error'))
    ?.split(':')
    .slice(2)
    .filter(Boolean)
    .join(': ')
  return couldNotTell(`openssl: ${said ?? `exit code ${code}, and no certificate was sent`}`)
}
