import { ConfigError } from '../errors.ts'
import { sh } from '../host/shell.ts'
import { certificateMatchers } from './certificates/matchers.ts'
import { certificateFile } from './certificates/on-disk.ts'
import { defineResource } from './define-resource.ts'

export type { Certificate, PublicKey } from './certificates/certificate.ts'
export type { WantedKey } from './certificates/matchers.ts'
export type { CertificatePresent, CertificateState } from './certificates/on-disk.ts'

/**
 * A certificate in a file of the host, in PEM or DER; of several in one file the first, with the others as its chain.
 *
 * The file is read on the host and understood here. A file without a certificate could not be told.
 *
 * @example
 * it(x509Certificate('/etc/ssl/certs/www.pem')).toBeValidForDays({ atLeast: 30 }).toCover('www.example.com')
 * it(x509Certificate('/etc/ssl/certs/www.pem')).toHaveKey({ type: 'ec', curve: 'prime256v1' })
 */
export const x509Certificate = defineResource({
  kind: 'certificate',
  key: (path) => absolutePath('x509Certificate', path),
  providers: { file: certificateFile },
  evidence: ({ key, state }) => (state.exists ? [] : [{ label: `ls -l ${key}`, script: sh`ls -ld -- ${key} 2>&1` }]),
  matchers: certificateMatchers,
})

/** A path that does not depend on who looks. */
export function absolutePath(resource: string, path: string): string {
  if (path.startsWith('/') && !/\p{Surrogate}/u.test(path)) return path
  throw new ConfigError('path', `${resource}() needs an absolute path, not ${JSON.stringify(path)}`)
}
