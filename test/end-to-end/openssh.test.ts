import { execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { canBootHosts, loadHosts, type TestHostName } from '../hosts/hosts.ts'
import { tempFile, tempFolder } from '../support/connect.ts'
import { makeKey } from '../support/ssh-server.ts'
import { type Relay, relay } from '../support/relay.ts'
import { infraspec, projectWith, type Ran, totals } from './infraspec.ts'

const reason = canBootHosts()
const WAYS = ['ssh', 'openssh'] as const
/** This machine's end of the wire to a host. */
const near = (name: TestHostName) => loadHosts().hosts[name].address.replace(/2$/, '1')
const SPEC = `describe('who it is', () => {
  it('is the last one', async () => {
    await expect(command('hostname')).toHaveStdout('app-1')
    await expect(command('exit 255')).toExitWith(255)
  })
  it(file('/etc/shadow')).toHaveMode('0640')
})`

/** A way to app-1 over app-2 and odd-1, as each of them sees the next one, in `~/.ssh/config`. */
interface World {
  readonly home: string
  readonly agent: string
  readonly config: string
  readonly toLast: Relay
}

async function world(
  knownHosts = loadHosts().hashedKnownHosts,
  more = '',
  others: readonly string[] = [],
): Promise<World> {
  const { hosts } = loadHosts()
  const toMiddle = await relay(near('app-2'), { host: hosts['odd-1'].address, port: 22 })
  const toLast = await relay(near('odd-1'), { host: hosts['app-1'].address, port: 22 })
  const home = tempFolder()
  const agent = await agentWith(...others, loadHosts().identity)
  const config = join(home, '.ssh/config')
  write(
    config,
    `${more}\nInclude ${home}/.ssh/hops\nHost last*\n  HostName ${near('odd-1')}\n  Port ${toLast.port}\n  HostKeyAlias ${hosts['app-1'].address}\n  ProxyJump middle\n`,
  )
  write(
    join(home, '.ssh/hops'),
    `Host middle !last*
  HostName ${near('app-2')}
  Port ${toMiddle.port}
  HostKeyAlias ${hosts['odd-1'].address}
  ProxyJump deploy@${hosts['app-2'].address}
Host *
  User deploy
  IdentityAgent ${agent}
  StrictHostKeyChecking no
  UserKnownHostsFile ${knownHosts}
`,
  )
  return { home, agent, config, toLast }
}

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
}

const run = (
  { home }: World,
  more: readonly string[] = [],
  role = "export default { specs: ['app'], hosts: ['last'], sudo: true }",
): Promise<Ran> =>
  infraspec(['run', '--role', 'app', ...more], {
    cwd: projectWith(SPEC, role),
    env: { HOME: home, SSH_AUTH_SOCK: undefined },
  })

/** known_hosts in which one host has the key of another. */
function swapped(name: TestHostName, other: TestHostName): string {
  const { hosts, knownHosts } = loadHosts()
  const lines = readFileSync(knownHosts, 'utf8').split('\n')
  const of = (address: string) => lines.filter((line) => line.split(/[ ,]/).includes(address))
  const wrong = of(hosts[other].address).map((line) => line.replace(/^\S+/, hosts[name].address))
  const rest = lines.filter((line) => !of(hosts[name].address).includes(line))
  return tempFile('known_hosts', [...rest, ...wrong, ''].join('\n'))
}

/** The folders of connections, and the ssh processes that use them. */
function left(): string[] {
  const folders = readdirSync(tmpdir()).filter((name) => existsSync(join(tmpdir(), name, 's')))
  const processes = execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' }).split('\n')
  return [...folders, ...processes.filter((line) => /^ssh .*infraspec-\w+\/s/.test(line))]
}

describe.skipIf(reason !== undefined)(`an SSH config${reason ? `: skipped, ${reason}` : ''}`, () => {
  it.for(WAYS)('leads over two hops by an agent (%s)', async (way) => {
    const ran = await run(await world(), ['--transport', way])
    expect(ran.stdout + ran.stderr).toContain('(exit 0)')
    expect(totals(ran)).toEqual({ passed: 2 })
    expect(left()).toEqual([])
  })

  it('needs no flag but --role', async () => {
    expect((await run(await world())).code).toBe(0)
  })

  it('is read from a file, and a flag stands over it', async () => {
    const there = await world()
    const elsewhere = { ...there, home: tempFolder() }
    expect((await run(elsewhere, ['--ssh-config', there.config])).code).toBe(0)
    expect((await run(there, ['--ssh-config', 'none'])).stdout).toContain('no address is known for last')
    const other = await run(there, ['--user', 'nobody-here'])
    expect(other.stdout).toContain(`(nobody-here@${near('odd-1')}`)
    expect(other.code).toBe(3)
  })

  it('may be left out for hops that a flag names', async () => {
    const { hosts, identity, knownHosts } = loadHosts()
    const hop = `deploy@${hosts['app-2'].address}`
    const there = await world()
    const login = ['--identity', identity, '--ssh-config', 'none', '--host', 'deploy@127.0.0.1:22']
    const known = readFileSync(knownHosts, 'utf8')
    const same = known.replaceAll(hosts['app-2'].address, `${hosts['app-2'].address},127.0.0.1`)
    const ran = await run(there, [...login, '--known-hosts', tempFile('known_hosts', same), '--jump', hop])
    expect(ran.stdout).toMatch(/expected +app-1\n +actual +app-2/)
  })

  it.for(WAYS)('is no way past a hop whose key has changed (%s)', async (way) => {
    const there = await world(swapped('odd-1', 'app-2'))
    const ran = await run(there, ['--transport', way])
    expect(ran.code).toBe(3)
    expect(['middle', loadHosts().hosts['odd-1'].address].some((hop) => ran.stdout.includes(hop))).toBe(true)
    expect(ran.stdout).toMatch(/key (?:for .* )?has changed/)
    expect(there.toLast.taken()).toBe(0)
    expect(left()).toEqual([])
  })

  it.for(WAYS)('cannot make an unknown key known (%s)', async (way) => {
    const ran = await run(await world('/dev/null'), ['--transport', way])
    expect(ran.code).toBe(3)
    expect(ran.stdout).toMatch(/SHA256:/)
  })

  it.for(WAYS)('picks the key of an agent that holds many (%s)', async (way) => {
    const many = Array.from({ length: 8 }, (_, index) => tempFile(`key-${index}`, makeKey().private))
    const failed = await run(await world(undefined, '', many), ['--transport', way])
    expect(failed.stdout).toMatch(/[Tt]oo many/)
    const only = `IdentityFile ${loadHosts().identity}.pub\nIdentitiesOnly yes`
    expect((await run(await world(undefined, only, many), ['--transport', way])).code).toBe(0)
  })

  it('that ssh2 cannot follow points at openssh, which can', async () => {
    const { hosts } = loadHosts()
    const proxy = `Host last\n  ProxyCommand nc ${hosts['app-1'].address} 22 2>/dev/null || exec 3<>/dev/tcp/nothing\n`
    const ran = await run(await world(undefined, proxy))
    expect(ran.code).toBe(2)
    expect(ran.stderr).toContain('ProxyCommand')
    expect(ran.stderr).toContain('--transport openssh')
  })

  it.for([
    ['-oProxyCommand=touch pwned'],
    ['last\n-oProxyCommand=touch'],
    ["last'; touch pwned; '"],
    ['openssh://-oProxyCommand=touch'],
    ['openssh://-l@last'],
  ])('takes %j for no host', async ([host]) => {
    const there = await world()
    const role = `export default { specs: ['app'], hosts: [${JSON.stringify(host)}] }`
    expect((await run(there, [], role)).code).toBe(2)
    expect((await run(there, ['--jump', host as string])).code).toBe(2)
    expect((await run(there, [`--user=${host}`])).code).toBe(2)
    expect(existsSync(join(there.home, 'pwned'))).toBe(false)
  })
})

async function agentWith(...keys: readonly string[]): Promise<string> {
  const socket = join(tempFolder(), 'agent')
  const agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: 'ignore' })
  onTestFinished(() => void agent.kill())
  while (!existsSync(socket)) await new Promise((resolve) => setTimeout(resolve, 10))
  execFileSync('ssh-add', ['-q', ...keys], { env: { ...process.env, SSH_AUTH_SOCK: socket }, stdio: 'ignore' })
  return socket
}
