import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { ConfigError } from '../../src/errors.ts'
import { Unknown } from '../../src/resources/define-resource.ts'
import { http, type HttpOptions, type HttpResponse, type HttpState } from '../../src/resources/http.ts'
import { curl } from '../../src/resources/http/curl.ts'
import { atPath } from '../../src/resources/http/json-path.ts'
import { readResponse } from '../../src/resources/http/response.ts'
import { captures, parsed } from './support/captures.ts'
import { judged, verdict } from './support/matchers.ts'
import { answer, debian, run, shells } from './support/shells.ts'

describe('what hosts answered', () => {
  it.each(captures('http/state'))('$host, $name', (capture) => {
    expect(parsed(curl, capture)).toEqual(capture.expected)
  })
})

// busybox has no curl: with its applets alone, no tool is there, and nothing leaves this machine.
const applets = shells.find(({ name }) => name === 'busybox')?.path.split(':')[0] ?? '/nonexistent'

const keyOf = (url: string, options?: HttpOptions) => http(url).definition.key?.(url, options) ?? ''

describe('a request', () => {
  const read = (said: string) => {
    const key = keyOf('http://a.test/')
    const stdout = Buffer.from(said).toString('base64').replaceAll(/^/gm, '0 ')
    return curl.parse(answer(`${stdout}\n`), [key], debian).get(key)
  }

  it.each([
    ['7', 'curl: (7) Failed to connect'],
    ['28', 'curl: (28) Connection timed out after 8000 milliseconds'],
    ['52', 'curl: (52) Empty reply from server'],
  ])('that nobody answers, code %s', (code, said) => {
    expect(read(`${said}\n\n= ${code}`)).toMatchObject({ exists: false })
  })
  it.each([
    ['a name is not known', 'curl: (6) Could not resolve host: a.test\n\n= 6'],
    ['no name server answers', 'curl: (28) Resolving timed out after 8000 milliseconds\n\n= 28'],
    ['the certificate is not trusted', 'curl: (60) SSL certificate problem\n\n= 60'],
    ['the connection broke in the middle', 'HTTP/1.1 200 OK\r\n\r\nhalfcurl: (18) transfer closed\n\n= 18'],
    ['it began and did not end', 'HTTP/1.1 200 OK\r\n\r\ndata: 1\n\ncurl: (28) Operation timed out\n\n= 28'],
    ['it began and did not end, said first', 'curl: (28) Operation timed out\nHTTP/1.1 200 OK\r\n\r\nx\n= 28'],
    ['curl is not there', 'sh: 1: curl: not found\n\n= 127'],
    ['the response was cut', 'HTTP/1.1 200 OK\r\n\r\nbody'],
    ['it is not HTTP', 'SSH-2.0-OpenSSH\n\n= 0'],
    ['nothing came', ''],
  ])('cannot be told when %s', (_, said) => expect(read(said)).toBeInstanceOf(Unknown))

  it('is a POST until a redirect makes it a GET', () => {
    const ask = (options: HttpOptions) => curl.ask([keyOf('http://a.test/', options)], debian).text
    expect(ask({ method: 'POST' })).toContain('request = "POST"')
    expect(ask({ method: 'POST', follow: true })).not.toContain('request =')
    expect(ask({ method: 'POST', follow: true })).toContain('data-raw = ""')
  })
  it('is in no command line', () => {
    const key = keyOf('http://a.test/', { headers: { Authorization: 'Bearer "hush"' }, body: '@/etc/passwd\n' })
    const script = curl.ask([key], debian).text
    expect(script).toContain(String.raw`header = "Authorization: Bearer \"hush\""`)
    expect(script).toContain(String.raw`data-raw = "@/etc/passwd\n"`)
    expect(curl.show?.(key).text).not.toContain('hush')
  })
  it.each(shells)('is made by $name without curl, and cannot be told', (shell) => {
    const key = keyOf("http://a.test/it's?a=b&c=$(id)")
    const said = run(shell, curl.ask([key], debian).text, { path: applets })
    expect(curl.parse(said, [key], debian).get(key)).toBeInstanceOf(Unknown)
  })
})

describe('a response', () => {
  const read = (text: string | Buffer, follow = true) => readResponse(Buffer.from(text), { follow })

  it('is the last one, of redirects that were followed', () => {
    const text =
      'HTTP/1.1 301 Moved\r\nLocation: /b\r\n\r\nHTTP/2 200 \r\nX-A: 1\r\nx-a: 2\r\n\r\nHTTP/1.1 is a protocol'
    expect(read(text)).toEqual({
      exists: true,
      protocol: 'HTTP/2',
      status: 200,
      headers: { 'x-a': '1, 2' },
      body: 'HTTP/1.1 is a protocol',
      redirects: ['/b'],
    })
  })
  it('keeps a body that looks like another response', () => {
    expect(read('HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 500 No\r\n\r\n')).toMatchObject({ status: 200 })
  })
  it('keeps the body of a redirect that was not followed', () => {
    const text = 'HTTP/1.1 302 Found\r\nLocation: /b\r\n\r\nHTTP/1.1 200 OK\r\n\r\n'
    expect(read(text, false)).toMatchObject({ status: 302, redirects: [], body: 'HTTP/1.1 200 OK\r\n\r\n' })
  })
  const packed = (header: string, body: Buffer) =>
    Buffer.concat([Buffer.from(`HTTP/1.1 200 OK\r\n${header}\r\n\r\n`), body])
  it.each([
    ['Content-Encoding: gzip', gzipSync('wait')],
    ['Content-Encoding: x-gzip', gzipSync('wait')],
    ['Content-Encoding: deflate', deflateSync('wait')],
    ['Content-Encoding: br', brotliCompressSync('wait')],
    ['Content-Encoding: gzip, br', brotliCompressSync(gzipSync('wait'))],
    ['Content-Encoding: identity', Buffer.from('wait')],
    ['Content-Type: text/plain; charset="UTF-16LE"', Buffer.from('wait', 'utf16le')],
  ])('is unpacked: %s', (header, body) => expect(read(packed(header, body))).toMatchObject({ body: 'wait' }))
  it('is in its own character set', () => {
    const latin = packed('Content-Type: text/html; charset=iso-8859-1', Buffer.from('état', 'latin1'))
    expect(read(latin)).toMatchObject({ body: 'état' })
  })
  it.each([
    ['Content-Encoding: zstd', Buffer.from('x')],
    ['Content-Encoding: toString', Buffer.from('x')],
    ['Content-Encoding: gzip', Buffer.from('x')],
    ['Content-Encoding: gzip', gzipSync(Buffer.alloc(9 * 1024 * 1024))],
    ['Content-Type: text/html; charset=x-nosuch', Buffer.from('x')],
  ])('is not known: %s', (header, body) => expect(read(packed(header, body))).toMatchObject({ body: undefined }))
  it('to a HEAD has none, whatever its header says', () => {
    expect(read(packed('Content-Encoding: gzip', Buffer.alloc(0)))).toMatchObject({ body: '' })
  })
  it('comes after an interim one', () => {
    expect(read('HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n')).toMatchObject({
      status: 204,
      body: '',
    })
  })
})

describe('a path in JSON', () => {
  const document = { status: 'ok', checks: [{ name: 'db', 'a.b': null }], $: 1 }
  it.each<[string, readonly unknown[]]>([
    ['', [document]],
    ['status', ['ok']],
    ['$.status', ['ok']],
    ['checks[0].name', ['db']],
    ['checks[0]["a.b"]', [null]],
    ['checks[1].name', []],
    ['status.length', []],
    ['constructor', []],
  ])('%s', (path, expected) => expect(atPath(document, path)).toEqual(expected))
  it.each(['a b', 'checks[x]', 'a..b', 'checks[0]name', '["a'])('refuses %j', (path) => {
    expect(() => atPath(document, path)).toThrow(ConfigError)
  })
})

describe('http()', () => {
  it.each<[string, object]>([
    ['', {}],
    ['localhost:80', {}],
    ['ftp://a.test/', {}],
    ['file:///etc/passwd', {}],
    ['http://user:secret@a.test/', {}],
    ['http://a.test/', { method: 'GET /' }],
    ['http://a.test/', { headers: { 'a b': 'x' } }],
    ['http://a.test/', { headers: { a: 'x\r\nb: y' } }],
    ['http://a.test/', { headers: { a: undefined } }],
    ['http://a.test/', { timeout: 1 }],
  ])('refuses %j with %o', (url, options) => expect(() => keyOf(url, options as HttpOptions)).toThrow(ConfigError))

  const body = '{"status":"ok","count":3}\n'
  const headers = { 'content-type': 'application/json', location: 'https://b.test/' }
  const ok: HttpResponse = { exists: true, status: 200, protocol: 'HTTP/1.1', headers, body, redirects: [] }
  it.each<[string, HttpState, readonly unknown[], string]>([
    ['toRespond', ok, [], 'true'],
    ['toRespond', { exists: false, reason: 'refused' }, [], 'false'],
    ['toHaveStatus', ok, [200], 'true'],
    ['toHaveStatus', ok, [{ atLeast: 300, below: 400 }], 'false'],
    ['toHaveStatus', { exists: false, reason: 'refused' }, [200], 'absent'],
    ['toHaveHeader', ok, ['Content-Type'], 'true'],
    ['toHaveHeader', ok, ['Content-Type', /json/], 'true'],
    ['toHaveHeader', ok, ['Content-Type', 'text/html'], 'false'],
    ['toHaveHeader', ok, ['x-frame-options'], 'false'],
    ['toHaveHeader', ok, ['x-frame-options', 'DENY'], 'absent'],
    ['toHaveHeader', { ...ok, headers: { 'x-frame-options': 'DENY' } }, ['x-frame-options', 'deny'], 'unknown'],
    ['toHaveHeader', { ...ok, headers: { 'x-frame-options': 'DENY' } }, ['x-frame-options', 'SAMEORIGIN'], 'false'],
    [
      'toHaveHeader',
      { ...ok, headers: { 'cache-control': 'public, max-age=60' } },
      ['cache-control', 'public'],
      'unknown',
    ],
    [
      'toHaveHeader',
      { ...ok, headers: { 'content-type': 'text/html; charset=utf-8' } },
      ['content-type', 'text/html'],
      'unknown',
    ],
    [
      'toHaveHeader',
      { ...ok, headers: { 'content-type': 'text/html; charset=utf-8' } },
      ['content-type', 'text/plain'],
      'false',
    ],
    ['toHaveHeader', ok, ['x-frame-options', /DENY/], 'absent'],
    ['toHaveHeader', ok, ['toString'], 'false'],
    ['toHaveBody', ok, [body.trim()], 'true'],
    ['toHaveBody', ok, ['x'], 'false'],
    ['toContain', ok, [/"ok"/], 'true'],
    ['toContain', ok, ['"no"'], 'false'],
    ['toHaveJson', ok, ['status', 'ok'], 'true'],
    ['toHaveJson', ok, ['count'], 'true'],
    ['toHaveJson', ok, ['count', 4], 'false'],
    ['toHaveJson', ok, ['count', '3'], 'absent'],
    ['toHaveJson', ok, ['nope'], 'false'],
    ['toHaveJson', ok, ['nope', 3], 'absent'],
    ['toHaveJson', ok, ['status', /^o/], 'true'],
    ['toHaveJson', ok, ['status', /x/], 'false'],
    ['toHaveJson', { ...ok, body: '<html>' }, ['status', 'ok'], 'unknown'],
    ['toRedirectTo', ok, ['https://b.test/'], 'absent'],
    ['toRedirectTo', { ...ok, status: 301 }, ['https://b.test/'], 'true'],
    ['toRedirectTo', { ...ok, status: 301 }, ['https://b.test/x'], 'false'],
    ['toRedirectTo', { ...ok, status: 301, headers: {} }, [/b/], 'absent'],
    ['toContain', { ...ok, body: undefined }, ['ok'], 'unknown'],
    ['toHaveBody', { ...ok, body: undefined }, ['ok'], 'unknown'],
    ['toHaveJson', { ...ok, body: undefined }, ['status'], 'unknown'],
    ['toHaveProtocol', ok, ['HTTP/2'], 'false'],
  ])('%s of %o with %o is %s', (matcher, state, args, expected) => {
    expect(judged(verdict(http('http://a.test/'), matcher, state, ...args))).toBe(expected)
  })
  it.each<[string, readonly unknown[]]>([
    ['toHaveStatus', ['200']],
    ['toHaveHeader', [undefined]],
    ['toHaveJson', ['status', undefined]],
    ['toContain', ['']],
    ['toRedirectTo', [undefined]],
    ['toHaveProtocol', ['h2']],
  ])('refuses %s with %o', (matcher, args) => {
    const moved: HttpResponse = { ...ok, status: 301 }
    expect(() => verdict(http('http://a.test/'), matcher, moved, ...args)).toThrow(ConfigError)
  })
})
