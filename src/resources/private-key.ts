import { ConfigError } from '../errors.ts'
import { sh } from '../host/shell.ts'
import { isKey, type WantedKey } from './certificates/matchers.ts'
import {
  privateKeyFile,
  type KeyQuestion,
  type PrivateKeyPresent,
  type PrivateKeyState,
} from './certificates/key-file.ts'
import { keepPassphrase } from './certificates/passphrases.ts'
import { couldNotTell, defineResource, ifPresent, type Comparison, type Unknown } from './define-resource.ts'
import { checkOptions } from './shared/wanted.ts'
import { absolutePath } from './x509-certificate.ts'

export type { WantedKey } from './certificates/matchers.ts'
export type { PrivateKeyPresent, PrivateKeyState } from './certificates/key-file.ts'

/** What a private key is looked at with. */
export interface PrivateKeyOptions {
  /** The path of the certificate that `toMatchCertificate` compares it with. */
  readonly certificate?: string
  /** It is used here, and sent nowhere. */
  readonly passphrase?: string
}

/**
 * A private key in a file of the host: RSA, EC, Ed25519 and others, in PEM or DER, not in OpenSSH's own format.
 *
 * The file is read on the host and understood here. What the key is made of is dropped at once: the state has its kind
 * and a digest of its public half. Who may read the file, `file` tells.
 *
 * @example
 * it(privateKey('/etc/ssl/private/www.key')).toHaveKey({ type: 'rsa', bits: 4096 }).not.toBeEncrypted()
 * it(privateKey('/etc/ssl/private/www.key', { certificate: '/etc/ssl/certs/www.pem' })).toMatchCertificate()
 */
export const privateKey = defineResource({
  kind: 'private key',
  title: (path) => `private key ${JSON.stringify(path)}`,
  key: questionKey,
  providers: { file: privateKeyFile },
  evidence: ({ key }) => [
    { label: 'who may read it', script: sh`ls -ld -- ${(JSON.parse(key) as KeyQuestion).path} 2>&1` },
  ],
  matchers: {
    /** There is a private key, and it can be read. */
    toExist: (key: PrivateKeyState) => key.exists,
    /** It takes a passphrase. */
    toBeEncrypted: ifPresent((key: PrivateKeyPresent) => key.encrypted),
    /** What kind of key it is: `{ type: 'rsa', bits: 4096 }`, `{ type: 'ec', curve: 'prime256v1' }`. */
    toHaveKey: ifPresent((key: PrivateKeyPresent, wanted: WantedKey): Comparison | Unknown =>
      key.kind === undefined ? locked() : isKey(key.kind, wanted),
    ),
    /** It belongs to the certificate that was named with it. */
    toMatchCertificate: ifPresent(({ kind, certificate }: PrivateKeyPresent): Comparison | Unknown => {
      if (certificate === undefined) {
        throw new ConfigError('certificate', 'toMatchCertificate() needs the path of a certificate', {
          hint: "privateKey('/etc/ssl/private/www.key', { certificate: '/etc/ssl/certs/www.pem' })",
        })
      }
      if (kind === undefined) return locked()
      if ('problem' in certificate) return couldNotTell(certificate.problem)
      return {
        pass: kind.sha256 === certificate.sha256,
        expected: `the public key ${certificate.sha256}`,
        actual: `the public key ${kind.sha256}`,
      }
    }),
  },
})

function locked(): Unknown {
  return couldNotTell('it takes a passphrase', 'privateKey(PATH, { passphrase: … })')
}

function questionKey(path: string, options: PrivateKeyOptions | undefined): string {
  checkOptions('privateKey()', options ?? {}, { certificate: 'string', passphrase: 'string' })
  const asked: KeyQuestion = {
    path: absolutePath('privateKey', path),
    certificate: options?.certificate === undefined ? undefined : absolutePath('privateKey', options.certificate),
    passphrase: options?.passphrase === undefined ? undefined : keepPassphrase(options.passphrase),
  }
  return JSON.stringify(asked)
}
