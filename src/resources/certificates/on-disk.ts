import { sh } from '../../host/shell.ts'
import { couldNotTell, Unknown, type Provider } from '../define-resource.ts'
import { describeCertificate, readCertificates, type Certificate } from './certificate.ts'
import { filesRead, readFiles, type Bytes } from './files.ts'

/** A certificate that is there and can be read. */
export interface CertificatePresent extends Certificate {
  readonly exists: true
  /** The certificates that stand behind it in the file, in their order. */
  readonly chain: readonly Certificate[]
}

/** What is known about the certificate in a file. */
export type CertificateState = { readonly exists: false } | CertificatePresent

/** The file is read there and understood here: no openssl is needed on the host, and all hosts are read alike. */
export const certificateFile: Provider<CertificateState> = {
  on: () => true,
  show: (path) => sh`openssl x509 -noout -text -in ${path}`,
  ask: readFiles,
  parse: ({ stdout }, paths) => {
    const files = filesRead(stdout, paths.length)
    return new Map(paths.map((path, index) => [path, certificateIn(files[index])]))
  },
}

function certificateIn(bytes: Bytes): CertificateState | Unknown {
  if (bytes === undefined) return { exists: false }
  if (bytes instanceof Unknown) return bytes
  const [first, ...rest] = readCertificates(bytes) ?? []
  if (first === undefined) return couldNotTell('the file holds no certificate, or one that cannot be read')
  return { exists: true, ...describeCertificate(first), chain: rest.map(describeCertificate) }
}
