import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

import { median } from '../tables.ts'
import { recordConversation } from './conversation.ts'
import { CHECKS, HOSTS, makeFleet } from './fleet.ts'
import { startServers } from './servers.ts'

// npm run bench: 200 hosts at once in one process, against the bare handshakes of the same connections, and against plain ssh2
// that says the same to them: what the hosts need for their side of it, on the same cores

const MOST_MEGABYTES = 300
const MOST_RATIO = 1.5
const { values } = parseArgs({ options: { rounds: { type: 'string', default: '5' } } })
const rounds = Number(values.rounds)

/** What one process took. */
interface Took {
  readonly seconds: number
  readonly megabytes: number
  /** Seconds of this machine's cores that the process itself used. */
  readonly cpu: number
}

/** The same 200 hosts, visited in three ways. */
interface Round {
  readonly bare: Took
  /** Plain ssh2 that says what infraspec says, and reads nothing of the answers. */
  readonly same: Took
  readonly run: Took
}

const { servers, end } = await startServers()
const { root, file } = makeFleet(servers)
const peak = join(root, 'peak')
const preload = join(root, 'peak.mjs')
writeFileSync(
  preload,
  `import { isMainThread } from 'node:worker_threads'
import { writeFileSync } from 'node:fs'
if (isMainThread) process.on('exit', () => writeFileSync(${JSON.stringify(peak)}, JSON.stringify(process.resourceUsage())))\n`,
)
try {
  const load = loadavg()[0]!
  const conversation = recordConversation(root, servers[0]!)
  const plain = fileURLToPath(new URL('plain.js', import.meta.url))
  const all: Round[] = []
  for (let round = 0; round <= rounds; round += 1) {
    process.stderr.write(`sessions: round ${round} of ${rounds}\n`)
    const bare = await time([plain, file], `${HOSTS} connected`)
    const same = await time([plain, file, conversation], `${HOSTS} talked to`)
    const run = await time(
      [
        join(root, 'node_modules/infraspec/bin/infraspec.js'),
        'run',
        '--role',
        'fleet',
        '--concurrency',
        String(HOSTS),
        '--timeout',
        '60s',
        '--connect-timeout',
        '60s',
      ],
      `${CHECKS} checks passed on ${HOSTS} hosts`,
    )
    if (round > 0) all.push({ bare, same, run })
  }
  report(all, load)
} finally {
  end()
  rmSync(root, { recursive: true })
}

/** Runs a program of Node to its end; without these words in its output it is an error. */
async function time(args: readonly string[], words: string): Promise<Took> {
  const started = performance.now()
  const child = spawn(process.execPath, ['--import', preload, ...args], {
    cwd: args[0]!.startsWith(root) ? root : '.',
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text))
  await new Promise((resolve) => child.once('close', resolve))
  const seconds = (performance.now() - started) / 1000
  if (!output.includes(words)) throw new Error(`Not what was expected (${words}):\n${output.slice(-3000)}`)
  const used = JSON.parse(readFileSync(peak, 'utf8')) as NodeJS.ResourceUsage
  const took = { seconds, megabytes: used.maxRSS / 1024, cpu: (used.userCPUTime + used.systemCPUTime) / 1e6 }
  process.stderr.write(`  ${words}: ${JSON.stringify(took)}\n`)
  return took
}

function report(all: readonly Round[], load: number): void {
  const of = (pick: (round: Round) => number) => median(all.map(pick))
  const result = {
    hosts: HOSTS,
    checks: CHECKS,
    bareSeconds: round2(of(({ bare }) => bare.seconds)),
    bareCpu: round2(of(({ bare }) => bare.cpu)),
    bareMegabytes: Math.round(of(({ bare }) => bare.megabytes)),
    seconds: round2(of(({ run }) => run.seconds)),
    cpu: round2(of(({ run }) => run.cpu)),
    megabytes: Math.round(of(({ run }) => run.megabytes)),
    sameSeconds: round2(of(({ same }) => same.seconds)),
    sameCpu: round2(of(({ same }) => same.cpu)),
    ratio: round2(of(({ run, bare }) => run.seconds / bare.seconds)),
    own: round2(of(({ run, same }) => run.seconds / same.seconds)),
    rounds: all.length,
    load: round2(load),
  }
  mkdirSync('node_modules/.cache/infraspec-reliability', { recursive: true })
  writeFileSync('node_modules/.cache/infraspec-reliability/sessions.json', `${JSON.stringify(result)}\n`)
  const met = (value: number, most: number) => (value <= most ? 'met' : 'MISSED')
  process.stdout.write(`
${HOSTS} hosts × ${CHECKS} checks at once: ${result.seconds} s, ${result.megabytes} MB at most (goal < ${MOST_MEGABYTES} MB: ${met(result.megabytes, MOST_MEGABYTES - 1)})
the bare handshakes of the same ${HOSTS} connections: ${result.bareSeconds} s, ${result.bareMegabytes} MB
the same conversations by plain ssh2, which reads none of the answers: ${result.sameSeconds} s, so that infraspec's own share is a factor of ${result.own}
ratio ${result.ratio} (goal ≤ ${MOST_RATIO}: ${met(result.ratio, MOST_RATIO)}), load ${result.load} before it began
`)
}

function round2(value: number): number {
  return Math.round(value * 100) / 100
}
