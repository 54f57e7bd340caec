import { sh } from '../../host/shell.ts'
import { couldNotTell, type Provider, type Unknown } from '../define-resource.ts'
import { questionOf, type HttpQuestion, type HttpState } from './request.ts'
import { readResponse } from './response.ts'
import { ownLines } from '../shared/own-lines.ts'

/** More than this of one response is not fetched. */
const LONGEST = 512 * 1024

/** Seconds that a request may take; a probe as a whole has 10. */
const PATIENCE = 8

/**
 * curl(1), all requests at once.
 *
 * What is asked comes on its standard input: headers may hold secrets, and everybody can read a command line. What it
 * complained of and how it ended stand behind the response, inside of what is encoded.
 */
export const curl: Provider<HttpState> = {
  on: ({ tools }) => tools.includes('curl'),
  show: (key) => {
    const { url, method, follow, insecure } = questionOf(key)
    const flags = [...(follow ? ['-L'] : []), ...(insecure ? ['-k'] : []), ...(method === 'GET' ? [] : ['-X', method])]
    return sh`curl -i ${flags} ${url}`
  },
  ask: (keys) => {
    const all = keys.reduce(
      (
        script,
        key,
        index,
      ) => sh`${script}{ a=$(one ${config(questionOf(key))}); printf '%s\n' "$a" | sed ${`s/^/${index} /`}; } &
`,
      sh`one() { { printf %s "$1" | curl -q -K - 2>&1; printf '\n= %s' $?; } | head -c ${LONGEST} | base64; }
`,
    )
    return sh`${all}wait`
  },
  parse: ({ stdout }, keys) =>
    new Map(keys.map((key, index) => [key, stateOf(bytesOf(stdout, index), questionOf(key))])),
}

/** curl's configuration file: one option a line, its value in double quotes with backslashes. */
function config({ url, method, headers, body, follow, insecure }: HttpQuestion): string {
  const lines: (readonly [name: string, value?: string])[] = [
    ['url', url],
    ['globoff'],
    ['silent'],
    ['show-error'],
    ['include'],
    ['noproxy', '*'],
    ['proto', '=http,https'],
    ['max-time', String(PATIENCE)],
    ...howToAsk(method, follow),
    ...headers.map(([name, value]) => ['header', `${name}: ${value}`] as const),
    // Not `data-binary`: to that one, @ names a file.
    ...(body === undefined && !(follow && method === 'POST') ? [] : [['data-raw', body ?? ''] as const]),
    ...(follow ? [['location'] as const, ['max-redirs', '10'] as const] : []),
    ...(insecure ? [['insecure'] as const] : []),
  ]
  return lines.map(([name, value]) => (value === undefined ? name : `${name} = ${quoted(value)}`)).join('\n')
}

/** A method that is named stays in use where redirects lead; a POST that is not named becomes the GET that it should. */
function howToAsk(method: string, follow: boolean): readonly (readonly [name: string, value?: string])[] {
  if (method === 'HEAD') return [['head']]
  return follow && method === 'POST' ? [] : [['request', method]]
}

const ESCAPES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\v': '\\v' }

function quoted(value: string): string {
  return `"${value.replaceAll(/[\\"\n\r\t\v]/g, (one) => ESCAPES[one] ?? `\\${one}`)}"`
}

function bytesOf(stdout: string, index: number): Buffer {
  return Buffer.from(ownLines(stdout, index).join(''), 'base64')
}

function stateOf(bytes: Buffer, question: HttpQuestion): HttpState | Unknown {
  if (bytes.length === 0) return couldNotTell('the host answered nothing')
  const end = bytes.lastIndexOf('\n= ')
  const code = end === -1 ? undefined : /^\n= (\d+)$/.exec(bytes.subarray(end).toString())?.[1]
  if (code === undefined) return couldNotTell(`the response is longer than ${LONGEST} bytes`)
  const said = bytes.subarray(0, end)
  if (code === '0') return readResponse(said, question)
  // what was complained of may stand before what was answered
  if (code === '28' && /^HTTP\/[\d.]+ \d{3}/m.test(said.subarray(0, 4096).toString('latin1'))) {
    return couldNotTell(`a response began, and did not end within ${PATIENCE} s`)
  }
  return failure(
    code,
    /curl: \(\d+\) (.*)\s*$/.exec(said.subarray(-2000).toString())?.[1]?.trim() ?? `exit code ${code}`,
  )
}

// curl(1), EXIT CODES: 7 cannot connect, 28 takes too long, 52 nothing came.
function failure(code: string, reason: string): HttpState | Unknown {
  const late = code === '28' && !/resolv/i.test(reason)
  if (code === '7' || code === '52' || late) return { exists: false, reason }
  if (code === '127') return couldNotTell('curl is not there')
  const distrusted = code === '60' || code === '51'
  return couldNotTell(
    `curl: ${reason}`,
    distrusted ? 'tls() looks at the certificate; { insecure: true } does without' : undefined,
  )
}
