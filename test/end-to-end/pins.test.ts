import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { canBootHosts, loadHosts, type TestHostName } from '../hosts/hosts.ts'
import { tempFile } from '../support/connect.ts'
import { infraspec, projectWith, temporaryFolder } from './infraspec.ts'
import { inside } from './real-host.ts'

const TYPES = ['ed25519', 'ecdsa'] as const

/** The public key of a host, read past ssh as Packer's `file` provisioner would. */
const publicKey = (name: TestHostName, type: (typeof TYPES)[number]): string =>
  inside(name, `cat /etc/ssh/ssh_host_${type}_key.pub`)

const pin = (name: TestHostName, type: (typeof TYPES)[number] = 'ed25519'): string =>
  execFileSync('ssh-keygen', ['-lf', '-'], { encoding: 'utf8', input: publicKey(name, type) }).split(' ')[1]!

/** Runs a check on these hosts, each with pins of its own, and gives what became of each and what was sent to it. */
async function visit(pins: Readonly<Partial<Record<TestHostName, string | readonly string[]>>>, transport: string) {
  const { hosts, identity } = loadHosts()
  const entries = Object.entries(pins).map(([name, hostKey]) => {
    const { address, user } = hosts[name as TestHostName]
    return { name, address, user, identities: [identity], hostKey, transport }
  })
  const role = { specs: ['app'], knownHosts: '/dev/null', ssh: { config: 'none' }, hosts: entries }
  const audit = join(temporaryFolder(), 'audit.jsonl')
  const cwd = projectWith("it(user('root')).toExist()", `export default ${JSON.stringify(role)}`)
  const { report } = await infraspec(['run', '--role', 'app', '--audit', audit], { cwd })
  const sent = readFileSync(audit, 'utf8')
  return Object.fromEntries(
    report.hosts.map(({ name, error, hostKey }) => [
      name,
      { said: error?.code ?? hostKey, heard: sent.includes(`"host":"${name}"`) },
    ]),
  )
}

const trusted = (fingerprint: string) => ({ said: { fingerprint, verified: true }, heard: true })
const refused = { said: 'host-key-mismatch', heard: false }

describe.skipIf(canBootHosts() !== undefined)('pins of host keys', () => {
  it.for(['ssh', 'openssh'])('are those of each host, and of no other (%s)', async (transport) => {
    const own = { 'app-1': pin('app-1'), 'app-2': pin('app-2') }
    expect(await visit(own, transport)).toEqual({ 'app-1': trusted(own['app-1']), 'app-2': trusted(own['app-2']) })
    const swapped = { 'app-1': own['app-2'], 'app-2': own['app-2'] }
    expect(await visit(swapped, transport)).toEqual({ 'app-1': refused, 'app-2': trusted(own['app-2']) })
  })

  it.for(['ssh', 'openssh'])('may be several, of which any will do (%s)', async (transport) => {
    const file = `file:${tempFile('app-2.pub', publicKey('app-2', 'ed25519'))}`
    const both = [pin('app-2'), pin('app-1')]
    expect(await visit({ 'app-1': both, 'app-2': [pin('app-1'), file] }, transport)).toEqual({
      'app-1': trusted(pin('app-1')),
      'app-2': trusted(pin('app-2')),
    })
    expect(await visit({ 'app-1': [pin('app-2'), file] }, transport)).toEqual({ 'app-1': refused })
  })
})
