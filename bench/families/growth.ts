import { rmSync } from 'node:fs'

import type { Usage } from '../client.ts'
import { evaluation } from '../evaluation.ts'
import { moreChecks } from '../growth/checks.ts'
import { grownTable, usageOf, type Grown } from '../growth/grown.ts'
import { moreHosts } from '../growth/hosts.ts'
import type { Bench } from '../main.ts'
import { makeProject } from '../project.ts'
import { inRounds, type Measured } from '../rounds.ts'
import { startServers } from '../sessions/servers.ts'
import { judged, median, seconds } from '../tables.ts'

/** More and more checks on one host, more and more hosts, and the evaluation of a thousand hosts by itself. */
export async function growth({ rounds, keep }: Bench): Promise<void> {
  const root = makeProject()
  const { servers, end } = await startServers()
  const hosts = moreHosts(servers)
  const checks = moreChecks(root)
  const alone = evaluation()
  const [c, h] = [checks.length, hosts.runs.length]
  try {
    await inRounds<Grown>([...checks, ...hosts.handshakes, ...hosts.runs, alone], rounds, (all, done) => {
      const parts = { checks: all.slice(0, c), handshakes: all.slice(c, c + h), runs: all.slice(c + h, c + 2 * h) }
      keep(report({ ...parts, alone: all.at(-1)!.values }), done)
    })
  } finally {
    hosts.close()
    end()
    rmSync(root, { recursive: true })
  }
}

interface Parts {
  readonly checks: readonly Measured<Grown>[]
  readonly handshakes: readonly Measured<Grown>[]
  readonly runs: readonly Measured<Grown>[]
  readonly alone: readonly Usage[]
}

function report({ checks, handshakes, runs, alone }: Parts): string {
  const of = (what: keyof Usage) => median(alone.map((usage) => usage[what]))
  const most = runs.at(-1)!
  const more = (what: keyof Usage) => usageOf(runs, most.count, what) - usageOf(handshakes, most.count, what)
  return [
    'Checks on one host:',
    grownTable(checks, 'checks'),
    `Hosts with fifty checks each, all of them at once. They are sshds of two test hosts on the cores of this machine, so that the time
has in it what the shells and tools of all of them cost.`,
    grownTable(runs, 'hosts'),
    'Their handshakes alone, by plain ssh2:',
    grownTable(handshakes, 'hosts'),
    'The evaluation is that of 1,000 hosts × 100 one-liners, with all answers in hand.',
    judged([
      {
        what: `${most.count} hosts × 50 checks / their handshakes`,
        measured: usageOf(runs, most.count, 'time') / usageOf(handshakes, most.count, 'time'),
        goal: { atMost: 1.3 },
        why: `Of ${seconds(more('time'))} more, ${seconds(more('cpu'))} are CPU of the client; the rest is what ${most.count} shells with sudo and their tools take
  of the same cores. *fleet* has the client's part alone.`,
      },
      {
        what: `scripts on each of ${most.count} hosts, the preamble aside`,
        measured: most.scripts!() - 1,
        goal: { atMost: 1 },
      },
      { what: 'evaluation, time', measured: of('time') / 1000, goal: { atMost: 2 }, unit: ' s' },
      { what: 'evaluation, memory', measured: of('memory'), goal: { atMost: 300 }, unit: ' MB' },
    ]),
  ].join('\n\n')
}
