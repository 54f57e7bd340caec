import { couldNotTell, type Unknown } from '../define-resource.ts'
import { bodyText } from './body.ts'
import type { HttpResponse } from './request.ts'

/** Reads what came: the heads of all responses, one behind the other, and the body of the last one. */
export function readResponse(bytes: Buffer, { follow }: { readonly follow: boolean }): HttpResponse | Unknown {
  const redirects: string[] = []
  let rest = bytes
  for (;;) {
    const end = headEnd(rest)
    const head = end === undefined ? undefined : readHead(rest.subarray(0, end.start).toString('latin1'))
    if (head === undefined || end === undefined) return couldNotTell('what was answered is not HTTP')
    rest = rest.subarray(end.stop)
    const location = head.headers['location']
    const redirect = follow && head.status >= 300 && head.status < 400 && location !== undefined
    // Another head follows an interim response, and a redirect that was followed.
    const more = /^HTTP\/[\d.]+ \d{3}/.test(rest.subarray(0, 20).toString('latin1'))
    if (!more || (!redirect && head.status >= 200)) {
      return { exists: true, ...head, body: bodyText(rest, head.headers), redirects }
    }
    if (redirect) redirects.push(location)
  }
}

function headEnd(bytes: Buffer): { readonly start: number; readonly stop: number } | undefined {
  const [crlf, lf] = [bytes.indexOf('\r\n\r\n'), bytes.indexOf('\n\n')]
  if (crlf !== -1 && (lf === -1 || crlf < lf)) return { start: crlf, stop: crlf + 4 }
  return lf === -1 ? undefined : { start: lf, stop: lf + 2 }
}

function readHead(text: string): Pick<HttpResponse, 'status' | 'protocol' | 'headers'> | undefined {
  const [first = '', ...lines] = text.split(/\r?\n/)
  const [, protocol, status] = /^(HTTP\/[\d.]+) (\d{3})(?: |$)/.exec(first) ?? []
  if (protocol === undefined) return undefined
  const headers = new Map<string, string>()
  for (const line of lines) {
    const [, name, value = ''] = /^([^\s:]+):\s*(.*?)\s*$/.exec(line) ?? []
    if (name === undefined) continue
    const known = headers.get(name.toLowerCase())
    headers.set(name.toLowerCase(), known === undefined ? value : `${known}, ${value}`)
  }
  return { protocol, status: Number(status), headers: Object.fromEntries(headers) }
}
