import { ConfigError } from '../../errors.ts'
import { certificateMatchers, type CertificateMatchers } from '../certificates/matchers.ts'
import { couldNotTell, ifPresent, is, withDetails, type Unknown, type Verdict } from '../define-resource.ts'
import { checkKind, checkOneOf } from '../shared/wanted.ts'
import { PROTOCOL_NAMES, type Accepted } from './accepts.ts'
import type { TlsPresent, TlsState } from './s-client.ts'

/** What is fetched of TLS on a port only when something asks for it. */
export interface TlsDetails {
  /** Whether the server takes each protocol, asked for it alone: a connection for each. */
  readonly accepts: Accepted
}

/** What is asked of TLS on a port. */
export type TlsMatchers = CertificateMatchers & {
  /** The host trusts the certificate, for this name, by its own store of authorities. */
  readonly toBeTrusted: (tls: TlsState) => Verdict
  /**
   * This is the newest protocol that both take: `TLSv1`, `TLSv1.1`, `TLSv1.2` or `TLSv1.3`.
   *
   * It may take older ones too: that it does not, `.not.toAccept('TLSv1')` says.
   */
  readonly toHaveProtocol: (tls: TlsState, protocol: string) => Verdict
  /**
   * It takes a connection in this protocol, asked for it and no other: `SSLv3`, `TLSv1`, `TLSv1.1`, `TLSv1.2`, `TLSv1.3`.
   *
   * That it does not is told by its own word alone, the alert "protocol version". Where it hangs up without a word, or the host's
   * openssl cannot speak the protocol, it could not be told.
   */
  readonly toAccept: (tls: { readonly exists: false } | (TlsPresent & TlsDetails), protocol: string) => Verdict
  /** This is the cipher that both took, as OpenSSL names it. It may take others too. */
  readonly toHaveCipher: (tls: TlsState, cipher: string) => Verdict
}

export const tlsMatchers: TlsMatchers = {
  ...certificateMatchers,
  toBeTrusted: ifPresent((tls: TlsPresent) => is(tls.verification, 'ok')),
  toHaveProtocol: ifPresent((tls: TlsPresent, protocol: string) => {
    checkOneOf(protocol, PROTOCOL_NAMES, 'a protocol, as OpenSSL names it')
    return tls.protocol === undefined ? disagreed() : is(tls.protocol, protocol)
  }),
  toAccept: withDetails(
    ['accepts'],
    ifPresent(({ accepts }: TlsPresent & TlsDetails, protocol: string): Verdict => {
      checkOneOf(protocol, PROTOCOL_NAMES, 'a protocol, as OpenSSL names it')
      const accepted = accepts[protocol]
      if (typeof accepted !== 'boolean') return accepted ?? couldNotTell(`${protocol} was not asked for`)
      return { pass: accepted, expected: protocol, actual: accepted ? protocol : 'alert 70: protocol version' }
    }),
  ),
  toHaveCipher: ifPresent((tls: TlsPresent, cipher: string) => {
    checkKind(cipher, 'string')
    if (!/^(?:TLS_(?!.*_WITH_)[A-Z0-9_]+|[A-Z0-9]+(?:-[A-Z0-9]+)+)$/.test(cipher)) {
      throw new ConfigError('cipher', `${JSON.stringify(cipher)} is not the name of a cipher`, {
        hint: 'as `openssl ciphers` names it: ECDHE-RSA-AES128-GCM-SHA256, TLS_AES_128_GCM_SHA256',
      })
    }
    return tls.cipher === undefined ? disagreed() : is(tls.cipher, cipher)
  }),
}

function disagreed(): Unknown {
  return couldNotTell('a certificate was sent, and then the two did not agree')
}
