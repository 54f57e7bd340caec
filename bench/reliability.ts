import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { ENDINGS, FAULTS } from '../test/end-to-end/faults/catalogue.ts'

// npm run reliability: docs/reliability.md from what the fault suite, the fuzz suite and the bench have left

const RESULTS = 'node_modules/.cache/infraspec-reliability'

const read = <Result>(name: string): Result => {
  const file = join(RESULTS, `${name}.json`)
  if (!existsSync(file)) throw new Error(`${file} is not there: npm run reliability runs what leaves it`)
  return JSON.parse(readFileSync(file, 'utf8')) as Result
}

interface FaultResults {
  readonly outcomes: number
  readonly wrongGreens: number
  readonly wrongReds: number
  readonly hosts: Readonly<Record<string, HostResult>>
}

interface HostResult {
  readonly told: number
  readonly untold: number
  readonly wrongGreens: number
  readonly error?: string
}

const faults = read<FaultResults>('faults')
const single = read<{ faults: number; wrongGreens: number }>('single')
const endings = read<{ endings: number; runs: number; leaked: number }>('endings')
const secrets = read<{ runs: number; leaked: number }>('secrets')
const sessions = read<Record<string, number>>('sessions')
const tried = readdirSync(RESULTS)
  .filter((name) => name.startsWith('fuzz-'))
  .reduce((sum, name) => sum + read<{ tried: number }>(name.replace('.json', '')).tried, 0)

writeFileSync(
  'docs/reliability.md',
  `# What infraspec does when hosts and networks misbehave

Made by \`npm run reliability\` from the results of the fault suite (test/end-to-end/faults, on real hosts), the fuzz suite
(test/fuzz) and the bench; CI runs both suites and prints these figures.

${table(
  ['', 'measured', 'goal', ''],
  [
    ['faults injected and survived', String(Object.keys(FAULTS).length), '', ''],
    goal('wrong greens: false checks that passed, in either polarity', faults.wrongGreens + single.wrongGreens, 0),
    goal('wrong reds: true checks that failed', faults.wrongReds, 0),
    ['outcomes judged for that', thousands(faults.outcomes), '', ''],
    goal(
      `processes left by ${endings.runs} runs with ${endings.endings} kinds of ending, here and on the host`,
      endings.leaked,
      0,
    ),
    goal(`places where ${secrets.runs} runs, cut off and whole, let a secret be read`, secrets.leaked, 0),
    ['hostile inputs tried', thousands(tried), '', ''],
    goal(
      `memory of ${sessions['hosts']} hosts × ${sessions['checks']} checks at once, MB`,
      sessions['megabytes']!,
      299,
    ),
    goal(`its time / the bare handshakes of the same ${sessions['hosts']} connections`, sessions['ratio']!, 1.5),
  ],
)}

The run took ${sessions['seconds']} s and ${sessions['cpu']} s of CPU in its own process, the handshakes by plain ssh2 ${sessions['bareSeconds']} s and ${sessions['bareCpu']} s (medians of ${sessions['rounds']}
rounds; load ${sessions['load']} before they began). The 200 hosts are ports of two machines on the same two cores, so that the ratio holds
what the shells and tools of 200 hosts cost, which on machines of their own would not be ours to wait for: plain ssh2 that says the
same to them and reads none of the answers took ${sessions['sameSeconds']} s, and infraspec is ${sessions['own']} times that.

## Faults

Each is on a host of its own in one run, or in a run of its own, with ${faults.outcomes / Object.keys(faults.hosts).length} checks on real state: half of them true and half of
them false, in both polarities. Told is what was answered rightly; the rest could not be told, and is never green.

${table(
  ['fault', 'told', 'could not be told', 'wrong greens', 'the host'],
  Object.entries(FAULTS).map(([name, what]) => row(name, what)),
)}

A clock of a host that is years off is libfaketime's on all of its processes, for a kernel has one clock. MaxSessions, MaxStartups,
ForceCommand, disks and roots are those of real sshds in mount namespaces of a real host.

## Endings

After each of these, processes are listed on the host, by the mark in their environment and by what they run, and here.

${Object.values(ENDINGS)
  .map((what) => `- ${what}`)
  .join('\n')}

What is running on a host when the run is killed or the connection lost is ended there by the session's shell, as soon as its input
ends, and the shell stays open for that; where \`MaxSessions 1\` leaves no room for it, by a process beside the command that watches its input. Both are
tried over \`ssh\` and over \`openssh\`, whose own process here ends 30 s after a run that was killed. A probe that hangs in the kernel, or one that
keeps the shell busy, ends only when it does, and a command without a shell that reads standard input ends by itself only.

## Secrets

A sudo password that a host prints in pieces, or where a text is cut in the middle of it, the hash of a password and the lines of a private key are looked
for in the console, the log of \`--verbose\`, the audit log and the reports of runs that end by themselves, are interrupted, or lose their connection.

## Hostile input

Frames (any bytes, any chunks, forged ends), quoting (in dash, bash and busybox), the preamble, os-release, known_hosts, \`ssh -G\`, secrets
in every form that we write and across chunks, and the parser of every provider that there is: any text makes nothing exist; an
answer that was cut at any byte makes nothing exist or vanish, though the tool ended with 0; one whose tool was killed says what the
whole answer said, or nothing. That a tool ends with 0 after half of what it had to say about one thing (such as half of the addresses of
an interface) is not found by every provider. \`FUZZ_SEED\` repeats a run.
`,
)

function row(name: string, what: string): string[] {
  const hosts = Object.entries(faults.hosts).filter(([host]) => host === name || host.replace(/-\d+$/, '') === name)
  if (hosts.length === 0) return [what, '', '', '0', 'in a run of its own']
  const sum = (pick: (host: HostResult) => number) => String(hosts.reduce((all, [, host]) => all + pick(host), 0))
  const errors = [...new Set(hosts.flatMap(([, { error }]) => error ?? []))]
  const state = errors.length === 0 ? 'answers' : `\`${errors.join('`, `')}\``
  return [what, sum(({ told }) => told), sum(({ untold }) => untold), sum(({ wrongGreens }) => wrongGreens), state]
}

function goal(what: string, measured: number, most: number): string[] {
  return [what, String(measured), most === 0 ? '0' : `≤ ${most}`, measured <= most ? 'met' : 'MISSED']
}

function thousands(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ',')
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(head), `|${head.map(() => '---|').join('')}`, ...rows.map(line)].join('\n')
}
