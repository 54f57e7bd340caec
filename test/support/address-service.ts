import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:https'
import type { RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

/** A service that tells callers an address, with a certificate of its own. */
export interface AddressService {
  readonly url: string
  /** The file of the authority that vouches for it, for NODE_EXTRA_CA_CERTS. */
  readonly authority: string
}

/** Answers with these texts, one after the other, the last one for ever; or as `answers` says itself. */
export async function addressService(answers: readonly string[] | RequestListener): Promise<AddressService> {
  const folder = mkdtempSync(join(tmpdir(), 'infraspec-address-'))
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost']
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-days', '2', '-nodes']
  execFileSync('openssl', ['req', '-x509', ...kind, '-keyout', key, '-out', cert, ...subject], { stdio: 'ignore' })
  let asked = 0
  const listener: RequestListener =
    typeof answers === 'function'
      ? answers
      : (_, response) => response.end(answers[Math.min(asked++, answers.length - 1)])
  const server = createServer({ key: readFileSync(key), cert: readFileSync(cert) }, listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
    rmSync(folder, { recursive: true })
  })
  return { url: `https://localhost:${(server.address() as AddressInfo).port}/`, authority: cert }
}
