import { describe, expect, it } from 'vitest'
import { ConfigError } from '../../src/errors.ts'
import { Unknown } from '../../src/resources/define-resource.ts'
import { dns, type DnsOptions, type DnsState } from '../../src/resources/dns.ts'
import { dig, drill, getentDns, host } from '../../src/resources/dns/resolvers.ts'
import { canonical, wantedValue } from '../../src/resources/dns/value.ts'
import { captures, parsed } from './support/captures.ts'
import { judged, verdict } from './support/matchers.ts'
import { answer, debian, run, shells } from './support/shells.ts'

describe('what hosts answered', () => {
  it.each(captures('dns/dig'))('$host, $name', (capture) => {
    expect(parsed(dig, capture)).toEqual(capture.expected)
  })
  it.each(captures('dns/drill'))('$host, $name', (capture) => {
    expect(parsed(drill, capture)).toEqual(capture.expected)
  })
  it.each(captures('dns/host'))('$host, $name', (capture) => {
    expect(parsed(host, capture)).toEqual(capture.expected)
  })
  it.each(captures('dns/getent'))('$host, $name', (capture) => {
    expect(parsed(getentDns, capture)).toEqual(capture.expected)
  })
})

// busybox has no dig: with its applets alone, no tool is there, and nothing leaves this machine.
const applets = shells.find(({ name }) => name === 'busybox')?.path.split(':')[0] ?? '/nonexistent'

const keyOf = (name: string, options?: DnsOptions) => dns(name).definition.key?.(name, options) ?? ''

describe('a name', () => {
  const key = keyOf('a.test')
  const read = (lines: readonly string[], provider = dig) =>
    provider.parse(answer(lines.map((line) => `0 ${line}\n`).join('')), [key], debian).get(key)
  const head = (status: string) => `;; ->>HEADER<<- opcode: QUERY, status: ${status}, id: 1`

  it('is not there only when a name server says so', () => {
    expect(read([head('NXDOMAIN')])).toEqual({ exists: false })
    expect(read(['Host a.test not found: 3(NXDOMAIN)'], host)).toEqual({ exists: false })
  })
  it('may have no record of the type', () => {
    expect(read([head('NOERROR')])).toEqual({ exists: true, type: 'A', records: [], aliases: [] })
  })
  it('is what is answered over TCP, once an answer was cut', () => {
    const lines = [head('NOERROR'), ';; Truncated, retrying in TCP mode.', head('NOERROR'), ';; ANSWER SECTION:']
    expect(read([...lines, 'a.test. 60 IN A 10.0.0.1', ''])).toMatchObject({
      records: [{ value: '10.0.0.1', ttl: 60 }],
    })
  })
  it.each([
    ['the server fails', [head('SERVFAIL')]],
    ['the server fails, to host', ['Host a.test not found: 2(SERVFAIL)']],
    ['the server refuses', [head('REFUSED')]],
    ['no server answers', [';; no servers could be reached']],
    ['the time is over', []],
    [
      'the answer was cut, and stays so',
      [head('NOERROR'), ';; flags: qr tc rd ra; QUERY: 1', ';; ANSWER SECTION:', 'a.test. 60 IN A 10.0.0.1', ''],
    ],
    ['dig is not there', ['sh: 1: dig: not found']],
    ['a record cannot be read', [head('NOERROR'), ';; ANSWER SECTION:', 'a.test. A 10.0.0.1']],
  ])('cannot be told when %s', (_, lines) => expect(read(lines)).toBeInstanceOf(Unknown))

  it('found by getent has addresses without a time', () => {
    const lines = ['10.0.0.1        STREAM a.test', '10.0.0.1        DGRAM  ', '= 0']
    expect(read(lines, getentDns)).toEqual({
      exists: true,
      type: 'A',
      records: [{ value: '10.0.0.1', ttl: undefined }],
      aliases: undefined,
    })
  })
  // getent 2.36 for a name that has no AAAA
  it('with addresses of the other family alone cannot be told', () => {
    const v6 = keyOf('a.test', { type: 'AAAA' })
    const mapped = '0 ::ffff:10.1.1.1 STREAM a.test\n0 ::ffff:10.1.1.1 DGRAM  \n0 = 0\n'
    expect(getentDns.parse(answer(mapped), [v6], debian).get(v6)).toBeInstanceOf(Unknown)
  })
  it('that is another name of one that does not exist is there', () => {
    const lines = [head('NXDOMAIN'), ';; ANSWER SECTION:', 'a.test. 60 IN CNAME gone.test.', '']
    expect(read(lines)).toEqual({ exists: true, type: 'A', records: [], aliases: ['gone.test'] })
  })
  it('not found by getent cannot be told', () => {
    expect([read(['= 2'], getentDns), read(['= 124'], getentDns)]).toEqual([expect.any(Unknown), expect.any(Unknown)])
  })
  it.each(shells)('is asked of $name with no tool to ask', (shell) => {
    const keys = [key, keyOf('b.test', { type: 'MX', server: '10.0.0.1' })]
    const said = run(shell, dig.ask(keys, debian).text, { path: applets })
    expect([...dig.parse(said, keys, debian).values()]).toEqual([expect.any(Unknown), expect.any(Unknown)])
  })
})

describe('the value of a record', () => {
  it.each([
    ['AAAA', 'fd00:0::1', 'fd00::1'],
    ['MX', '10  Mail.Example.COM.', '10 mail.example.com'],
    ['NS', 'ns.example.com.', 'ns.example.com'],
    ['TXT', String.raw`"v=spf1 " "a\"b\; \233"`, 'v=spf1 a"b; é'],
    ['TXT', 'v=spf1 -all', 'v=spf1 -all'],
    ['CAA', '0 Issue "letsencrypt.org"', '0 issue letsencrypt.org'],
  ] as const)('of type %s, %s is %s', (type, text, expected) => expect(canonical(type, text)).toBe(expected))
})

describe('a value that is wanted', () => {
  it.each([
    ['A', '10.0.0.256'],
    ['A', 'fd00::1'],
    ['AAAA', '10.0.0.1'],
    ['MX', 'mail.example.com'],
    ['SRV', '80 www.example.com'],
    ['CAA', 'letsencrypt.org'],
    ['CNAME', 'a b'],
    ['SOA', 'ns.example.com'],
  ] as const)('of type %s is not %j', (type, text) => expect(() => wantedValue(type, text)).toThrow(ConfigError))
  it('of TXT may be any text', () => expect(wantedValue('TXT', 'a b')).toBe('a b'))
})

describe('dns()', () => {
  it.each<[string, DnsOptions | undefined, object]>([
    ['DB.internal.', undefined, { name: 'db.internal', type: 'A' }],
    [
      '_http._tcp.a.b',
      { type: 'SRV', server: '10.0.0.1', port: 5353 },
      { type: 'SRV', server: '10.0.0.1', port: 5353 },
    ],
    ['10.1.2.3', { type: 'PTR' }, { name: '3.2.1.10.in-addr.arpa' }],
    ['fd00::1', { type: 'PTR' }, { name: `1.${'0.'.repeat(27)}0.0.d.f.ip6.arpa` }],
  ])('%s with %o asks for %o', (name, options, expected) => {
    expect(JSON.parse(keyOf(name, options))).toMatchObject(expected)
  })
  it.each<[string, object]>([
    ['', {}],
    ['a b', {}],
    ['-x', {}],
    ['@8.8.8.8', {}],
    ['+short', {}],
    ['$(id).test', {}],
    ['10.0.0.1', {}],
    ['a.test', { type: 'ANY' }],
    ['a.test', { server: '-k' }],
    ['a.test', { server: '10.0.0.1; id' }],
    ['a.test', { port: 0 }],
    ['a.test', { timeout: 1 }],
  ])('refuses %j with %o', (name, options) => {
    expect(() => keyOf(name, options as DnsOptions)).toThrow(ConfigError)
  })

  const record = (value: string, ttl: number | undefined = 300) => ({ value, ttl })
  const two = [record('10.0.0.1'), record('10.0.0.2', 60)]
  const present: DnsState = { exists: true, type: 'A', records: two, aliases: ['www.test'] }
  const mx: DnsState = { exists: true, type: 'MX', records: [record('10 mail.test')], aliases: [] }
  const none: DnsState = { exists: true, type: 'A', records: [], aliases: [] }
  const timeless: DnsState = { ...none, records: [{ value: '10.0.0.1', ttl: undefined }] }
  it.each<[string, DnsState, readonly unknown[], string]>([
    ['toExist', none, [], 'true'],
    ['toExist', { exists: false }, [], 'false'],
    ['toResolve', present, [], 'true'],
    ['toResolve', none, [], 'false'],
    ['toResolve', { exists: false }, [], 'false'],
    ['toHaveRecord', present, ['10.0.0.2'], 'true'],
    ['toHaveRecord', present, ['10.0.0.20'], 'false'],
    ['toHaveRecord', mx, ['10  MAIL.test.'], 'true'],
    ['toHaveRecord', none, ['10.0.0.1'], 'false'],
    ['toHaveRecord', { exists: false }, ['10.0.0.1'], 'absent'],
    ['toHaveRecords', present, ['10.0.0.2', '10.0.0.1'], 'true'],
    ['toHaveRecords', present, ['10.0.0.2'], 'false'],
    ['toHaveTtl', present, [{ atLeast: 60 }], 'true'],
    ['toHaveTtl', present, [{ atLeast: 61 }], 'false'],
    ['toHaveTtl', none, [{ atLeast: 61 }], 'absent'],
    ['toHaveTtl', timeless, [{ atLeast: 61 }], 'unknown'],
    ['toBeAliasOf', present, ['WWW.test.'], 'true'],
    ['toBeAliasOf', present, ['test'], 'false'],
    ['toBeAliasOf', { ...present, aliases: undefined }, ['test'], 'unknown'],
  ])('%s of %o with %o is %s', (matcher, state, args, expected) => {
    expect(judged(verdict(dns('a.test'), matcher, state, ...args))).toBe(expected)
  })
  it.each<[string, readonly unknown[]]>([
    ['toHaveRecord', [undefined]],
    ['toHaveRecord', ['db.internal']],
    ['toHaveRecords', ['10.0.0.1', 'fd00::zz']],
    ['toHaveRecords', []],
    ['toHaveRecords', [undefined]],
    ['toHaveTtl', ['300']],
  ])('refuses %s with %o', (matcher, args) => {
    expect(() => verdict(dns('a.test'), matcher, present, ...args)).toThrow(ConfigError)
  })
})
