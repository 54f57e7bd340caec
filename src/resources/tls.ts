import { ConfigError } from '../errors.ts'
import { defineResource } from './define-resource.ts'
import { checkOptions } from './shared/wanted.ts'
import { readAddress } from './sockets/address.ts'
import { accepts } from './tls/accepts.ts'
import { tlsMatchers, type TlsDetails } from './tls/matchers.ts'
import { sClient, type TlsQuestion } from './tls/s-client.ts'

export type { Certificate, PublicKey } from './certificates/certificate.ts'
export type { WantedKey } from './certificates/matchers.ts'
export type { Accepted } from './tls/accepts.ts'
export type { TlsDetails } from './tls/matchers.ts'
export type { TlsPresent, TlsState } from './tls/s-client.ts'

/** How the host connects. */
export interface TlsOptions {
  /** The name that the server is asked for, and that its certificate has to cover; the host's when it is not given. */
  readonly serverName?: string
  /** Speaks this protocol first: `smtp`, `imap`, `pop3`, `ftp`, `ldap`, `postgres`, `mysql`, `xmpp`. */
  readonly starttls?: string
}

/**
 * The certificate that a port really serves to the host, and how TLS is spoken there; port 443 when none is named.
 *
 * The host connects, by openssl, and its store of authorities decides what is trusted. Where nothing listens, nothing
 * answers in 6 seconds, or TLS is not spoken, only that can be said.
 *
 * @example
 * it(tls('localhost:443', { serverName: 'www.example.com' })).toBeTrusted().not.toAccept('TLSv1.1')
 * it(tls('mail.internal:25', { starttls: 'smtp' })).toCover('mail.example.com').toHaveProtocol('TLSv1.3')
 */
export const tls = defineResource({
  kind: 'TLS',
  title: (name, options: TlsOptions | undefined) =>
    `TLS ${JSON.stringify(name)}${options?.serverName === undefined ? '' : ` for ${JSON.stringify(options.serverName)}`}`,
  absence: 'does not speak TLS',
  key: question,
  providers: { openssl: sClient },
  details: { accepts: { openssl: accepts } } satisfies { [Name in keyof TlsDetails]: object },
  matchers: tlsMatchers,
})

const STARTTLS: readonly string[] = [
  'smtp',
  'imap',
  'pop3',
  'ftp',
  'ldap',
  'postgres',
  'mysql',
  'xmpp',
  'lmtp',
  'nntp',
  'sieve',
]

function question(name: string, options: TlsOptions | undefined): string {
  checkOptions('tls()', options ?? {}, { serverName: 'string', starttls: 'string' })
  const [, inBrackets, bare, port = '443'] = /^(?:\[([^\]]*)\]|([^:]*))(?::(\d{1,5}))?$/.exec(name) ?? []
  const host = hostOf(inBrackets ?? bare ?? name)
  const serverName = options?.serverName === undefined ? host : hostOf(options.serverName)
  const starttls = options?.starttls
  if (starttls !== undefined && !STARTTLS.includes(starttls)) {
    throw new ConfigError('tls', `${JSON.stringify(starttls)} is not a protocol that TLS begins in`, {
      hint: STARTTLS.join(', '),
    })
  }
  if (host !== undefined && serverName !== undefined && Number(port) > 0 && Number(port) < 65_536) {
    return JSON.stringify({ host, port: Number(port), serverName, starttls } satisfies TlsQuestion)
  }
  throw new ConfigError('tls', `${JSON.stringify(name)} is neither a host nor a host and its port`, {
    hint: 'www.example.com, localhost:8443 or [fd00::7]:443',
  })
}

function hostOf(text: string): string | undefined {
  const address = readAddress(text)?.address
  if (address !== undefined) return address
  return text.length < 254 && /^\w(?:[\w.-]*\w)?\.?$/.test(text) ? text.toLowerCase().replace(/\.$/, '') : undefined
}
