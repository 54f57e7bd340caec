import type { Proof, Situation } from '../situations.ts'

const files: Situation = {
  mechanisms: ['stat', 'base64', 'sha256sum', 'md5sum'],
  before: String.raw`mkdir -p /srv/proof && cd /srv/proof
printf '{"a":{"b":[0,{"c": true}]}}\n\n' >config.json
printf 'list:\n  - 1\n  - 2\n' >config.yml
printf '[a]\nb = "text"\n' >config.toml
printf '[a]\nb = text\n' >config.ini
printf 'one\ntwo\nthree\n' >lines
: >empty; echo hidden >secret; chmod 0600 secret
ln -sf config.json link; mkfifo pipe; : >orphan; chown 64999:64999 orphan`,
  after: 'rm -r /srv/proof',
  holds: [
    `it(file('/etc/passwd')).toBeFile()`,
    `it(file('/etc')).toBeDirectory()`,
    `it(file('/dev/null')).toBeCharacterDevice()`,
    `it(file('/srv/proof/link')).toBeLinkedTo('config.json')`,
    `it(file('/etc/passwd')).toHaveMode(0o644)`,
    `it(file('/etc/passwd')).toBeOwnedBy('root')`,
    `it(file('/etc/passwd')).toHaveGroup(0)`,
    `it(file('/srv/proof/secret')).toBeReadableBy('owner')`,
    `it(file('/srv/proof/config.json')).toHaveSize(29)`,
    `it(file('/srv/proof/empty')).toBeEmpty()`,
    `it(file('/srv/proof/orphan')).toBeOwnedBy(64999)`,
    `it(file('/srv/proof/lines')).toContain('two', { after: 'one', before: 'three' })`,
    `it(file('/srv/proof/lines')).toContainLines(['one', 'two'])`,
    `it(file('/srv/proof/lines')).toHaveContent('one\\ntwo\\nthree')`,
    `it(file('/srv/proof/empty')).toHaveMd5('d41d8cd98f00b204e9800998ecf8427e')`,
    `it(file('/srv/proof/empty')).toHaveSha256('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')`,
    `it(file('/srv/proof/config.json')).toHaveJson('a.b[1].c', true)`,
    `it(file('/srv/proof/config.yml')).toHaveYaml('list', expect.arrayContaining([2]))`,
    `it(file('/srv/proof/config.toml')).toHaveToml('a.b', 'text')`,
    `it(file('/srv/proof/config.ini')).toHaveIni('a.b', 'text')`,
    `it(file('/srv/proof/config.ini')).toBeModified({ after: '2020-01-01' })`,
  ],
  fails: [
    `it(file('/nosuch')).toExist()`,
    `it(file('/etc')).toBeFile()`,
    `it(file('/etc/passwd')).toHaveMode('0600')`,
    `it(file('/srv/proof/lines')).toContain('four')`,
    `it(file('/srv/proof/config.json')).toHaveJson('a.b[1].c', false)`,
    `it(file('/srv/proof/config.json')).toHaveJson('a.x')`,
    `it(file('/srv/proof/config.yml')).toHaveYaml('list', [2])`,
    `it(as('plain', file('/srv/proof/secret'))).toBeReadable()`,
    `it(file('/srv/proof/config.ini')).toBeModified({ before: '2020-01-01' })`,
  ],
  absent: [
    `it(file('/nosuch')).toHaveMode('0644')`,
    `it(file('/srv/proof/orphan')).toBeOwnedBy('root')`,
    `it(file('/srv/proof/orphan')).toHaveGroup('root')`,
    `it(file('/srv/proof/empty')).toBeLinkedTo('/srv/proof/lines')`,
    `it(file('/nosuch')).toContain('x')`,
    `it(file('/nosuch')).toHaveJson('a', 1)`,
    `it(file('/srv/proof/config.json')).toHaveJson('a.x', 1)`,
    `it(file('/srv/proof/config.json')).toHaveJson('a.b[0]', '0')`,
    `it(file('/srv/proof/config.yml')).toHaveYaml('list', 1)`,
    `it(file('/srv/proof/config.toml')).toHaveToml('a.b', 1)`,
    `it(file('/srv/proof/config.ini')).toHaveIni('a.x', 'text')`,
  ],
  untold: [
    `it(as('plain', file('/srv/proof/secret'))).toContain('hidden')`,
    `it(file('/etc')).toContain('x')`,
    `it(file('/srv/proof/pipe')).toContain('x')`,
    `it(file('/srv/proof/lines')).toHaveJson('a', 1)`,
    `it(file('/etc/passwd')).toHaveSelinuxLabel(/etc_t/)`,
    `it(as('nosuch', file('/etc/passwd'))).toExist()`,
  ],
}

export const proof: Proof = { situations: [files, { ...files, host: 'trixie-1' }, { ...files, host: 'busybox-1' }] }
