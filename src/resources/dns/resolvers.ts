import { sh, type Script } from '../../host/shell.ts'
import { couldNotTell, type Provider, type Unknown } from '../define-resource.ts'
import { allFailed } from '../shared/all-unknown.ts'
import { readAddress } from '../sockets/address.ts'
import { questionOf, type DnsPresent, type DnsQuestion, type DnsState } from './state.ts'
import { canonical } from './value.ts'
import { ownLines } from '../shared/own-lines.ts'

/** Seconds that one try may take; there are two. */
const PATIENCE = 3

// dig(1): -r reads no ~/.digrc, and no search list is applied. host(1) is of the same source; with -v it prints the same.
export const dig = resolver(
  'dig',
  ({ name, type, server, port }) =>
    sh`dig -r +noall +comments +answer +tries=2 +time=${PATIENCE} -p ${port ?? 53} ${server === undefined ? [] : [`@${server}`]} -q ${`${name}.`} -t ${type}`,
)

// drill(1) has no limit of its own.
export const drill = resolver(
  'drill',
  ({ name, type, server, port }) =>
    sh`timeout ${2 * PATIENCE} drill -p ${port ?? 53} ${server === undefined ? [] : [`@${server}`]} ${`${name}.`} ${type}`,
)

export const host = resolver(
  'host',
  ({ name, type, server, port }) =>
    sh`host -v -W ${PATIENCE} -R 1 -p ${port ?? 53} -t ${type} ${`${name}.`} ${server === undefined ? [] : [server]}`,
)

function resolver(tool: 'dig' | 'drill' | 'host', command: (question: DnsQuestion) => Script): Provider<DnsState> {
  return {
    on: ({ tools }) => tools.includes(tool) && (tool !== 'drill' || tools.includes('timeout')),
    show: (key) => command(questionOf(key)),
    ask: (keys) => atOnce(keys.map((key) => command(questionOf(key)))),
    parse: (answer, keys) => {
      if (answer.exitCode !== 0) return allFailed(keys, tool, answer)
      return new Map(keys.map((key, index) => [key, stateOf(questionOf(key), ownLines(answer.stdout, index))]))
    },
  }
}

/** getent(1), from DNS alone: addresses, and nothing of a name that it does not find. */
export const getentDns: Provider<DnsState> = {
  on: ({ tools, os }) => tools.includes('getent') && tools.includes('timeout') && os.family !== 'alpine',
  show: (key) => sh`getent -s hosts:dns ahosts ${questionOf(key).name}`,
  ask: (keys) =>
    atOnce(
      keys.map((key) => {
        const { name, type } = questionOf(key)
        return sh`timeout ${2 * PATIENCE} getent -s hosts:dns ${type === 'AAAA' ? 'ahostsv6' : 'ahostsv4'} ${`${name}.`}; echo "= $?"`
      }),
    ),
  parse: (answer, keys) => {
    if (answer.exitCode !== 0) return allFailed(keys, 'getent', answer)
    return new Map(keys.map((key, index) => [key, addressesOf(questionOf(key), ownLines(answer.stdout, index))]))
  },
}

/** Each line with the number of its question: they come in any order. */
function atOnce(commands: readonly Script[]): Script {
  const all = commands.reduce(
    (script, command, index) => sh`${script}{ ${command}; } 2>&1 | sed ${`s/^/${index} /`} &
`,
    sh``,
  )
  return sh`${all}wait`
}

const RECORD = /^(\S+)\s+(\d+)\s+IN\s+([A-Z0-9]+)\s+(.+)$/

function stateOf({ type }: DnsQuestion, lines: readonly string[]): DnsState | Unknown {
  const text = lines.join('\n')
  // host(1) prints no head of an answer that is a no. Of several heads the last one counts: after an answer that was cut, it is asked again over TCP.
  const code = [...text.matchAll(/(?:->>HEADER<<-.* (?:status|rcode): |^Host .* not found: \d+\()(\w+)/gm)].at(-1)?.[1]
  if (code === undefined) return silence(text)
  if (code !== 'NOERROR' && code !== 'NXDOMAIN')
    return couldNotTell(FAILURES[code] ?? `the name server answered ${code}`)
  const start = lines.findLastIndex((line) => line.startsWith(';; ANSWER SECTION:'))
  const after = start === -1 ? [] : lines.slice(start + 1)
  const end = after.findIndex((line) => line.trim() === '' || line.startsWith(';'))
  const answers = after.slice(0, end === -1 ? undefined : end).map((line) => RECORD.exec(line))
  if (answers.includes(null)) return couldNotTell('the answer cannot be read')
  if (/^;; flags:[^;]* tc\b/.test(lines.findLast((line) => line.startsWith(';; flags:')) ?? '')) {
    return couldNotTell('the answer was cut, and no whole one came over TCP')
  }
  // RFC 6604, 3: of a name that is another one's the code is about that other one.
  return code === 'NXDOMAIN' && answers.length === 0 ? { exists: false } : presentOf(type, answers as RegExpExecArray[])
}

function presentOf(type: DnsQuestion['type'], answers: readonly RegExpExecArray[]): DnsPresent {
  const records = answers.filter(([, , , found]) => found === type)
  const aliases = answers.filter(([, , , found]) => found === 'CNAME' && found !== type)
  return {
    exists: true,
    type,
    records: records.map(([, , ttl, , value = '']) => ({ value: canonical(type, value), ttl: Number(ttl) })),
    aliases: aliases.map(([, , , , value = '']) => canonical('CNAME', value)),
  }
}

const FAILURES: Readonly<Record<string, string>> = {
  SERVFAIL: 'the name server could not find out (SERVFAIL)',
  REFUSED: 'the name server refuses to answer (REFUSED)',
  NOTIMP: 'the name server does not know such a question (NOTIMP)',
  FORMERR: 'the name server did not understand the question (FORMERR)',
}

function silence(text: string): Unknown {
  if (/connection refused/i.test(text)) return couldNotTell('nothing listens where the name server should be')
  if (/couldn't get address|not found/.test(text))
    return couldNotTell(`the name server is not known: ${firstSaid(text)}`)
  if (/timed out|no servers could be reached|Terminated/i.test(text) || text.trim() === '') {
    return couldNotTell('no name server answered in time')
  }
  return couldNotTell(firstSaid(text))
}

function firstSaid(text: string): string {
  return (
    text
      .split('\n')
      .find((line) => line.trim() !== '')
      ?.replace(/^;+ ?/, '') ?? 'nothing was answered'
  )
}

function addressesOf({ type, server, port }: DnsQuestion, lines: readonly string[]): DnsState | Unknown {
  if ((type !== 'A' && type !== 'AAAA') || server !== undefined || port !== undefined) {
    return couldNotTell(
      `it takes dig, drill or host to ask for ${server === undefined ? type : 'a name server of its own'}`,
    )
  }
  if (lines.at(-1) !== '= 0')
    return couldNotTell('getent does not say whether there is no such name or no name server answered')
  const all = lines.slice(0, -1).flatMap((line) => readAddress(line.split(' ')[0] ?? '') ?? [])
  // Where there is no AAAA, or where none came, it prints the addresses of IPv4 in the form of the others.
  const found = all.filter(({ family }) => family === (type === 'A' ? 'ipv4' : 'ipv6'))
  if (found.length === 0)
    return couldNotTell('getent found addresses of the other family alone', 'install dig on the host')
  const values = [...new Set(found.map(({ address }) => address))]
  return { exists: true, type, records: values.map((value) => ({ value, ttl: undefined })), aliases: undefined }
}
