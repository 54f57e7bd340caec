import { describe, expect, it } from 'vitest'
import { ConfigError } from '../../src/errors.ts'
import { Unknown } from '../../src/resources/define-resource.ts'
import { endpoint, type EndpointState } from '../../src/resources/endpoint.ts'
import { bashConnect, getentAhosts, getentFiles, type Connection } from '../../src/resources/network/endpoint.ts'
import { captures, parsed } from './support/captures.ts'
import { judged, verdict } from './support/matchers.ts'
import { sandboxed } from './support/sandbox.ts'
import { answer, busybox, debian, root, run, shells } from './support/shells.ts'

const on = { ...debian, tools: ['getent', 'bash', 'timeout'] as const }

describe('what hosts answered', () => {
  it.each(captures('endpoint/state'))('$host, $name', (capture) => {
    expect(parsed(getentAhosts, capture)).toEqual(capture.expected)
  })
  it.each(captures('endpoint/connection'))('connection: $host, $name', (capture) => {
    expect(parsed(bashConnect, capture)).toEqual(capture.expected)
  })
})

describe.runIf(root).each(shells)('endpoints, looked at by $name', (shell) => {
  const setup = `ip link set lo up; mount -t tmpfs t /mnt; echo '10.1.2.3 db.internal db' > /mnt/hosts
printf '# 10.9.9.9 old\\nfd00::7 six\\n127.0.0.1 localhost\\n' >> /mnt/hosts; mount --bind /mnt/hosts /etc/hosts
echo 'hosts: files' > /mnt/nsswitch.conf; mount --bind /mnt/nsswitch.conf /etc/nsswitch.conf`
  const ask = <State>(
    provider: typeof getentAhosts | typeof bashConnect | typeof getentFiles,
    names: readonly string[],
    more = '',
  ) => {
    const inside = sandboxed(shell, setup + more)
    const keys = names.map((name) => endpoint(name).definition.key?.(name, undefined) ?? name)
    const states = provider.parse(run(inside, provider.ask(keys, on).text), keys, on)
    return keys.map((key) => states.get(key) as State)
  }

  it('are known or not, by the whole name, with their addresses', () => {
    const states = ask<EndpointState>(getentAhosts, ['db.internal', 'db:22', 'six', '10.0.0.1', '[::1]:80', 'd', 'old'])
    expect(states).toEqual([
      { exists: true, addresses: ['10.1.2.3'] },
      { exists: true, addresses: ['10.1.2.3'] },
      { exists: true, addresses: ['fd00::7'] },
      { exists: true, addresses: ['10.0.0.1'] },
      { exists: true, addresses: ['::1'] },
      { exists: false },
      { exists: false },
    ])
  })
  it('are in /etc/hosts or not, by the whole name', () => {
    expect(ask(getentFiles, ['db.internal', 'db:22', 'd', 'old', 'it.is'])).toEqual([true, true, false, false, false])
  })
  it('cannot be told when no name server answers', () => {
    const dns = `; echo 'hosts: files dns' > /mnt/nsswitch.conf; echo 'nameserver 127.0.0.1' > /mnt/r; mount --bind /mnt/r /etc/resolv.conf`
    const [known, other] = ask(getentAhosts, ['db', 'nosuch.example'], dns)
    expect(known).toMatchObject({ exists: true })
    expect(other).toBeInstanceOf(Unknown)
  })
  it('are reached or not', () => {
    const listen = `; python3 -c 'import socket, os, time
s = socket.create_server(("127.0.0.1", 7001))
if os.fork() == 0:
    [os.close(fd) for fd in (0, 1, 2)]
    s.settimeout(3); s.accept()' </dev/null >/dev/null 2>&1`
    const states = ask<Connection>(bashConnect, ['localhost:7001', '127.0.0.1:7002', '10.1.2.3:22', 'nosuch:1'], listen)
    expect(states[0]).toEqual({ reachable: true, reason: 'connected' })
    expect(states[1]).toEqual({ reachable: false, reason: 'Connection refused' })
    expect(states[2]).toEqual({ reachable: false, reason: 'Network is unreachable' })
    expect(states[3]).toBeInstanceOf(Unknown)
  })
})

describe('a connection', () => {
  const read = (stdout: string, key = 'db 22', more = {}) => bashConnect.parse(answer(stdout, more), [key], on).get(key)

  it('that gets no answer is none', () => {
    expect(read('0 = 124\n0 \n')).toEqual({ reachable: false, reason: 'no answer within 5 s' })
    expect(read('0 = 143\n0 \n')).toMatchObject({ reachable: false })
  })
  it.each([
    ['bash is not there', '0 = 127\n0 timeout: failed to run command bash\n', 'db 22'],
    ['bash was built without it', '0 = 1\n0 bash: /dev/tcp/db/22: No such file or directory\n', 'db 22'],
    ['no name server answers', '0 = 1\n0 bash: db: Temporary failure in name resolution\n', 'db 22'],
    ['nothing was answered', '', 'db 22'],
    ['there is no port', '0 = 0\n', 'db '],
  ])('cannot be told when %s', (_, stdout, key) => expect(read(stdout, key)).toBeInstanceOf(Unknown))

  it('needs bash and timeout', () => {
    expect([bashConnect.on(on), bashConnect.on(debian), bashConnect.on(busybox)]).toEqual([true, false, false])
  })
})

describe('what is in /etc/hosts', () => {
  it.each([
    ['it cannot be read', '', { exitCode: 1, stderr: '/etc/hosts cannot be read' }],
    ['getent is not there', '= 127\n', {}],
    ['the answer is short', '', {}],
  ])('cannot be told when %s', (_, stdout, more) => {
    expect(getentFiles.parse(answer(stdout, more), ['db '], on).get('db ')).toBeInstanceOf(Unknown)
  })
})

describe('endpoint()', () => {
  const key = (name: string, options?: object) => endpoint(name).definition.key?.(name, options)

  it('may be given a time', () => {
    expect([key('db:22', { timeout: '2s' }), key('db:22', { timeout: 500 })]).toEqual(['db 22 2', 'db 22 0.5'])
    for (const options of [{ timeout: '9s' }, { timeout: 0 }, { proto: 'udp' }]) {
      expect(() => key('db:22', options)).toThrow(ConfigError)
    }
  })

  it.each([
    ['db.internal:5432', 'db.internal 5432'],
    ['db', 'db '],
    ['10.0.0.1:22', '10.0.0.1 22'],
    ['[fd00::7]:22', 'fd00::7 22'],
    ['fd00::7', 'fd00::7 '],
  ])('%s is %s', (name, expected) => expect(key(name)).toBe(expected))
  it.each([
    '',
    ':22',
    'a b',
    '-v',
    'db:0',
    'db:65536',
    'db:ssh',
    'udp://db:53',
    'db:53/udp',
    '$(id):1',
    "a'b",
    '[db]x',
  ])('refuses %j', (name) => expect(() => key(name)).toThrow(ConfigError))

  const present: EndpointState = { exists: true, addresses: ['10.0.0.1', 'fd00::7'] }
  it.each<[string, object, readonly unknown[], string]>([
    ['toBeResolvable', present, [], 'true'],
    ['toBeResolvable', { exists: false }, [], 'false'],
    ['toHaveAddress', present, ['fd00:0::7'], 'true'],
    ['toHaveAddress', present, ['10.0.0.10'], 'false'],
    ['toHaveAddress', { exists: false }, ['10.0.0.1'], 'absent'],
    ['toBeReachable', { ...present, connection: { reachable: true, reason: 'connected' } }, [], 'true'],
    ['toBeReachable', { ...present, connection: { reachable: false, reason: 'Connection refused' } }, [], 'false'],
    ['toBeReachable', { exists: false }, [], 'absent'],
    ['toBeInHosts', { ...present, inHosts: true }, [], 'true'],
    ['toBeInHosts', { ...present, inHosts: false }, [], 'false'],
  ])('%s of %o with %o is %s', (matcher, state, args, expected) => {
    expect(judged(verdict(endpoint('db:1'), matcher, state as EndpointState, ...args))).toBe(expected)
  })
})
