import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { HostSpec } from '../../src/host/host-spec.ts'
import { talkTo } from '../host/talk.ts'
import { canBootHosts, loadHosts } from '../hosts/hosts.ts'
import { strict, tempFile, tempFolder } from '../support/connect.ts'
import { extraServer, hostSpec, inside } from './real-host.ts'

const reason = canBootHosts()
const keygen = (...args: readonly string[]) => execFileSync('ssh-keygen', ['-q', ...args], { stdio: 'ignore' })

/** A new pair of keys: the path of the private one. */
function makeKey(name: string): string {
  const file = join(tempFolder(), name)
  keygen('-t', 'ed25519', '-N', '', '-C', name, '-f', file)
  return file
}

const publicKey = (file: string) => readFileSync(`${file}.pub`, 'utf8').trim()

/** Puts a file into a host until the test ends. */
function put(file: string, text: string): void {
  inside('app-2', `umask 077; echo ${Buffer.from(text).toString('base64')} | base64 -d > ${file}`)
  onTestFinished(() => void inside('app-2', `rm -f ${file}`))
}

/** How to reach the sshd on a port of app-2 by the system's own client. */
function over(transport: 'openssh' | 'ssh', changes: Partial<HostSpec>): HostSpec {
  return hostSpec('app-2', { transport, sshConfig: 'none', ...changes })
}

const failure = async (spec: HostSpec): Promise<unknown> => {
  const state = (await talkTo(spec, { connectTimeout: 15_000 })).state()
  return state?.status === 'failed' ? state.error : state
}

describe.skipIf(reason !== undefined)(`a user's certificate${reason ? `: skipped, ${reason}` : ''}`, () => {
  it('logs in by the openssh transport; ssh2 cannot, and says what it tried', async () => {
    const [authority, key] = [makeKey('ca'), makeKey('user')]
    keygen('-s', authority, '-I', 'infraspec', '-n', 'deploy', '-V', '+1h', `${key}.pub`)
    put('/run/infraspec-ca.pub', publicKey(authority))
    const options = ['TrustedUserCAKeys=/run/infraspec-ca.pub', 'AuthorizedKeysFile=none']
    const { port } = await extraServer('app-2', 2311, ...options)
    const hostKey = strict(tempFile('known', known(port)))
    const spec = over('openssh', { port, hostKey, identities: [key] })
    const { state, command } = await talkTo(spec, { connectTimeout: 15_000 })
    expect(state()).toMatchObject({ status: 'ready', platform: { user: { uid: 0 } } })
    expect(await command('echo "$SSH_CONNECTION" | wc -w; exit 3')).toMatchObject({ exitCode: 3 })
    expect(await failure({ ...spec, transport: 'ssh' })).toMatchObject({ code: 'auth-failed' })
    keygen('-s', authority, '-I', 'infraspec', '-n', 'somebody-else', '-V', '+1h', `${key}.pub`)
    expect(await failure(spec)).toMatchObject({ code: 'auth-failed' })
  })
})

/** The usual keys of app-2, as known_hosts has them for another port. */
function known(port: number | undefined): string {
  const { knownHosts, hosts } = loadHosts()
  const { address } = hosts['app-2']
  const lines = readFileSync(knownHosts, 'utf8').split('\n')
  const keys = lines.filter((line) => line.includes(`,${address},`)).map((line) => line.replace(/^\S+/, ''))
  return keys.map((line) => `[${address}]:${port}${line}\n`).join('')
}

describe.skipIf(reason !== undefined)(`a host's certificate${reason ? `: skipped, ${reason}` : ''}`, () => {
  it('is trusted by its authority (@cert-authority), and not when that is revoked (@revoked)', async () => {
    const { address } = loadHosts().hosts['app-2']
    const [authority, key] = [makeKey('ca'), makeKey('host')]
    keygen('-s', authority, '-I', 'infraspec', '-h', '-n', address, '-V', '+1h', `${key}.pub`)
    put('/run/infraspec-host', readFileSync(key, 'utf8'))
    put('/run/infraspec-host.pub', publicKey(key))
    put('/run/infraspec-host-cert.pub', readFileSync(`${key}-cert.pub`, 'utf8'))
    const options = ['HostKey=/run/infraspec-host', 'HostCertificate=/run/infraspec-host-cert.pub']
    const { port } = await extraServer(
      'app-2',
      2312,
      ...options,
      'HostKeyAlgorithms=ssh-ed25519-cert-v01@openssh.com,ssh-ed25519',
    )
    const trusted = `@cert-authority [${address}]:${port} ${publicKey(authority)}\n`
    const file = tempFile('known', trusted)
    const spec = over('openssh', { port, hostKey: strict(file) })
    const { state, ask } = await talkTo(spec, { connectTimeout: 15_000 })
    expect(state()).toMatchObject({ status: 'ready' })
    expect(await ask('echo yes')).toMatchObject({ stdout: 'yes\n' })
    // ssh2 knows no authorities: it is refused, and pointed at the transport that does
    expect(await failure({ ...spec, transport: 'ssh' })).toMatchObject({
      code: 'host-key-unknown',
      hint: expect.stringContaining('--transport openssh'),
    })
    writeFileSync(file, `${trusted}@revoked * ${publicKey(authority)}\n`)
    expect(await failure(spec)).toMatchObject({ code: 'host-key-revoked' })
    // a file of another name: what was read a moment ago is not read again
    const revoked = { ...spec, hostKey: strict(tempFile('revoked', `@revoked * ${publicKey(key)}\n`)) }
    expect(await failure(revoked)).toMatchObject({ code: 'host-key-revoked' })
    expect(await failure({ ...revoked, transport: 'ssh' })).toMatchObject({ code: 'host-key-revoked' })
  })
})

describe.skipIf(reason !== undefined)(`what sshd may ask for${reason ? `: skipped, ${reason}` : ''}`, () => {
  it('is the password by keyboard-interactive, sent to a host that proved who it is and to no other', async () => {
    const options = ['KbdInteractiveAuthentication=yes', 'PasswordAuthentication=no', 'PubkeyAuthentication=no']
    const server = await extraServer('app-2', 2313, ...options, 'UsePAM=yes')
    const { port } = server
    const login = { port, user: 'pw', password: 'pw-secret', identities: [], sudo: false }
    const spec = over('ssh', { ...login, hostKey: strict(tempFile('known', known(port))) })
    const { state, ask } = await talkTo(spec)
    expect(state()).toMatchObject({ status: 'ready', platform: { user: { name: 'pw' } } })
    expect(await ask('echo in')).toMatchObject({ stdout: 'in\n' })
    expect(await failure({ ...spec, hostKey: server.hostKey })).toMatchObject({ code: 'password-not-sent' })
    expect(await failure({ ...spec, transport: 'openssh' })).toMatchObject({ code: 'password-unsupported' })
  })

  it('is to do with one session at a time (MaxSessions 1), by the openssh transport', async () => {
    const { port } = await extraServer('app-2', 2314, 'MaxSessions=1')
    const spec = over('openssh', { port, hostKey: strict(tempFile('known', known(port))) })
    const { state, askAll, command } = await talkTo(spec, { connectTimeout: 15_000, timeout: 15_000 })
    expect(state()).toMatchObject({ status: 'ready' })
    const answers = await Promise.all([...askAll(['echo 1', 'echo 2']), command('echo 3; exit 4'), command('echo 5')])
    expect(answers.map(({ stdout, exitCode }) => `${stdout.trim()} ${exitCode}`)).toEqual(['1 0', '2 0', '3 4', '5 0'])
  })
})
