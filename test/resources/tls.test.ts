import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { ConfigError } from '../../src/errors.ts'
import { Unknown } from '../../src/resources/define-resource.ts'
import { tls, type Accepted, type TlsOptions, type TlsPresent } from '../../src/resources/tls.ts'
import { accepts } from '../../src/resources/tls/accepts.ts'
import { sClient } from '../../src/resources/tls/s-client.ts'
import { captures, parsed } from './support/captures.ts'
import { judged, verdict } from './support/matchers.ts'
import { makeCertificates } from './support/openssl.ts'
import { answer, debian, run, shells } from './support/shells.ts'

describe('what hosts answered', () => {
  beforeAll(() => void vi.useFakeTimers({ now: Date.parse('2026-11-25T12:00:00Z'), toFake: ['Date'] }))
  afterAll(() => void vi.useRealTimers())
  it.each(captures('tls/state'))('$host, $name', (capture) => {
    expect(parsed(sClient, capture)).toEqual(capture.expected)
  })
})

const PEM = readFileSync(join(makeCertificates(), 'rsa.pem'), 'utf8')

// busybox has no openssl: with its applets alone, no tool is there, and nothing leaves this machine.
const applets = shells.find(({ name }) => name === 'busybox')?.path.split(':')[0] ?? '/nonexistent'

const keyOf = (name: string, options?: TlsOptions) => tls(name).definition.key?.(name, options) ?? ''

describe('a protocol that is asked for alone', () => {
  const key = keyOf('a.test')
  // TLSv1 is the second that is asked for.
  const read = (...lines: readonly string[]) =>
    (accepts.parse(answer(lines.map((line) => `1 ${line}\n`).join('')), [key], debian).get(key) as Accepted)['TLSv1']

  // openssl 3.0.22 of Debian 12, without a level and with level 0, to servers that take all and TLS 1.2 alone.
  it('is taken where a certificate came, whatever the client thinks of it', () => {
    expect(
      read(
        '400742495E7F0000:error:0A00014D:SSL routines:tls_process_key_exchange:legacy sigalg disallowed or unsupported:a.c:2254:',
        '-----BEGIN CERTIFICATE-----',
        'New, (NONE), Cipher is (NONE)',
        '= 1',
      ),
    ).toBe(true)
    expect(read('New, TLSv1.0, Cipher is ADH-AES256-SHA', '= 0')).toBe(true)
  })
  it('is not taken where the server says so', () => {
    const alert = 'SSL routines:ssl3_read_bytes:tlsv1 alert protocol version:a.c:1602:SSL alert number 70'
    expect(read(`40E7657AD47F0000:error:0A00042E:${alert}`, 'New, (NONE), Cipher is (NONE)', '= 1')).toBe(false)
  })
  it.each([
    ['the client cannot speak it', 's_client: Unknown option: -ssl3', '= 1'],
    [
      'the client may not speak it',
      '139:error:0A0000BF:SSL routines:tls_setup_handshake:no protocols available:a.c:1',
      '= 1',
    ],
    [
      'the ciphers may be why',
      '4:error:0A000410:SSL routines:x:sslv3 alert handshake failure:a.c:1:SSL alert number 40',
      '= 1',
    ],
    ['the server hangs up', 'write:errno=104', 'New, (NONE), Cipher is (NONE)', '= 1'],
    ['nothing comes', '= 124'],
    ['openssl is not there', '= 127'],
    ['the answer is cut', '-----BEGIN CERTIFICATE-----'],
  ])('could not be told where %s', (_, ...lines) => expect(read(...lines)).toBeInstanceOf(Unknown))
  it('is a matcher that says so in both polarities', () => {
    const state = { exists: true, accepts: { TLSv1: false, 'TLSv1.2': true, SSLv3: new Unknown('no') } }
    const said = ['TLSv1', 'TLSv1.2', 'SSLv3'].map((name) =>
      judged(verdict(tls('a.test'), 'toAccept', state as unknown as TlsPresent, name)),
    )
    expect(said).toEqual(['false', 'true', 'unknown'])
    expect(() => verdict(tls('a.test'), 'toAccept', state as unknown as TlsPresent, 'TLS1.2')).toThrow(ConfigError)
  })
  it.each(shells)('is asked for by $name without openssl, and could not be told', (shell) => {
    const said = run(shell, accepts.ask([key], debian).text, { path: applets })
    const all = accepts.parse(said, [key], debian).get(key)
    expect(all instanceof Unknown || Object.values(all ?? {}).every((one) => one instanceof Unknown)).toBe(true)
  })
})

describe('a handshake', () => {
  const key = keyOf('a.test')
  const read = (...lines: readonly string[]) =>
    sClient.parse(answer(lines.map((line) => `0 ${line}\n`).join('')), [key], debian).get(key)

  it.each([
    ['= 124', 'no answer within 6 s'],
    ['= 143', 'no answer within 6 s'],
  ])('that takes too long, %s, is none', (line, reason) => expect(read(line)).toEqual({ exists: false, reason }))
  it('that is refused is none, as older versions say it', () => {
    expect(read('connect:errno=111', '= 1')).toMatchObject({ exists: false })
  })
  // openssl 3.0.22 of Debian 12: what a server said that takes just one protocol and an old cipher.
  const served = (...lines: readonly string[]) => read(...PEM.trim().split('\n'), ...lines, '= 0')
  const old = 'New, TLSv1.0, Cipher is ECDHE-RSA-AES256-SHA'
  const untrusted = '    Verify return code: 18 (self-signed certificate)'
  it.each([
    ['TLSv1.2', [old, '    Protocol  : TLSv1.2', untrusted]],
    ['TLSv1', [old, '    Protocol  : TLSv1', untrusted]],
    ['TLSv1.3', ['New, TLSv1.3, Cipher is TLS_AES_256_GCM_SHA384', untrusted]],
    [undefined, [old, untrusted]],
    [undefined, ['New, (NONE), Cipher is (NONE)', untrusted]],
  ])('speaks %s', (protocol, lines) => expect(served(...lines)).toMatchObject({ exists: true, protocol }))

  it.each([
    [
      'no certificate was sent, and all is said to be ok',
      ['New, (NONE), Cipher is (NONE)', 'Verify return code: 0 (ok)', '= 1'],
    ],
    ['the server ends it', ['4097:error:0A000410:SSL routines:x:sslv3 alert handshake failure:y', '= 1']],
    ['openssl is not there', ['= 127']],
    ['the name is not known', ['40:error:10080002:BIO routines:x:system lib:y:Name or service not known', '= 1']],
    ['the certificate cannot be read', ['-----BEGIN CERTIFICATE-----', 'x', '-----END CERTIFICATE-----', '= 0']],
    ['nothing came', []],
  ])('cannot be told when %s', (_, lines) => expect(read(...lines)).toBeInstanceOf(Unknown))
  it.each(shells)('is made by $name without openssl, and cannot be told', (shell) => {
    const said = run(shell, sClient.ask([key], debian).text, { path: applets })
    expect(sClient.parse(said, [key], debian).get(key)).toBeInstanceOf(Unknown)
  })
})

describe('tls()', () => {
  it.each<[string, TlsOptions | undefined, object]>([
    ['Www.example.com', undefined, { host: 'www.example.com', port: 443, serverName: 'www.example.com' }],
    ['localhost:8443', { serverName: 'www.example.com' }, { port: 8443, serverName: 'www.example.com' }],
    ['[fd00::7]:443', undefined, { host: 'fd00::7' }],
    ['mail:25', { starttls: 'smtp' }, { starttls: 'smtp' }],
  ])('%s with %o is %o', (name, options, expected) => {
    expect(JSON.parse(keyOf(name, options))).toMatchObject(expected)
  })
  it.each<[string, object]>([
    ['', {}],
    ['-connect', {}],
    ['a b', {}],
    ['a:0', {}],
    ['a:https', {}],
    ['https://a/', {}],
    ['a', { serverName: '-x' }],
    ['a', { starttls: 'http' }],
    ['a', { insecure: true }],
  ])('refuses %j with %o', (name, options) => expect(() => keyOf(name, options as TlsOptions)).toThrow(ConfigError))

  const present = {
    exists: true,
    protocol: 'TLSv1.3',
    cipher: 'TLS_AES_256_GCM_SHA384',
    verification: 'ok',
    names: ['a.test'],
    daysLeft: 5,
  }
  it.each<[string, object, readonly unknown[], string]>([
    ['toExist', present, [], 'true'],
    ['toExist', { exists: false, reason: 'refused' }, [], 'false'],
    ['toBeTrusted', present, [], 'true'],
    ['toBeTrusted', { ...present, verification: 'hostname mismatch' }, [], 'false'],
    ['toBeTrusted', { exists: false, reason: 'refused' }, [], 'absent'],
    ['toHaveProtocol', present, ['TLSv1.3'], 'true'],
    ['toHaveProtocol', present, ['TLSv1.2'], 'false'],
    ['toHaveProtocol', { ...present, protocol: undefined }, ['TLSv1.2'], 'unknown'],
    ['toHaveCipher', { ...present, cipher: undefined }, ['TLS_AES_256_GCM_SHA384'], 'unknown'],
    ['toHaveCipher', present, ['TLS_AES_256_GCM_SHA384'], 'true'],
    ['toHaveCipher', present, ['ECDHE-RSA-AES256-SHA'], 'false'],
    ['toBeValidForDays', present, [{ atLeast: 30 }], 'false'],
    ['toCover', present, ['a.test'], 'true'],
  ])('%s of %o with %o is %s', (matcher, state, args, expected) => {
    expect(judged(verdict(tls('a.test'), matcher, state as TlsPresent, ...args))).toBe(expected)
  })
  it.each(['RC4', 'TLS_RSA_WITH_AES_128_CBC_SHA', 'ecdhe-rsa', undefined])('refuses %j as a cipher', (cipher) => {
    expect(() => verdict(tls('a.test'), 'toHaveCipher', present, cipher)).toThrow(ConfigError)
  })
  it.each(['TLSv1.0', 'TLS1.2', 'tlsv1.3', undefined])('refuses %j as a protocol', (protocol) => {
    expect(() => verdict(tls('a.test'), 'toHaveProtocol', present, protocol)).toThrow(ConfigError)
  })
})
