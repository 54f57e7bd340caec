import type { Proof } from '../situations.ts'

const MADE =
  'openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=proof -addext subjectAltName=DNS:*.proof.test,DNS:10.1.1.1,IP:fd00::7'

export const proof: Proof = {
  situations: [
    {
      mechanisms: ['file'],
      before: `${MADE} -keyout /dev/null -out /root/proof.pem 2>/dev/null; cp /root/proof.pem /etc/ssl/proof.pem`,
      after: 'rm /root/proof.pem /etc/ssl/proof.pem',
      holds: [
        `it(x509Certificate('/etc/ssl/proof.pem')).toBeValidForDays({ atLeast: 29, atMost: 30 })`,
        `it(x509Certificate('/etc/ssl/proof.pem')).toCover('a.proof.test')`,
        `it(x509Certificate('/etc/ssl/proof.pem')).toCover('fd00:0::7')`,
        `it(x509Certificate('/etc/ssl/proof.pem')).toHaveKey({ type: 'rsa', bits: 2048 })`,
        `it(as('plain', x509Certificate('/etc/ssl/proof.pem'))).toBeSelfSigned()`,
      ],
      fails: [
        `it(x509Certificate('/etc/ssl/proof.pem')).toCover('proof.test')`,
        // it stands among the names of hosts, where no client looks for an address
        `it(x509Certificate('/etc/ssl/proof.pem')).toCover('10.1.1.1')`,
        `it(x509Certificate('/etc/ssl/proof.pem')).toBeValidForDays({ atLeast: 31 })`,
        `it(x509Certificate('/etc/ssl/nope.pem')).toExist()`,
      ],
      absent: [`it(x509Certificate('/etc/ssl/nope.pem')).toBeValid()`],
      untold: [
        `it(x509Certificate('/etc/passwd')).toExist()`,
        `it(x509Certificate('/etc')).toBeValid()`,
        `it(as('plain', x509Certificate('/root/proof.pem'))).toExist()`,
        `it(as('plain', x509Certificate('/root/nope.pem'))).toExist()`,
      ],
    },
  ],
}
