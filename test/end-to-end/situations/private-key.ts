import type { Proof } from '../situations.ts'

const MADE = [
  'openssl genpkey -algorithm ed25519 -out /etc/ssl/private/proof-key.key',
  'openssl req -x509 -key /etc/ssl/private/proof-key.key -subj /CN=proof -out /etc/ssl/proof-key.pem',
  'openssl pkey -in /etc/ssl/private/proof-key.key -aes128 -passout pass:correct -out /etc/ssl/private/proof-locked.key',
]

const locked = `privateKey('/etc/ssl/private/proof-locked.key'`
const key = `privateKey('/etc/ssl/private/proof-key.key'`

export const proof: Proof = {
  situations: [
    {
      mechanisms: ['file'],
      before: MADE.join('\n'),
      after: 'rm /etc/ssl/private/proof-*.key /etc/ssl/proof-key.pem',
      holds: [
        `it(${key})).toHaveKey({ type: 'ed25519' })`,
        `it(${key}, { certificate: '/etc/ssl/proof-key.pem' })).toMatchCertificate()`,
        `it(${locked}, { certificate: '/etc/ssl/proof-key.pem', passphrase: 'correct' })).toMatchCertificate()`,
        `it(${locked})).toBeEncrypted()`,
      ],
      fails: [
        `it(${key})).toBeEncrypted()`,
        `it(${key}, { certificate: '/etc/ssl/certs/ISRG_Root_X1.pem' })).toMatchCertificate()`,
        `it(privateKey('/etc/ssl/private/nope.key')).toExist()`,
      ],
      absent: [`it(privateKey('/etc/ssl/private/nope.key')).toBeEncrypted()`],
      untold: [
        `it(${locked})).toHaveKey({ type: 'ed25519' })`,
        `it(${locked}, { passphrase: 'wrong' })).toExist()`,
        `it(privateKey('/etc/ssl/proof-key.pem')).toExist()`,
        `it(as('plain', ${key}))).toExist()`,
      ],
    },
  ],
}
