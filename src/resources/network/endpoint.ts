import { sh } from '../../host/shell.ts'
import { couldNotTell, Unknown, type Provider } from '../define-resource.ts'
import { allFailed } from '../shared/all-unknown.ts'
import { readAddress } from '../sockets/address.ts'
import { ownLines } from '../shared/own-lines.ts'

/** What a name leads to, as the target's own programs would find out. */
export type EndpointState =
  | { readonly exists: false }
  | {
      readonly exists: true
      /** In their shortest form, in the order in which programs try them. */
      readonly addresses: readonly string[]
    }

/** Whether the target gets a TCP connection. */
export interface Connection {
  readonly reachable: boolean
  /** `connected`, or why not: `Connection refused`, `no answer within 5 s`. */
  readonly reason: string
}

/** Host, port and seconds of a key; the port is empty where none was named. */
export function partsOf(key: string): readonly [host: string, port: string, seconds: string] {
  const [host = '', port = '', seconds = String(PATIENCE)] = key.split(' ')
  return [host, port, seconds]
}

/** Seconds that a connection may take. */
const PATIENCE = 5

const hosts = (keys: readonly string[]): readonly string[] => keys.map((key) => partsOf(key)[0])

/**
 * getent(1), all names at once; each line with the number of its name, since the answers come in any order.
 *
 * It exits 2 both for a name that is not known and for a name server that does not answer. bash says which, when it
 * is to connect to it; port 0 it cannot connect to.
 */
export const getentAhosts: Provider<EndpointState> = {
  on: ({ tools, os }) => tools.includes('getent') && os.family !== 'alpine',
  show: (key) => sh`getent ahosts ${partsOf(key)[0]}`,
  ask: (keys, { tools }) => {
    const bounded = tools.includes('timeout') ? sh`timeout 4` : sh``
    const why = tools.includes('bash') ? sh`${bounded} bash -c 'exec 3<>"/dev/tcp/$1/0"' - "$n" 2>&1` : sh`:`
    return sh`i=0
for n in ${hosts(keys)}; do
  { a=$(${bounded} getent ahosts -- "$n" 2>/dev/null); c=$?; w=
  if [ $c = 2 ]; then w=$(${why}); fi
  printf '%s\n' "= $c" "$a" "$w" | sed "s/^/$i /"; } &
  i=$((i+1))
done
wait`
  },
  parse: (answer, keys) => {
    if (answer.exitCode !== 0) return allFailed(keys, 'getent', answer)
    return new Map(keys.map((key, index) => [key, resolved(ownLines(answer.stdout, index))]))
  },
}

function resolved([code = '', ...lines]: readonly string[]): EndpointState | Unknown {
  const text = lines.join('\n')
  if (code === '= 0') {
    const found = lines.flatMap((line) => readAddress(line.split(' ')[0] ?? '')?.address ?? [])
    return found.length > 0 ? { exists: true, addresses: [...new Set(found)] } : couldNotTell('getent said nothing')
  }
  if (/Name or service not known|No address associated/.test(text)) return { exists: false }
  const silent = code === '= 124' || code === '= 143' || /[Tt]emporary failure in name resolution/.test(text)
  const why = silent ? ': no name server answered' : ''
  return couldNotTell(`getent ended with ${code.slice(2) || 'nothing'} and does not say why${why}`)
}

/** Whether /etc/hosts knows a name: getent(1), which asks nothing else here, and exits 2 for what it does not find. */
export const getentFiles: Provider<boolean> = {
  on: ({ tools, os }) => tools.includes('getent') && os.family !== 'alpine',
  show: (key) => sh`getent -s hosts:files ahosts ${partsOf(key)[0]}`,
  ask: (keys) => sh`[ -r /etc/hosts ] || { echo '/etc/hosts cannot be read' >&2; exit 1; }
for n in ${hosts(keys)}; do getent -s hosts:files ahosts -- "$n" >/dev/null; echo "= $?"; done`,
  parse: (answer, keys) => {
    const codes = answer.stdout.split('\n').filter((line) => line.startsWith('= '))
    if (answer.exitCode !== 0 || codes.length !== keys.length) return allFailed(keys, 'getent', answer)
    return new Map(keys.map((key, index) => [key, isKnown(partsOf(key)[0], codes[index])]))
  },
}

function isKnown(host: string, code: string | undefined): boolean | Unknown {
  if (readAddress(host) !== undefined) return couldNotTell('it is an address, which no file has to know')
  if (code === '= 0' || code === '= 2') return code === '= 0'
  return couldNotTell(`getent ended with ${code?.slice(2) ?? 'nothing'}`)
}

/** A TCP connection made by bash, which is closed at once. */
export const bashConnect: Provider<Connection> = {
  on: ({ tools }) => tools.includes('bash') && tools.includes('timeout'),
  show: (key) => {
    const [host, port, seconds] = partsOf(key)
    return sh`timeout ${seconds} bash -c ${`exec 3<>/dev/tcp/${host}/${port}`}`
  },
  ask: (keys) => sh`i=0
set -- ${keys.flatMap(partsOf)}
while [ $# -gt 0 ]; do
  if [ -n "$2" ]; then
    { w=$(timeout "$3" bash -c 'exec 3<>"/dev/tcp/$1/$2"' - "$1" "$2" 2>&1); printf '%s\n' "= $?" "$w" | sed "s/^/$i /"; } &
  fi
  i=$((i+1)); shift 3
done
wait`,
  parse: (answer, keys) => {
    if (answer.exitCode !== 0) return allFailed(keys, 'bash', answer)
    return new Map(keys.map((key, index) => [key, connection(key, ownLines(answer.stdout, index))]))
  },
}

const UNREACHABLE =
  /connect: (Connection refused|No route to host|Network is unreachable|Host is unreachable|Connection timed out|Connection reset by peer)/

function connection(key: string, [code = '', ...lines]: readonly string[]): Connection | Unknown {
  if (partsOf(key)[1] === '') {
    return new Unknown('it names no port to connect to', 'endpoint("db.internal:5432")', { usage: true })
  }
  if (code === '= 0') return { reachable: true, reason: 'connected' }
  // timeout(1): 124; busybox's ends as its signal does
  if (code === '= 124' || code === '= 143') return { reachable: false, reason: `no answer within ${partsOf(key)[2]} s` }
  const [, reason] = UNREACHABLE.exec(lines.join('\n')) ?? []
  if (reason !== undefined) return { reachable: false, reason }
  return couldNotTell(lines.find((line) => line !== '') ?? `bash ended with ${code.slice(2) || 'nothing'}`)
}
