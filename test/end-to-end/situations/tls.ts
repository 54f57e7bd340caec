import type { Proof } from '../situations.ts'

const MADE =
  'openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=proof -addext subjectAltName=DNS:proof.test -keyout /run/proof-tls.key -out /run/proof-tls.pem 2>/dev/null'
// It takes what is old, too.
const SERVED =
  'systemd-run --quiet --unit=proof-tls openssl s_server -accept 4443 -cert /run/proof-tls.pem -key /run/proof-tls.key -www -cipher ALL:@SECLEVEL=0'

// Its cipher is one of TLS 1.0, and it speaks nothing but 1.2.
const OLD =
  'systemd-run --quiet --unit=proof-old-tls openssl s_server -accept 4444 -cert /run/proof-tls.pem -key /run/proof-tls.key -www -tls1_2 -cipher ECDHE-RSA-AES256-SHA'

export const proof: Proof = {
  situations: [
    {
      mechanisms: ['openssl'],
      host: 'app-2',
      before: `${MADE}; ${SERVED}; ${OLD}; until ss -ltn | grep -q :4443 && ss -ltn | grep -q :4444; do sleep 0.1; done`,
      after: 'systemctl stop proof-tls proof-old-tls; rm /run/proof-tls.*',
      holds: [
        `it(tls('localhost:4443', { serverName: 'proof.test' })).toCover('proof.test')`,
        `it(tls('localhost:4443', { serverName: 'proof.test' })).toHaveProtocol('TLSv1.3')`,
        `it(tls('localhost:4444')).toHaveProtocol('TLSv1.2')`,
        `it(tls('localhost:4443')).toAccept('TLSv1')`,
        `it(tls('localhost:4443')).toAccept('TLSv1.1')`,
        `it(tls('localhost:4443')).toAccept('TLSv1.3')`,
        `it(tls('localhost:4444')).toAccept('TLSv1.2')`,
        `it(tls('127.0.0.1:4443')).toBeValidForDays({ atLeast: 29 })`,
      ],
      fails: [
        `it(tls('localhost:4443', { serverName: 'proof.test' })).toBeTrusted()`,
        `it(tls('localhost:4443')).toCover('localhost')`,
        `it(tls('localhost:4444')).toHaveProtocol('TLSv1')`,
        `it(tls('localhost:4444')).toAccept('TLSv1')`,
        `it(tls('localhost:4444')).toAccept('TLSv1.1')`,
        `it(tls('localhost:4444')).toAccept('TLSv1.3')`,
        `it(tls('localhost:80')).toExist()`,
      ],
      absent: [
        `it(tls('localhost:80')).toBeTrusted()`,
        `it(tls('localhost:81')).toBeValid()`,
        `it(tls('localhost:81')).toAccept('TLSv1')`,
      ],
      untold: [`it(tls('nosuch.example:443')).toExist()`, `it(tls('localhost:4443')).toAccept('SSLv3')`],
    },
  ],
}
