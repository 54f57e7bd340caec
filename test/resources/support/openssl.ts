import { execFileSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A folder with keys and certificates that openssl(1) makes for one test file; nobody may look into it but its owner. */
export function makeCertificates(): string {
  const folder = mkdtempSync(join(tmpdir(), 'infraspec-certificates-'))
  chmodSync(folder, 0o700)
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
  execFileSync('sh', ['-euc', SCRIPT], { cwd: folder, stdio: ['ignore', 'ignore', 'ignore'] })
  return folder
}

const SCRIPT = `
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout ca.key -out ca.pem -days 400 -subj '/O=Proof/CN=Proof CA'
issue() { n=$1; shift; openssl req -new -key "$n.key" -subj "/CN=$n.example.com" -out "$n.csr"
  printf 'subjectAltName=DNS:%s.example.com,DNS:*.apps.example.com,IP:10.0.0.7,IP:fd00::7\\nextendedKeyUsage=serverAuth\\nbasicConstraints=CA:FALSE\\n' "$n" >ext
  openssl x509 -req -in "$n.csr" -CA ca.pem -CAkey ca.key -CAcreateserial -extfile ext "$@" -out "$n.pem"; }
openssl genrsa -traditional -out rsa.key 2048; issue rsa -days 90
openssl ecparam -name secp384r1 -genkey -noout -out ec.key; issue ec -days 10
openssl genpkey -algorithm ed25519 -out ed.key; issue ed -days 90
openssl rsa -in rsa.key -traditional -aes128 -passout pass:correct -out old-encrypted.key
openssl pkcs8 -topk8 -in ec.key -passout pass:correct -out encrypted.key
openssl pkcs8 -topk8 -nocrypt -in rsa.key -outform DER -out rsa.der
openssl x509 -in rsa.pem -outform DER -out rsa.cer
cat rsa.pem ca.pem >chain.pem
ssh-keygen -q -t ed25519 -N '' -f openssh.key
`
