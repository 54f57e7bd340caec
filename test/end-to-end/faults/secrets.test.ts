import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { canBootHosts, loadHosts } from '../../hosts/hosts.ts'
import { type RelayFault, startFaultRelay } from '../../support/fault-relay.ts'
import { tempFile } from '../../support/connect.ts'
import { infraspec, projectWith, type RunSettings } from '../infraspec.ts'
import { leave } from './results.ts'
import { inside } from './variants.ts'

// What must not be seen, looked for in everything that a run writes: also where a text was cut in the middle of it.

const PASSWORD = 'pwsudo-secret'
const KEY = '/etc/ssl/private/faults.key'

/** Where a failure and a state cut a text: so many characters before the password, the cut is in its middle. */
const CUTS = [200 - 9, 4000 - 9]

const SPEC = `it('in pieces', async () => {
  process.stdout.write('pwsudo-')
  await new Promise((resolve) => setTimeout(resolve, 100))
  process.stdout.write('secret')
  await expect(command('printf pwsudo-; sleep 0.2; printf secret; printf pwsudo- >&2; sleep 0.2; printf secret >&2; exit 1')).toSucceed()
})
for (const before of ${JSON.stringify(CUTS)}) {
  it('cut after ' + before, async () => {
    await expect(command(sh\`sh -c \${'head -c ' + before + ' /dev/zero | tr "\\\\0" x; printf "pwsudo%s" -secret; seq 9000'}\`)).toHaveStdout('x')
  })
}
it(user('pwsudo')).toHavePasswordHash('$y$wrong')
it('the state of an account', async () => {
  expect(await inspect(user('pwsudo'), 'passwordHash')).toEqual({})
})
it(privateKey('${KEY}')).toBeEncrypted()
it('the state of a key', async () => { expect(await inspect(privateKey('${KEY}'))).toEqual({}) })
it(file('${KEY}')).toContain('no such line').not.toContain('PRIVATE KEY')
it('goes on', async () => { await expect(command('echo goes on; sleep 3')).toSucceed() })`

const hosts = () => loadHosts().hosts
let runs = 0
let leaked = 0

/** What may be read nowhere: the password, half of it, its other forms, the hash, and every line of the key. */
function needles(): string[] {
  const hash = inside('app-1', 'getent shadow pwsudo').split(':')[1] as string
  const lines = inside('app-1', `cat ${KEY}`)
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('-----'))
  const encoded = Buffer.from(PASSWORD).toString('base64').replace(/=+$/, '')
  return [PASSWORD, 'pwsudo-se', encoded, hash, hash.slice(0, 20), ...lines]
}

/** How a run of it goes wrong. */
interface Going extends RunSettings {
  readonly fault?: RelayFault
  readonly args?: readonly string[]
}

/** Everything that a run wrote, by where; `received` is how many bytes came from the host. */
async function written({ fault, args = [], ...settings }: Going = {}) {
  runs += 1
  const relay = await startFaultRelay({ host: hosts()['app-1'].address, port: 22 }, fault)
  const { identity } = loadHosts()
  const key = tempFile('key.pub', inside('app-1', 'cat /etc/ssh/ssh_host_ed25519_key.pub'))
  const entry = { name: 'app-1', address: '127.0.0.1', port: relay.port, user: 'pwsudo', identities: [identity] }
  const role = { specs: ['app'], sudo: true, hostKey: `file:${key}`, ssh: { config: 'none' }, hosts: [entry] }
  const cwd = projectWith(`import { privateKey } from 'infraspec'\n${SPEC}`, `export default ${JSON.stringify(role)}`)
  const files = ['junit', 'github', 'json'].flatMap((name) => ['--reporter', `${name}=${name}.out`])
  const flags = ['--audit', 'audit.out', '--verbose', '--evidence', 'full', '--retry-for', '0s', ...files, ...args]
  const env = { INFRASPEC_SUDO_PASSWORD: PASSWORD, ...settings.env }
  const ran = await infraspec(['run', '--role', 'app', ...flags], { ...settings, cwd, env })
  await relay.close()
  const texts = { stdout: ran.stdout, stderr: ran.stderr, report: JSON.stringify(ran.report) }
  const outs = readdirSync(cwd).filter((name) => name.endsWith('.out'))
  const all = { ...texts, ...Object.fromEntries(outs.map((name) => [name, readFileSync(join(cwd, name), 'utf8')])) }
  return { code: ran.code, all: all as Readonly<Record<string, string>>, received: relay.received() }
}

/** The places in which something may be read that may not. */
function leaks(all: Readonly<Record<string, string>>): string[] {
  const found = Object.entries(all).flatMap(([place, text]) =>
    needles().flatMap((needle) => (text.includes(needle) ? [`${place}: ${around(text, needle)}`] : [])),
  )
  leaked += found.length
  return found
}

const around = (text: string, needle: string): string => {
  const at = text.indexOf(needle)
  return text.slice(Math.max(0, at - 60), at + needle.length + 20)
}

describe.skipIf(canBootHosts() !== undefined)('what is secret is read nowhere', () => {
  beforeAll(() => {
    inside('app-1', `umask 077; openssl genpkey -algorithm RSA -out ${KEY} 2>/dev/null`)
  })
  afterAll(() => {
    inside('app-1', `rm -f ${KEY}`)
    leave('secrets', { runs, leaked })
  })

  it('in a run that ends by itself, cut or in pieces', async () => {
    const { code, all } = await written()
    expect(code).toBe(1)
    // That it was printed, and taken out, shows that it was looked for in the right places.
    for (const place of ['stdout', 'stderr', 'report', 'junit.out', 'json.out'])
      expect(all[place]).toContain('[redacted]')
    expect(all['audit.out']).toContain('"kind":"command"')
    expect(leaks(all)).toEqual([])
  })

  it('in a run that is interrupted in mid-answer', async () => {
    let told = false
    const { code, all } = await written({
      meanwhile: (child) =>
        void child.stderr?.on('data', (chunk: Buffer) => {
          if (!told && String(chunk).includes('seq 9000')) told = child.kill('SIGINT')
        }),
    })
    expect(code).toBe(130)
    expect(all['audit.out']).toContain('"kind":"command"')
    expect(leaks(all)).toEqual([])
  })

  it('in a run that loses its connection, wherever that is', async () => {
    const { received } = await written()
    for (const part of [0.2, 0.4, 0.6, 0.8]) {
      const { code, all } = await written({ fault: { after: [Math.round(received * part), 5000], how: 'drop' } })
      expect(code).toBeGreaterThan(0)
      expect(all['audit.out']).toContain('"kind":"shell"')
      expect(leaks(all)).toEqual([])
    }
  })

  it('where the password is wrong, and where it does not help', async () => {
    for (const [password, user] of [
      ['pwsudo-secret-and-more', 'pwsudo'],
      [PASSWORD, 'plain'],
    ] as const) {
      const { code, all } = await written({ args: ['--user', user], env: { INFRASPEC_SUDO_PASSWORD: password } })
      expect(code).toBe(3)
      expect(leaks(all)).toEqual([])
    }
  })
})
