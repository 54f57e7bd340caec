import { certificateMatchers, type CertificateMatchers } from '../certificates/matchers.ts'
import { couldNotTell, ifPresent, is, type Unknown, type Verdict } from '../define-resource.ts'
import { checkKind, checkOneOf } from '../shared/wanted.ts'
import type { TlsPresent, TlsState } from './s-client.ts'

/** What is asked of TLS on a port. */
export type TlsMatchers = CertificateMatchers & {
  /** The host trusts the certificate, for this name, by its own store of authorities. */
  readonly toBeTrusted: (tls: TlsState) => Verdict
  /** This is the newest protocol that both take: `TLSv1`, `TLSv1.1`, `TLSv1.2` or `TLSv1.3`. It may take older ones too. */
  readonly toHaveProtocol: (tls: TlsState, protocol: string) => Verdict
  /** This is the cipher that both took, as OpenSSL names it. */
  readonly toHaveCipher: (tls: TlsState, cipher: string) => Verdict
}

export const tlsMatchers: TlsMatchers = {
  ...certificateMatchers,
  toBeTrusted: ifPresent((tls: TlsPresent) => is(tls.verification, 'ok')),
  toHaveProtocol: ifPresent((tls: TlsPresent, protocol: string) => {
    checkOneOf(protocol, ['SSLv3', 'TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'], 'a protocol, as OpenSSL names it')
    return tls.protocol === undefined ? disagreed() : is(tls.protocol, protocol)
  }),
  toHaveCipher: ifPresent((tls: TlsPresent, cipher: string) => {
    checkKind(cipher, 'string')
    return tls.cipher === undefined ? disagreed() : is(tls.cipher, cipher)
  }),
}

function disagreed(): Unknown {
  return couldNotTell('a certificate was sent, and then the two did not agree')
}
