import { execFileSync, spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import type { HostSpec } from '../../src/host/host-spec.ts'
import { talkTo } from '../host/talk.ts'
import { canBootHosts, loadHosts, type TestHostName } from '../hosts/hosts.ts'
import { infraspec, projectWith, ROOT, titled, totals } from './infraspec.ts'

const reason = canBootHosts()
const PASSWORD = 'pwsudo-secret'

/** How to reach a test host, as somebody whose sudo asks for a password. */
function host(name: TestHostName, changes: Partial<HostSpec> = {}): HostSpec {
  const { hosts, identity, knownHosts } = loadHosts()
  return {
    id: name,
    name,
    transport: 'ssh',
    address: hosts[name].address,
    port: 22,
    user: 'pwsudo',
    identities: [identity],
    sudo: true,
    sudoPassword: PASSWORD,
    hostKey: { mode: 'strict', fingerprints: [], knownHosts: [knownHosts] },
    source: 'test',
    vars: {},
    ...changes,
  }
}

/** Runs something as root inside a host, past ssh and sudo. */
function inside(name: TestHostName, script: string): string {
  return execFileSync(`${ROOT}/test/hosts/exec`, [name, 'sh', '-c', script], { encoding: 'latin1' })
}

/** How often sudo found a password wrong on a host so far, and how often it waited for one in vain. */
function failures(name: TestHostName): { wrong: number; unanswered: number } {
  inside(name, 'journalctl --sync')
  // not by _COMM: the journal looks that up, and a sudo that has ended has none
  const count = (words: string) => Number(inside(name, `journalctl -q -o cat -t sudo | grep -c '${words}' || true`))
  return { wrong: count('authentication failure;'), unanswered: count('conversation failed') }
}

/** Flags that log in to app-1. */
function as(user: string): string[] {
  const { identity, knownHosts, hosts } = loadHosts()
  return ['--host', `${user}@${hosts['app-1'].address}`, '--identity', identity, '--known-hosts', knownHosts]
}

/** Puts lines into sudoers for one test. */
function sudoers(name: TestHostName, line: string): void {
  const file = '/etc/sudoers.d/infraspec-test-privilege'
  inside(name, `umask 337; echo '${line}' > ${file}`)
  onTestFinished(() => void inside(name, `rm -f ${file}`))
}

const failed = (code: string, message: RegExp) => ({
  status: 'failed',
  error: { name: 'ConnectError', code, message: expect.stringMatching(message) },
})

describe.skipIf(reason !== undefined)(`a sudo with a password${reason ? `: skipped, ${reason}` : ''}`, () => {
  it('lets in for probes, commands and other users', async () => {
    const { state, ask, command } = await talkTo(host('app-1'))
    expect(state()).toMatchObject({ status: 'ready', platform: { user: { uid: 0 } } })
    expect(await ask('id -un; cat')).toMatchObject({ stdout: 'root\n', exitCode: 0 })
    expect(await command('id -un; cat')).toMatchObject({ stdout: 'root\n', exitCode: 0 })
    expect(await command('cat', { stdin: 'first\nlast' })).toMatchObject({ stdout: 'first\nlast' })
    expect(await command('kill -SEGV $$')).toMatchObject({ exitCode: undefined, signal: 'SIGSEGV' })
    expect(await command('exit 139')).toMatchObject({ exitCode: 139, signal: undefined })
    expect((await ask('id -un', { user: 'app' })).stdout).toBe('app\n')
    expect((await command('id -un; cat', { user: 'app', stdin: 'in' })).stdout).toBe('app\nin')
  })

  it('lets in from a session that is not root, also six commands at once', async () => {
    const { state, ask, command } = await talkTo(host('app-1', { sudo: false }))
    expect(state()).toMatchObject({ status: 'ready', platform: { user: { name: 'pwsudo' } } })
    const commands = Array.from({ length: 6 }, (_, index) => command('id -un; cat', { user: 'app', stdin: `${index}` }))
    expect((await Promise.all(commands)).map(({ stdout }) => stdout)).toEqual(
      commands.map((_, index) => `app\n${index}`),
    )
    expect((await ask('id -un', { user: 'www-data' })).stdout).toBe('www-data\n')
  })

  it('costs a host that does not ask nothing, and is not given the password there', async () => {
    const counters = async (changes: Partial<HostSpec>) => {
      const { state, ask, command, close } = await talkTo(host('app-1', changes))
      expect(state()).toMatchObject({ status: 'ready', platform: { user: { uid: 0 } } })
      expect((await ask('cat; echo probe')).stdout).toBe('probe\n')
      expect((await command('cat', { stdin: 'in' })).stdout).toBe('in')
      const { connections, scripts, commands } = (await close())['app-1']!
      return { connections, scripts, commands }
    }
    const plain = await counters({ user: 'deploy', sudoPassword: undefined })
    expect(await counters({ user: 'deploy' })).toEqual(plain)
    expect(await counters({})).toEqual(plain)
  })

  it('is told a wrong password once, however much is asked', async () => {
    const before = failures('app-2')
    const { state, ask, command } = await talkTo(host('app-2', { sudoPassword: 'wrong-secret' }))
    expect(state()).toMatchObject(failed('sudo-wrong-password', /sudo is refused on app-2: the password is wrong/))
    await expect(ask('true')).rejects.toMatchObject({ code: 'sudo-wrong-password' })
    await expect(command('true')).rejects.toMatchObject({ code: 'sudo-wrong-password' })
    await vi.waitFor(() => expect(failures('app-2').wrong).toBe(before.wrong + 1), 20_000)

    const plain = await talkTo(host('app-2', { sudo: false, sudoPassword: 'wrong-secret' }))
    const refused = { name: 'ProbeError', code: 'sudo-wrong-password' }
    const all = Array.from({ length: 5 }, () => plain.command('true', { user: 'app', stdin: 'PASS\nWORD\n' }))
    const asked = plain.ask('true', { user: 'app' })
    const settled = await Promise.allSettled([...all, asked])
    expect(settled).toEqual(settled.map(() => ({ status: 'rejected', reason: expect.objectContaining(refused) })))
    // the first one is told it, the others end without an answer, as do those that were told and ask again
    const counted = { wrong: before.wrong + 2, unanswered: before.unanswered + 7 }
    await vi.waitFor(() => expect(failures('app-2')).toEqual(counted), 20_000)
    await expect(plain.ask('true', { user: 'app' })).rejects.toMatchObject(refused)
    await expect(plain.command('true', { user: 'www-data' })).rejects.toMatchObject(refused)
    expect((await plain.ask('id -un')).stdout).toBe('pwsudo\n')
    // and no sudo is started any more
    expect(failures('app-2')).toEqual(counted)
  })

  it('is told nothing by a host that has not proved who it is', async () => {
    const hostKey = { mode: 'accept-new', fingerprints: [], knownHosts: [] } as const
    const before = failures('app-1')
    const { state } = await talkTo(host('app-1', { hostKey }))
    expect(state()).toMatchObject(failed('sudo-password-withheld', /never sent to a host whose key is not verified/))
    expect(failures('app-1').wrong).toBe(before.wrong)
    const free = await talkTo(host('app-1', { hostKey, user: 'deploy' }))
    expect(free.state()).toMatchObject({ status: 'ready', hostKey: { verified: false } })
  })

  it('says why it refuses', async () => {
    const pw = { user: 'pw', identities: [], password: 'pw-secret', sudoPassword: 'pw-secret' }
    const notAllowed = await talkTo(host('app-1', pw))
    expect(notAllowed.state()).toMatchObject(failed('sudo-not-allowed', /sudoers does not allow it/))
    const required = await talkTo(host('app-1', { sudoPassword: undefined }))
    expect(required.state()).toMatchObject(failed('sudo-password-required', /it asks for a password/))
    sudoers('app-2', 'Defaults:pwsudo requiretty')
    const terminal = await talkTo(host('app-2'))
    expect(terminal.state()).toMatchObject(failed('sudo-needs-terminal', /requiretty/))
  })

  it('understands the one try that some hosts give', async () => {
    sudoers('app-2', 'Defaults:pwsudo passwd_tries=1')
    const { state } = await talkTo(host('app-2', { sudoPassword: 'wrong-secret' }))
    expect(state()).toMatchObject(failed('sudo-wrong-password', /the password is wrong/))
  })

  it('is understood where sudo speaks French', async () => {
    const port = 2231
    const pidFile = `/run/infraspec-sshd-${port}.pid`
    const options = [`PidFile=${pidFile}`, 'SetEnv=LC_ALL=fr_FR.ISO-8859-15'].flatMap((option) => ['-o', option])
    const args = ['odd-1', '/usr/sbin/sshd', '-D', '-p', String(port), ...options]
    const server = spawn(`${ROOT}/test/hosts/exec`, args, { stdio: 'ignore' })
    const ended = new Promise((resolve) => server.once('exit', resolve))
    await vi.waitFor(() => inside('odd-1', `test -s ${pidFile}`), 20_000)
    onTestFinished(async () => {
      inside('odd-1', `pkill -P $(cat ${pidFile}); kill $(cat ${pidFile})`)
      await ended
    })
    const { state } = await talkTo(host('odd-1', { port, sudoPassword: undefined }))
    expect(state()).toMatchObject(failed('sudo-password-required', /a password is required/))
    const knowing = await talkTo(host('odd-1', { port, hostKey: host('odd-1').hostKey }))
    expect(knowing.state()).toMatchObject({ status: 'ready', platform: { user: { uid: 0 } } })
  })
})

/** The command lines and environments of all processes of this machine but this one. */
function ownProcesses(): string {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((id) =>
      ['cmdline', ...(id === String(process.pid) ? [] : ['environ'])].map((file) => `/proc/${id}/${file}`),
    )
    .map((file) => {
      try {
        return readFileSync(file, 'latin1')
      } catch {
        return ''
      }
    })
    .join('\n')
}

describe.skipIf(reason !== undefined)(`a run with passwords${reason ? `: skipped, ${reason}` : ''}`, () => {
  it('shows the password of sudo nowhere: in no process, report or message', async () => {
    const spec = `
      it(command('sleep 2; id -un')).toHaveStdout('root')
      it(command('echo the ${PASSWORD} is said; exit 1')).toSucceed()
      it(as('app', command('sleep 2; id -un'))).toHaveStdout('app')
      it(file('/etc/shadow')).toBeReadable()`
    let seen = ''
    const look = setInterval(() => {
      const here = ownProcesses()
      if (!here.includes('INFRASPEC_SUDO_PASSWORD=')) return
      seen += inside('app-1', 'cat /proc/[0-9]*/cmdline /proc/[0-9]*/environ 2>/dev/null; true')
    }, 300)
    onTestFinished(() => clearInterval(look))
    const ran = await infraspec(['run', '--role', 'app', ...as('pwsudo'), '--sudo'], {
      cwd: projectWith(spec),
      env: { INFRASPEC_SUDO_PASSWORD: PASSWORD },
    })
    expect(totals(ran)).toEqual({ passed: 3, failed: 1 })
    // what was looked at is what was meant to be
    expect(seen).toContain('infraspec-')
    expect(seen).toContain('sleep 2')
    expect(seen.split(PASSWORD).length - 1).toBe(seen.split(`the ${PASSWORD} is said`).length - 1)
    expect(`${ran.stdout}${ran.stderr}${JSON.stringify(ran.report)}`).not.toContain(PASSWORD)
    expect(ran.stdout).toContain('[redacted]')
  })

  it('keeps it from the probes of this machine, and from specs', async () => {
    const spec = `it(command('env')).not.toHaveStdout(/secret-of/)
      it('specs', () => expect(JSON.stringify(process.env)).not.toMatch(/secret-of/))`
    const ran = await infraspec(['run', '--role', 'app', '--host', 'local'], {
      cwd: projectWith(spec),
      env: { INFRASPEC_SUDO_PASSWORD: 'secret-of-sudo', INFRASPEC_PASSPHRASE: 'secret-of-key' },
    })
    expect({ ...totals(ran), code: ran.code }).toEqual({ passed: 2, code: 0 })
  })

  it('passes nothing with a wrong password, in either polarity', async () => {
    const spec = `
      it(file('/etc/shadow')).toExist().not.toExist()
      it(pkg('nonesuch')).toBeInstalled().not.toBeInstalled()
      it(command('true')).toSucceed().not.toSucceed()`
    const ran = await infraspec(['run', '--role', 'app', ...as('pwsudo'), '--sudo'], {
      cwd: projectWith(spec),
      env: { INFRASPEC_SUDO_PASSWORD: 'wrong-secret' },
    })
    expect(totals(ran)).toEqual({})
    expect(ran.report.hosts).toMatchObject([{ error: { code: 'sudo-wrong-password' } }])
    expect(ran.code).toBe(3)
    expect(ran.stdout).toContain('the password is wrong')
    const other = projectWith(`it(as('app', file('/etc/shadow'))).toExist().not.toExist()
      it(as('app', command('true'))).toSucceed().not.toSucceed()`)
    const env = { INFRASPEC_SUDO_PASSWORD: 'wrong-secret' }
    const errored = await infraspec(['run', '--role', 'app', ...as('pwsudo')], { cwd: other, env })
    expect(totals(errored)).toEqual({ errored: 4 })
    expect(errored.code).toBe(3)
  })

  it('takes the password from the host entry of a role', async () => {
    const { identity, knownHosts, hosts } = loadHosts()
    const role = `export default { specs: ['app'], become: 'sudo', ssh: { identity: '${identity}' }, knownHosts: '${knownHosts}',
      hosts: [{ address: '${hosts['app-1'].address}', user: 'pwsudo', sudoPassword: '${PASSWORD}' }] }`
    const cwd = projectWith(`it(command('id -un; echo ${PASSWORD}')).toHaveStdout('root')`, role)
    const ran = await infraspec(['run', '--role', 'app'], { cwd })
    expect(totals(ran)).toEqual({ failed: 1 })
    expect(ran.stdout).toContain('root')
    expect(`${ran.stdout}${JSON.stringify(ran.report)}`).not.toContain(PASSWORD)
  })

  it('needs no privilege for what needs none, and says what to do about the rest', async () => {
    const spec = `
      describe('free', () => {
        it(pkg('sudo')).toBeInstalled()
        it(service('nginx')).toBeRunning().toBeEnabled()
        it(port(80)).toBeListening()
        it(file('/etc/passwd')).toHaveMode('0644').toContain('root:')
        it(user('app')).toExist().toHaveShell('/usr/sbin/nologin')
        it(group('adm')).toExist()
        it(proc('nginx')).toBeRunning()
        it(command('id -un')).toHaveStdout('plain')
      })
      describe('root', () => {
        it(file('/etc/app/app.conf')).toContain('x').not.toContain('x')
        it(file('/var/log/app/none')).toExist().not.toExist()
        it(user('ops')).toHavePassword().not.toHavePassword()
        it(user('ops')).not.toHaveAuthorizedKey('ssh-ed25519 AAAA')
        it(as('app', file('/etc/app/app.conf'))).toExist().not.toExist()
        it(as('app', command('true'))).toSucceed().not.toSucceed()
      })`
    const ran = await infraspec(['run', '--role', 'app', ...as('plain'), '--evidence', 'full'], {
      cwd: projectWith(spec),
    })
    expect(titled(ran, 'failed')).toEqual([])
    expect(titled(ran, 'passed').filter((title) => !title.startsWith('free'))).toEqual([])
    expect(titled(ran, 'errored').filter((title) => !title.startsWith('root'))).toEqual([])
    const hints = ran.report.checks
      .flatMap(({ outcomes }) => Object.values(outcomes))
      .filter(({ status }) => status === 'errored')
    expect(hints.length).toBe(11)
    for (const outcome of hints) expect(JSON.stringify(outcome)).toMatch(/sudo: true|--ask-sudo-pass/)
  })
})

/** Runs the command line on a terminal of its own, and types the answers, each after the question that it is for. */
function onTerminal(
  args: readonly string[],
  answers: readonly (readonly [question: string, answer: string])[],
  env = {},
) {
  const line = ['exec', process.execPath, `${ROOT}/bin/infraspec.js`, ...args].map((word) => `'${word}'`).join(' ')
  const child = spawn('script', ['-qec', line.replace("'exec'", 'exec'), '/dev/null'], {
    stdio: 'pipe',
    env: { ...process.env, ...env },
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const left = [...answers]
  let shown = ''
  child.stdout.on('data', (chunk: Buffer) => {
    shown += chunk.toString()
    const [next] = left
    if (next === undefined || !shown.includes(next[0])) return
    left.shift()
    child.stdin.write(next[1])
  })
  return new Promise<{ code: number | null; shown: string }>((resolve) =>
    child.on('close', (code) => resolve({ code, shown })),
  )
}

describe.skipIf(reason !== undefined)(`on a terminal${reason ? `: skipped, ${reason}` : ''}`, () => {
  it('the password of sudo is asked for once, and not shown', async () => {
    const hosts = [...as('pwsudo'), '--host', `pwsudo@${loadHosts().hosts['app-2'].address}`]
    const args = ['facts', ...hosts, '--sudo', '--ask-sudo-pass']
    const { code, shown } = await onTerminal(args, [['Password for sudo: ', `typo\u0015${PASSWORD}x\u007F\r`]])
    expect(shown.match(/Password for sudo/g)).toHaveLength(1)
    expect(shown.match(/root \(uid 0\)/g)).toHaveLength(2)
    expect(shown).not.toContain(PASSWORD.slice(0, 6))
    expect(code).toBe(0)
  })

  it('the passphrase of an encrypted key is asked for, once a key', async () => {
    const { encryptedIdentity, passphrase, hosts } = loadHosts()
    const two = [...as('deploy'), '--host', `deploy@${hosts['app-2'].address}`]
    const args = ['facts', ...two.map((word) => (word === loadHosts().identity ? encryptedIdentity : word))]
    const env = { SSH_AUTH_SOCK: '' }
    const { code, shown } = await onTerminal(args, [['Passphrase of ', `${passphrase}\r`]], env)
    expect(shown.match(/Passphrase of \S+\/id_encrypted: /g)).toHaveLength(1)
    expect(shown.match(/deploy \(uid/g)).toHaveLength(2)
    expect(shown).not.toContain(passphrase)
    expect(code).toBe(0)
  })

  it('an interrupt ends it', async () => {
    const { code, shown } = await onTerminal(
      ['facts', ...as('pwsudo'), '--sudo', '--ask-sudo-pass'],
      [['Password for sudo: ', '\u0003']],
    )
    expect(shown).not.toContain('uid 0')
    expect(code).toBe(130)
  })
})

describe.skipIf(reason !== undefined)(`without a terminal${reason ? `: skipped, ${reason}` : ''}`, () => {
  const detached = (args: readonly string[], env: Readonly<Record<string, string>> = {}) => {
    const command = ['-w', process.execPath, `${ROOT}/bin/infraspec.js`, ...args]
    const child = spawn('setsid', command, { stdio: 'pipe', env: { ...process.env, SSH_AUTH_SOCK: '', ...env } })
    let said = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()))
    return new Promise<{ code: number | null; said: string }>((resolve) =>
      child.on('close', (code) => resolve({ code, said })),
    )
  }

  it('nobody can be asked', async () => {
    const { code, said } = await detached(['facts', ...as('pwsudo'), '--sudo', '--ask-sudo-pass'])
    expect(said).toBe(
      'error: --ask-sudo-pass asks on a terminal, and there is none\n  try: give it by INFRASPEC_SUDO_PASSWORD\n',
    )
    expect(code).toBe(2)
  })

  it('a passphrase comes from the environment, or the error says so', async () => {
    const { encryptedIdentity, passphrase, identity } = loadHosts()
    const args = ['facts', ...as('deploy').map((word) => (word === identity ? encryptedIdentity : word))]
    expect(await detached(args, { INFRASPEC_PASSPHRASE: passphrase })).toMatchObject({ code: 0 })
    const none = await detached(args)
    expect(none).toMatchObject({ code: 3, said: expect.stringContaining('INFRASPEC_PASSPHRASE') })
    const wrong = await detached(args, { INFRASPEC_PASSPHRASE: 'wrong horse' })
    expect(wrong).toMatchObject({ code: 3, said: expect.stringContaining('the passphrase does not open it') })
    expect(wrong.said).not.toContain('wrong horse')
  })
})
