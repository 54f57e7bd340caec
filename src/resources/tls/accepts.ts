import type { Script } from '../../host/shell.ts'
import { sh } from '../../host/shell.ts'
import { couldNotTell, type Provider, type Unknown } from '../define-resource.ts'
import { allFailed } from '../shared/all-unknown.ts'
import { ownLines } from '../shared/own-lines.ts'
import { flags, PATIENCE, questionOf } from './s-client.ts'

/** The protocols that a server can be asked for, by OpenSSL's names, and the flags of s_client that ask for them alone. */
const PROTOCOLS: Readonly<Record<string, string>> = {
  SSLv3: '-ssl3',
  TLSv1: '-tls1',
  'TLSv1.1': '-tls1_1',
  'TLSv1.2': '-tls1_2',
  'TLSv1.3': '-tls1_3',
}

export const PROTOCOL_NAMES = Object.keys(PROTOCOLS)

/** Whether a server takes a connection in each protocol; why that could not be told. */
export type Accepted = Readonly<Record<string, boolean | Unknown>>

/**
 * openssl-s_client(1), once for each protocol and with no other.
 *
 * The host's own policy must not be what says no: OpenSSL 3 speaks TLS 1.0 at security level 0 alone, where openssl knows levels.
 */
export const accepts: Provider<Accepted> = {
  on: ({ tools }) => tools.includes('openssl') && tools.includes('timeout'),
  show: (key) => sh`openssl s_client ${flags(questionOf(key))} -tls1_2 </dev/null`,
  ask: (keys) => {
    const all = keys.flatMap((key) => Object.values(PROTOCOLS).map((flag) => ({ key, flag })))
    const questions = all.reduce<Script>(
      (
        script,
        { key, flag },
        index,
      ) => sh`${script}{ a=$(timeout ${PATIENCE} openssl s_client ${flags(questionOf(key))} ${flag} "$@" </dev/null 2>&1; echo "= $?"); printf '%s\n' "$a" | grep -e '^-----BEGIN CERT' -e '^New, ' -e errno= -e rror: -e lert -e ption -e '^= ' | sed ${`s/^/${index} /`}; } &
`,
      sh`set -- -cipher ALL:@SECLEVEL=0
openssl ciphers "$2" >/dev/null 2>&1 || set -- -cipher ALL
`,
    )
    return sh`${questions}wait`
  },
  parse: (answer, keys) => {
    if (answer.exitCode !== 0) return allFailed(keys, 'openssl', answer)
    const all = PROTOCOL_NAMES.length
    const accepted = (first: number): Accepted =>
      Object.fromEntries(
        PROTOCOL_NAMES.map((name, index) => [name, read(name, ownLines(answer.stdout, first + index))]),
      )
    return new Map(keys.map((key, index) => [key, accepted(index * all)]))
  },
}

/**
 * A certificate comes behind the server's word for this protocol. RFC 8446, 6.2: alert 70 is its word against it.
 *
 * With anything else it may have been the ciphers, or this host's openssl, which was built without the old protocols.
 */
function read(name: string, lines: readonly string[]): boolean | Unknown {
  const text = lines.join('\n')
  if (!/^= \d+$/m.test(text)) return couldNotTell('the host answered nothing')
  if (text.includes('-----BEGIN CERT') || /^New, (?!\(NONE\))/m.test(text)) return true
  if (/SSL alert number 70\b/.test(text)) return false
  const said = lines.find((line) => /rror:|errno=|ption/.test(line))?.replace(/^.*?:SSL routines:[^:]*:|^[\dA-F]+:/, '')
  const reason = /^= (?:124|143)$/m.test(text) ? `no answer within ${PATIENCE} s` : (said ?? 'nothing was agreed upon')
  return couldNotTell(`openssl, asked for ${name} alone: ${reason.trim()}`)
}
