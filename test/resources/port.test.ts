import { createSocket } from 'node:dgram'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ConfigError } from '../../src/errors.ts'
import { Unknown, type Comparison, type Provider } from '../../src/resources/define-resource.ts'
import { port, type ListeningOptions } from '../../src/resources/port.ts'
import { procnet } from '../../src/resources/sockets/procnet.ts'
import { ss } from '../../src/resources/sockets/ss.ts'
import type { PortState } from '../../src/resources/sockets/state.ts'
import { anAnswer, aPlatform, askHere, run, shells } from './live/ask.ts'
import { fixture } from './live/fixture.ts'

const { toBeListening, toBeListeningOnlyOn } = port(80).definition.matchers

const questions: Readonly<Record<string, ListeningOptions>> = {
  '{}': {},
  tcp: { protocol: 'tcp' },
  udp: { protocol: 'udp' },
  ipv4: { family: 'ipv4' },
  ipv6: { family: 'ipv6' },
  '127.0.0.1': { on: '127.0.0.1' },
  '10.0.0.5': { on: '10.0.0.5' },
  '0.0.0.0': { on: '0.0.0.0' },
  '::1': { on: '::1' },
  '::': { on: '::' },
}

/** What ss 6.1 says where the cgroup of a socket is gone: app-1 of test/hosts, after other hosts were taken down. */
const cgroupless = 'Failed to open cgroup2 by ID\n'

/** What the script asks of the kernel where nothing listens. */
const kernel = 'kernel\n/proc/net/tcp:0\n/proc/net/tcp6:0\n'

const udp = 'udp UNCONN 0 0 0.0.0.0:68 0.0.0.0:*\n'

/** The ports of the captured fixtures, by the first column of the table. */
const captured: Readonly<Record<string, number>> = {
  'tcp `0.0.0.0`': 8001,
  'tcp `127.0.0.1`': 8002,
  'tcp `::`, dual stack': 8003,
  'tcp `::`, IPv6 only': 8004,
  'tcp `::1`': 8005,
  'udp `0.0.0.0`': 8006,
  'udp `::`, dual stack': 8007,
  'udp `::`, IPv6 only': 8008,
  'udp `127.0.0.1`, connected': 8009,
  'tcp `::ffff:127.0.0.1`': 8010,
  'udp `127.0.0.53%lo`': 8011,
  'tcp `0.0.0.0%lo`': 8012,
  'tcp `127.0.0.1`, TIME_WAIT': 8013,
  'tcp `0.0.0.0` and `::`, IPv6 only': 8014,
  'tcp `::%lo`, IPv6 only': 8015,
  nothing: 80,
}

interface Row {
  readonly socket: string
  readonly answers: Readonly<Record<string, string>>
}

const [withSs = [], withoutSs = []] = readTables()

describe('the truth table', () => {
  it('has a row for everything that was captured', () => {
    expect(
      withSs
        .map(({ socket }) => socket)
        .filter((socket) => !socket.includes('eth0'))
        .toSorted(),
    ).toEqual(Object.keys(captured).toSorted())
  })

  describe.each(['ss-5.9', 'ss-6.1', 'ss-6.15'])('as %s printed it', (name) => {
    it.each(withSs.filter(({ socket }) => socket in captured))('$socket', ({ socket, answers }) => {
      expect(answersOf(stateIn(ss, `port/${name}`, captured[socket]))).toEqual(answers)
    })
  })

  it.each(withSs.filter(({ socket }) => socket.includes('%eth0')))('$socket, by hand', ({ answers }) => {
    const line = 'tcp LISTEN 0 5 0.0.0.0%eth0:80 0.0.0.0:* ino:1 sk:1 <->\n'
    expect(answersOf(parse(ss, `${line}ipv6\n${kernel}`, 80))).toEqual(answers)
  })

  describe('as the kernel tables had it', () => {
    it.each(withoutSs)('$socket', ({ socket, answers }) => {
      expect(answersOf(stateIn(procnet, 'port/procnet', captured[socket]))).toEqual(answers)
    })
    const same = withSs.filter(
      ({ socket }) => socket in captured && !socket.includes('%') && !withoutSs.some((row) => row.socket === socket),
    )
    it.each(same)('$socket, as with ss', ({ socket, answers }) => {
      expect(answersOf(stateIn(procnet, 'port/procnet', captured[socket]))).toEqual(answers)
    })
  })

  describe.each([
    ['ss', ss, withSs],
    ['procnet', procnet, withoutSs],
  ] as const)('with sockets that are really open, through %s', (_, provider, rows) => {
    it.each(rows.filter(({ socket }) => !socket.includes('%') && socket !== 'nothing'))(
      '$socket',
      async ({ socket, answers }) => {
        const open = await openSocket(socket)
        try {
          const state = askHere(provider, [String(open.port)]).get(String(open.port))
          expect(answersOf(state)).toEqual(answers)
        } finally {
          await open.close()
        }
      },
    )
  })
})

describe('ss', () => {
  it('compares the whole number', () => {
    expect(stateIn(ss, 'port/ss-6.1', 8080)).toMatchObject({ exists: true })
    for (const close of [80, 808, 800]) expect(stateIn(ss, 'port/ss-6.1', close)).toEqual({ exists: false })
  })

  it('says who it is', () => {
    expect(stateIn(ss, 'port/ss-6.1', 8016)).toEqual({
      exists: true,
      listeners: [
        {
          protocol: 'tcp',
          family: 'ipv4',
          address: '127.0.0.1',
          port: 8016,
          v6only: undefined,
          scope: undefined,
          uid: 65_534,
        },
      ],
    })
  })

  // ss.c of 4.9 (no brackets, * for IPv4), 4.13 (* for both families) and of a kernel before 4.2 (no v6only)
  it.each([
    ['4.9, IPv4', 'tcp LISTEN 0 128 *:22 *:* ino:1 sk:1 <->\nipv6\n', 'ipv4', '0.0.0.0'],
    ['4.9, IPv6', 'ipv6\ntcp LISTEN 0 128 :::22 :::* ino:1 sk:1 v6only:1 <->\n', 'ipv6', '::'],
    ['4.9, IPv6 loopback', 'ipv6\ntcp LISTEN 0 128 ::1:22 :::* ino:1 sk:1 <->\n', 'ipv6', '::1'],
    ['4.13, IPv6', 'ipv6\ntcp LISTEN 0 128 *:22 *:* ino:1 sk:1 v6only:0 <->\n', 'ipv6', '::'],
    ['link local', 'ipv6\nudp UNCONN 0 0 [fe80::1]%eth0:22 [::]:* ino:1 sk:1 v6only:1 <->\n', 'ipv6', 'fe80::1'],
  ])('reads what %s prints', (_, stdout, family, address) => {
    expect(parse(ss, stdout + kernel, 22)).toMatchObject({ listeners: [{ family, address, port: 22 }] })
  })

  it('reads the sockets of which ss could not name the cgroup', () => {
    const answer = anAnswer({
      stdout: 'tcp LISTEN 0 128 0.0.0.0:22 0.0.0.0:* ino:1 sk:1 <->\nipv6\n' + kernel,
      stderr: cgroupless.repeat(2),
    })
    const states = ss.parse(answer, ['22', '80'], aPlatform())
    expect(states.get('22')).toMatchObject({ exists: true })
    expect(states.get('80')).toEqual({ exists: false })
  })

  it('cannot tell what a socket on :: takes where the kernel does not say', () => {
    const state = parse(ss, `ipv6\ntcp LISTEN 0 128 *:22 *:* ino:1 sk:1 <->\n${kernel}`, 22)
    expect(answersOf(state)).toMatchObject({ '{}': 'yes', ipv4: '?', ipv6: 'yes', '127.0.0.1': '?' })
  })

  it.each([
    ['a line that is something else', { stdout: `tcp LISTEN what is this\nipv6\n${kernel}` }],
    ['a line cut short', { stdout: `tcp LISTEN 0 128 0.0.0.0:\nipv6\n${kernel}` }],
    ['a port with a name', { stdout: `tcp LISTEN 0 128 0.0.0.0:http 0.0.0.0:*\nipv6\n${kernel}` }],
    ['a family cut off', { stdout: `tcp LISTEN 0 128 0.0.0.0:80 0.0.0.0:*\n${kernel}` }],
    ['nothing at all', { stdout: '' }],
    ['the mark twice', { stdout: `ipv6\n\nipv6\n${kernel}` }],
    ['a socket that is refused', { exitCode: 255, stderr: 'Cannot open netlink socket: Permission denied\n' }],
    ['a complaint', { stdout: `ipv6\n${kernel}`, stderr: 'RTNETLINK answers: Operation not permitted\n' }],
    ['a complaint behind a harmless one', { stdout: `ipv6\n${kernel}`, stderr: `${cgroupless}something else\n` }],
    ['no ss', { exitCode: 127, stderr: 'sh: 1: ss: not found\n' }],
    ['an ss that cannot be run', { exitCode: 126, stderr: 'sh: 1: ss: Permission denied\n' }],
    ['sudo that refuses', { exitCode: 1, stderr: 'sudo: a password is required\n' }],
    ['a kernel cut off', { stdout: 'tcp LISTEN 0 128 0.0.0.0:443 0.0.0.0:*\nipv6\n' }],
    ['nothing, where the kernel has IPv4', { stdout: 'ipv6\nkernel\n/proc/net/tcp:1\n/proc/net/tcp6:0\n' }],
    ['nothing, where the kernel has IPv6', { stdout: 'ipv6\nkernel\n/proc/net/tcp:0\n/proc/net/tcp6:1\n' }],
    ['UDP alone, where the kernel has TCP', { stdout: `${udp}ipv6\nkernel\n/proc/net/tcp:1\n` }],
    ['nothing, where the kernel cannot be asked', { stdout: 'ipv6\nkernel\n' }],
  ])('cannot tell from %s', (_, answer) => {
    for (const key of ['80', '22']) {
      expect(ss.parse(anAnswer(answer), [key], aPlatform()).get(key)).toBeInstanceOf(Unknown)
    }
  })
})

describe('an ss that prints nothing', () => {
  it('is believed where the kernel has nothing that listens, with IPv6 or without', () => {
    expect(parse(ss, `ipv6\n${kernel}`, 80)).toEqual({ exists: false })
    expect(parse(ss, 'ipv6\nkernel\n/proc/net/tcp:0\n', 80)).toEqual({ exists: false })
    expect(parse(ss, `${udp}ipv6\nkernel\n`, 80)).toEqual({ exists: false })
  })

  it.each(shells)('is not believed on a host where something listens, in %s', async (...shell) => {
    const open = await openSocket('tcp `127.0.0.1`')
    const folder = mkdtempSync(join(tmpdir(), 'infraspec-ss-'))
    writeFileSync(join(folder, 'ss'), '#!/bin/sh\nexit 0\n', { mode: 0o755 })
    const answer = run(ss.ask([], aPlatform()), shell, { PATH: `${folder}:/usr/sbin:/usr/bin:/sbin:/bin` })
    rmSync(folder, { recursive: true })
    await open.close()
    expect(ss.parse(answer, ['1'], aPlatform()).get('1')).toEqual(new Unknown('ss printed nothing of /proc/net/tcp'))
  })
})

describe('the kernel tables', () => {
  const header = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n'

  it('are read in the byte order of the host', () => {
    const row = '   0: 7F000001:0050 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1 1 0\n'
    const answer = anAnswer({ stdout: `table tcp\n${header}${row}table udp\n${header}` })
    const state = procnet.parse(answer, ['80'], aPlatform({ arch: 's390x' })).get('80')
    expect(state).toMatchObject({ listeners: [{ address: '127.0.0.1' }] })
    expect(procnet.parse(answer, ['80'], aPlatform()).get('80')).toMatchObject({
      listeners: [{ address: '1.0.0.127' }],
    })
  })

  it('hold sockets that do not listen', () => {
    const rows = ['01', '02', '06', '07', '08'].map((state, index) => {
      return `   ${index}: 0100007F:0050 00000000:0000 ${state} 00000000:00000000 00:00000000 00000000     0        0 1 1 0\n`
    })
    const answer = anAnswer({ stdout: `table tcp\n${header}${rows.join('')}table udp\n${header}` })
    expect(procnet.parse(answer, ['80'], aPlatform()).get('80')).toEqual({ exists: false })
  })

  it('may do without IPv6', () => {
    const answer = anAnswer({ stdout: `table tcp\n${header}table udp\n${header}` })
    expect(procnet.parse(answer, ['80'], aPlatform()).get('80')).toEqual({ exists: false })
  })

  it.each([
    ['nothing', { stdout: '' }],
    ['one table only', { stdout: `table tcp\n${header}` }],
    ['no header', { stdout: 'table tcp\ntable udp\n' }],
    ['a row that is something else', { stdout: `table tcp\n${header}garbage\ntable udp\n${header}` }],
    ['a cat that ends early', { exitCode: 1, stdout: `table tcp\n${header}table udp\n${header}` }],
    ['a table that cannot be read', { exitCode: 1, stderr: 'cat: /proc/net/tcp: Permission denied\n' }],
  ])('tell nothing from %s', (_, answer) => {
    expect(procnet.parse(anAnswer(answer), ['80'], aPlatform()).get('80')).toBeInstanceOf(Unknown)
  })

  it('tell nothing where /proc is empty', () => {
    const script = procnet.ask(['80'], aPlatform())
    const answer = run(script)
    expect(answer.exitCode).toBe(0)
    expect(procnet.parse({ ...answer, stdout: '' }, ['80'], aPlatform()).get('80')).toBeInstanceOf(Unknown)
  })
})

describe.each(shells)('in %s', (...shell) => {
  it.each([['ss', ss] as const, ['procnet', procnet] as const])(
    '%s finds an open port and no closed one',
    async (_, provider) => {
      const open = await openSocket('tcp `127.0.0.1`')
      const states = askHere(provider, [String(open.port), '1'], shell)
      await open.close()
      expect(states.get(String(open.port))).toMatchObject({ exists: true })
      expect(states.get('1')).toEqual({ exists: false })
    },
  )
})

describe('toBeListeningOnlyOn', () => {
  const local = stateIn(ss, 'port/ss-6.1', 8002)
  const mapped = stateIn(ss, 'port/ss-6.1', 8010)
  const both = stateIn(ss, 'port/ss-6.1', 8014)

  it('holds when nothing else is listened on', () => {
    expect(passes(toBeListeningOnlyOn(asState(local), '127.0.0.1', '::1'))).toBe(true)
    expect(passes(toBeListeningOnlyOn(asState(mapped), '127.0.0.1'))).toBe(true)
    expect(passes(toBeListeningOnlyOn(asState(both), '0.0.0.0', '::'))).toBe(true)
  })

  it('fails for a wildcard, and for one of two', () => {
    expect(passes(toBeListeningOnlyOn(asState(stateIn(ss, 'port/ss-6.1', 8001)), '127.0.0.1'))).toBe(false)
    expect(passes(toBeListeningOnlyOn(asState(both), '0.0.0.0'))).toBe(false)
  })

  it('fails in both polarities where nothing listens', () => {
    expect(toBeListeningOnlyOn({ exists: false }, '127.0.0.1')).toBe('absent')
  })
})

describe('port', () => {
  it.each([0, -1, 65_536, 1.5, Number.NaN, '80x', '', ' 80', '080', '1e3', '80\n', '$(id)'])('refuses %j', (name) => {
    expect(() => port(name)).toThrow(ConfigError)
  })

  it.each([1, 80, '53', 65_535])('takes %j', (name) => {
    expect(port(name).name).toBe(String(name))
  })

  it.each([
    [{ on: 'localhost' }, /not an IP address/],
    [{ on: '10.0.0.0/8' }, /not an IP address/],
    [{ on: '' }, /not an IP address/],
    [{ protocol: 'tcp6' }, /no protocol "tcp6"/],
    [{ family: 'inet' }, /no family "inet"/],
    [{ on: '127.0.0.1', family: 'ipv6' }, /no ipv6 address/],
    [{ protocl: 'tcp' }, /no option "protocl"/],
  ])('refuses the options %j', (options, message) => {
    expect(() => toBeListening({ exists: false }, options as ListeningOptions)).toThrow(message)
  })

  it('says what does listen', () => {
    const verdict = toBeListening(asState(stateIn(ss, 'port/ss-6.1', 8014)), { protocol: 'udp' }) as Comparison
    expect(verdict).toEqual({
      pass: false,
      expected: { protocol: 'udp' },
      actual: 'tcp 0.0.0.0:8014, tcp [::]:8014 (IPv6 only)',
    })
  })
})

/** The rows of each table of the documentation that begins with "a socket on". */
function readTables(): Row[][] {
  const text = readFileSync(new URL('../../docs/port-semantics.md', import.meta.url), 'utf8')
  return text
    .split('\n\n')
    .filter((part) => part.startsWith('| a socket on'))
    .map((table) => {
      const [header = [], , ...rows] = table.trim().split('\n').map(cells)
      const columns = header.slice(1).map((cell) => cell.replaceAll('`', ''))
      expect(columns).toEqual(Object.keys(questions))
      return rows.map(([socket = '', ...answers]) => {
        return { socket, answers: Object.fromEntries(columns.map((column, index) => [column, answers[index] ?? ''])) }
      })
    })
}

function cells(line: string): string[] {
  return line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim())
}

function answersOf(state: PortState | Unknown | undefined): Record<string, string> {
  return Object.fromEntries(
    Object.entries(questions).map(([name, options]) => {
      const verdict = toBeListening(asState(state), options)
      return [name, verdict instanceof Unknown ? '?' : passes(verdict) ? 'yes' : 'no']
    }),
  )
}

function passes(verdict: unknown): boolean {
  return (verdict as Comparison).pass
}

function asState(state: PortState | Unknown | undefined): PortState {
  if (state === undefined || state instanceof Unknown) throw new Error(`not told: ${state?.reason}`)
  return state
}

function stateIn(provider: Provider<PortState>, path: string, number = 0): PortState | Unknown | undefined {
  return provider.parse(fixture(path), [String(number)], aPlatform()).get(String(number))
}

function parse(provider: Provider<PortState>, stdout: string, number: number): PortState | Unknown | undefined {
  return provider.parse(anAnswer({ stdout }), [String(number)], aPlatform()).get(String(number))
}

interface OpenSocket {
  readonly port: number
  readonly close: () => Promise<void>
}

/** Opens what a row of the table describes, on a free port of this machine. */
async function openSocket(row: string): Promise<OpenSocket> {
  if (row.includes('connected')) return connectedUdp()
  if (row.includes('TIME_WAIT')) return timeWait()
  const addresses = [...row.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? '')
  const ipv6Only = row.includes('IPv6 only')
  if (row.startsWith('udp')) return listenUdp(addresses[0] ?? '', ipv6Only)
  const servers: Server[] = []
  let number = 0
  for (const address of addresses) {
    const server = await listenTcp(address, number, ipv6Only && address === '::')
    servers.push(server)
    number = portNumber(server)
  }
  return { port: number, close: async () => void (await Promise.all(servers.map(closeServer))) }
}

function listenTcp(host: string, number: number, ipv6Only: boolean): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject)
    server.listen({ host, port: number, ipv6Only }, () => resolve(server))
  })
}

function portNumber(server: Server): number {
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => void server.close(() => resolve()))
}

function listenUdp(address: string, ipv6Only: boolean): Promise<OpenSocket> {
  const socket = createSocket({ type: address.includes(':') ? 'udp6' : 'udp4', ipv6Only })
  const close = (): Promise<void> => new Promise((resolve) => void socket.close(() => resolve()))
  return new Promise((resolve) => void socket.bind(0, address, () => resolve({ port: socket.address().port, close })))
}

async function connectedUdp(): Promise<OpenSocket> {
  const peer = await listenUdp('127.0.0.1', false)
  const socket = createSocket('udp4')
  await new Promise<void>((resolve) => void socket.bind(0, '127.0.0.1', () => resolve()))
  await new Promise<void>((resolve) => socket.connect(peer.port, '127.0.0.1', () => resolve()))
  return {
    port: socket.address().port,
    close: () => new Promise((resolve) => void socket.close(() => resolve(peer.close()))),
  }
}

/** A port whose listener is gone, with a connection to it that has just ended. */
async function timeWait(): Promise<OpenSocket> {
  const server = await listenTcp('127.0.0.1', 0, false)
  server.on('connection', (connection) => connection.end())
  const number = portNumber(server)
  await new Promise<void>(
    (resolve) =>
      void connect(number, '127.0.0.1')
        .on('close', () => resolve())
        .resume(),
  )
  await closeServer(server)
  return { port: number, close: () => Promise.resolve() }
}
