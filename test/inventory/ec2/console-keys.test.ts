import { describe, expect, it } from 'vitest'
import { consoleFingerprints } from '../../../src/inventory/ec2/console-keys.ts'

// The form is that of cloud-init's write-ssh-key-fingerprints, after its source; there is no instance here to capture it from.
const KEY = 'AAAAC3NzaC1lZDI1NTE5AAAAIB3b0e2eD1Pz8mOe1y9l9gkJh8aJq0iH3m8m2R1x5c7N'
const PRINT = 'SHA256:cVNqFAIVwaQI9UfYBvIfm0MwvYJtHwD3BZkZ3JpK0dE'
const block = (name: string, ...lines: string[]) =>
  [`-----BEGIN SSH HOST KEY ${name}-----`, ...lines, `-----END SSH HOST KEY ${name}-----`].join('\n')

describe('the keys in a console output', () => {
  it.each([
    ['plain', block('FINGERPRINTS', `256 ${PRINT} root@ip-10-0-0-1 (ED25519)`), [PRINT]],
    ['with ec2: before', block('FINGERPRINTS', `ec2: 256 ${PRINT} root@ip (ED25519)`), [PRINT]],
    ['behind a time stamp', block('FINGERPRINTS', `<14>Jan  1 00:00:00 ec2: 256 ${PRINT} no comment (ECDSA)`), [PRINT]],
    ['with carriage returns', block('FINGERPRINTS', `256 ${PRINT} a (RSA)`).replaceAll('\n', '\r\n'), [PRINT]],
    ['MD5', block('FINGERPRINTS', '2048 MD5:aa:bb:cc a (RSA)', '2048 aa:bb:cc a (RSA)'), []],
    [
      'of two boots',
      `${block('FINGERPRINTS', `256 ${PRINT.replace('c', 'd')} a (RSA)`)}\n${block('FINGERPRINTS', `256 ${PRINT} a (RSA)`)}`,
      [PRINT],
    ],
    ['cut', `-----BEGIN SSH HOST KEY FINGERPRINTS-----\n256 ${PRINT} a (RSA)`, []],
    ['outside', `256 ${PRINT} a (RSA)`, []],
    ['too short', block('FINGERPRINTS', `256 ${PRINT.slice(0, -1)} a (RSA)`), []],
    ['none', 'Debian GNU/Linux 12 ip-10-0-0-1 ttyS0', []],
    ['a key of another type than it says', block('KEYS', `ssh-rsa ${KEY} root@ip`), []],
    ['nothing', '', []],
  ])('%s', (_, output, prints) => {
    expect(consoleFingerprints(output)).toEqual(prints)
  })

  it('may be keys themselves', () => {
    const [print] = consoleFingerprints(block('KEYS', `ssh-ed25519 ${KEY} root@ip-10-0-0-1`))
    expect(print).toMatch(/^SHA256:[A-Za-z0-9+/]{43}$/)
  })
})
