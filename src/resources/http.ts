import { ConfigError } from '../errors.ts'
import {
  couldNotTell,
  defineResource,
  ifPresent,
  incomparable,
  is,
  matches,
  type Comparison,
  type Unknown,
} from './define-resource.ts'
import { contains, hasContent } from './files/content.ts'
import { compareValue } from './files/equals.ts'
import { curl } from './http/curl.ts'
import { atPath } from './http/json-path.ts'
import type { HttpQuestion, HttpResponse, HttpState } from './http/request.ts'
import { within, type NumberRange } from './shared/number-range.ts'
import type { TextPattern } from './shared/text.ts'
import { checkKind, checkOneOf, checkOptions } from './shared/wanted.ts'

export type { HttpResponse, HttpState } from './http/request.ts'

/** How the host asks. */
export interface HttpOptions {
  /** `GET` when it is not given. */
  readonly method?: string
  /** Sent on the standard input of curl: in no command line, title or report. */
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** Goes where redirects lead, up to 10 of them. */
  readonly follow?: boolean
  /** Takes any certificate. */
  readonly insecure?: boolean
}

/**
 * What an HTTP server answers to the host: the request is made there, by curl, without a proxy, within 8 seconds.
 *
 * Of a server that refuses, says nothing or takes too long only that can be said; a response that begins and does not end
 * could not be told. A name that cannot be resolved and a
 * certificate that the host does not trust could not be told. Redirects are not followed unless that is wanted.
 *
 * @example
 * it(http('http://localhost:8080/health')).toHaveStatus(200).toHaveJson('checks[0].state', 'ok')
 * it(http('http://localhost/')).toRedirectTo('https://www.example.com/')
 * it(http('https://www.example.com/', { headers: { Accept: 'text/html' } })).toHaveHeader('strict-transport-security')
 */
export const http = defineResource({
  kind: 'HTTP',
  title: (url, options: HttpOptions | undefined) => `HTTP ${options?.method ?? 'GET'} ${url}`,
  absence: 'is not answered',
  key: question,
  providers: { curl },
  sensitive: ['body'],
  matchers: {
    /** A server answers, whatever it says. */
    toRespond: (http: HttpState): Comparison => {
      return { pass: http.exists, expected: 'a response', actual: http.exists ? http.status : http.reason }
    },
    /** The status code: 200, or within limits: `{ atLeast: 200, below: 300 }`. */
    toHaveStatus: ifPresent((http: HttpResponse, status: number | NumberRange) => within(http.status, status)),
    /**
     * It has this header, and if it is given this value: all of it, or what a RegExp finds.
     *
     * Without the header a value fails in both polarities. By one of several values, as `text/html` of `text/html; charset=utf-8`, or by
     * one in another case it could not be told.
     */
    toHaveHeader: ifPresent((http: HttpResponse, name: string, value?: TextPattern) => hasHeader(http, name, value)),
    /** All of the body is this text, less one final newline; a RegExp searches. */
    toHaveBody: ifPresent(({ body }: HttpResponse, text: TextPattern) =>
      ofBody(body, (known) => hasContent(known, text)),
    ),
    /** The body has this text, literally, or something that this RegExp finds; `^` and `$` match at every line. */
    toContain: ifPresent(({ body }: HttpResponse, part: TextPattern) => ofBody(body, (known) => contains(known, part))),
    /**
     * The body is JSON with this at a path: `toHaveJson('checks[0].state', 'ok')`. Without a value, with anything there.
     *
     * What is not there, or is of another type, fails in both polarities; a RegExp searches a text.
     */
    toHaveJson: ifPresent((http: HttpResponse, path: string, ...value: readonly [value?: unknown]) =>
      ofBody(http.body, (known) => hasJson(known, path, value)),
    ),
    /**
     * It is a redirect to exactly this place, as the server writes it; or to one that a RegExp finds.
     *
     * What is no redirect leads nowhere, and fails in both polarities: `toHaveStatus` tells whether it is one.
     */
    toRedirectTo: ifPresent((http: HttpResponse, place: string | RegExp): Comparison => {
      checkKind(place, 'text')
      const { location } = http.headers
      if (location === undefined) return incomparable(`status ${http.status} without a location`, place)
      if (http.status < 300 || http.status > 399) return incomparable(`status ${http.status}, no redirect`, place)
      return matches(location, place)
    }),
    /** It was answered in this protocol: `HTTP/1.1`, `HTTP/2`. */
    toHaveProtocol: ifPresent((http: HttpResponse, protocol: string) => {
      checkOneOf(protocol, ['HTTP/1.0', 'HTTP/1.1', 'HTTP/2', 'HTTP/3'], 'a protocol, as curl names it')
      return is(http.protocol, protocol)
    }),
  },
})

function hasHeader({ headers }: HttpResponse, name: string, value: TextPattern | undefined): Comparison | Unknown {
  checkKind(name, 'string', 'the name of a header')
  const actual = Object.hasOwn(headers, name.toLowerCase()) ? headers[name.toLowerCase()] : undefined
  if (value === undefined) return { pass: actual !== undefined, expected: name, actual: Object.keys(headers) }
  checkKind(value, 'text')
  if (actual === undefined) return incomparable('there is no such header', value)
  const { pass, ...rest } = matches(actual, value)
  if (!pass && typeof value === 'string' && membersOf(actual).includes(value.toLowerCase()))
    return couldNotTell(`it is ${actual}`, 'a string is all of the value, in this case; a RegExp searches')
  return { pass, ...rest }
}

/** The value itself and its parts, in small letters: of a list, or of what has parameters. RFC 9110, 5.6. */
function membersOf(value: string): readonly string[] {
  return [value, ...value.split(/[,;]/)].map((part) => part.trim().toLowerCase())
}

function ofBody(body: string | undefined, test: (body: string) => Comparison | Unknown): Comparison | Unknown {
  return body === undefined ? couldNotTell('the body is packed or encoded in a way that is not known') : test(body)
}

function hasJson(body: string, path: string, wanted: readonly [value?: unknown]): Comparison | Unknown {
  checkKind(path, 'string', 'the path')
  let document: unknown
  try {
    document = JSON.parse(body)
  } catch {
    return couldNotTell('the body is not JSON')
  }
  return compareValue(path, atPath(document, path), wanted)
}

const METHOD = /^[A-Z]{1,20}$/
// RFC 9110, 5.1: a token.
const HEADER = /^[\w!#$%&'*+.^`|~-]+$/

function question(url: string, options: HttpOptions | undefined): string {
  const { headers = {}, ...rest } = options ?? {}
  checkOptions('http()', rest, { method: 'string', body: 'string', follow: 'boolean', insecure: 'boolean' })
  const { method = 'GET', body, follow = false, insecure = false } = rest
  if (!METHOD.test(method)) throw new ConfigError('http', `${JSON.stringify(method)} is not a method`, { hint: 'GET' })
  for (const [name, value] of Object.entries(headers)) {
    checkKind(value, 'string', `the header ${name}`)
    if (!HEADER.test(name) || /[\r\n\0]/.test(value)) {
      throw new ConfigError('http', `${JSON.stringify(name)} cannot be sent as a header`)
    }
  }
  const asked: HttpQuestion = { url: address(url), method, headers: Object.entries(headers), body, follow, insecure }
  return JSON.stringify(asked)
}

function address(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url !== undefined && (url.username !== '' || url.password !== '')) {
    throw new ConfigError('http', 'the address of an HTTP server holds no password here: it would be in every title', {
      hint: 'send an Authorization header',
    })
  }
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url.href
  throw new ConfigError('http', `${JSON.stringify(text)} is not the address of an HTTP server`, {
    hint: 'http://localhost:8080/health',
  })
}
