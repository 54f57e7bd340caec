import { certificateMatchers, type CertificateMatchers } from '../certificates/matchers.ts'
import { ifPresent, is, type Verdict } from '../define-resource.ts'
import type { TlsPresent, TlsState } from './s-client.ts'

/** What is asked of TLS on a port. */
export type TlsMatchers = CertificateMatchers & {
  /** The host trusts the certificate, for this name, by its own store of authorities. */
  readonly toBeTrusted: (tls: TlsState) => Verdict
  /** This is the newest protocol that both take: `TLSv1.3`. */
  readonly toHaveProtocol: (tls: TlsState, protocol: string) => Verdict
  /** This is the cipher that both took, as OpenSSL names it. */
  readonly toHaveCipher: (tls: TlsState, cipher: string) => Verdict
}

export const tlsMatchers: TlsMatchers = {
  ...certificateMatchers,
  toBeTrusted: ifPresent((tls: TlsPresent) => is(tls.verification, 'ok')),
  toHaveProtocol: ifPresent((tls: TlsPresent, protocol: string) => is(tls.protocol, protocol)),
  toHaveCipher: ifPresent((tls: TlsPresent, cipher: string) => is(tls.cipher, cipher)),
}
