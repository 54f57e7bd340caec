import { BroadcastChannel } from 'node:worker_threads'

import { diagnose } from '../diagnose.ts'
import { PREAMBLE } from '../host/platform/preamble.ts'
import type { Finding } from '../spec/collect/plan.ts'
import type { Recital } from '../spec/collect/recite.ts'
import { startEngine } from './evaluation/engine.ts'
import { startEvaluationThread } from './evaluation/evaluation-pool.ts'
import { makePlan } from './options/make-plan.ts'
import type { ProbesOptions } from './options/options.ts'
import { printable } from './printable.ts'
import { exitCodeOf, visit } from './visit.ts'

/**
 * Prints what a run would send to each host, and which checks decide only as they run.
 *
 * Hosts are visited for their platform, since it decides how they are asked; nothing else is sent.
 */
export async function probes(options: ProbesOptions): Promise<number> {
  let problems = 0
  const recitals: string[] = []
  const visited = await visit(options, async (id) => {
    const plan = { ...makePlan(id, { ...options, evidence: 'none', retryFor: 0 }), recite: true }
    const findings = new BroadcastChannel(plan.findingChannel)
    const told = new Promise<void>((resolve) => {
      findings.onmessage = (event) => {
        for (const finding of (event as { data: readonly Finding[] }).data) {
          if (finding.type === 'recital') recitals.push(section(options, finding))
          if (finding.type === 'problem') problems += complain(finding.problem.message)
          if (finding.type === 'done') resolve()
        }
      }
    })
    const engine = startEngine(plan, startEvaluationThread())
    const { faults, complete } = await engine.done
    for (const { message } of faults) problems += complain(message)
    if (complete) await told
    findings.close()
    await engine.close()
  })
  const { hosts, stopped } = visited
  process.stdout.write(`# sent first to every host, by the shell that stays open\n${PREAMBLE}\n`)
  process.stdout.write(recitals.join(''))
  for (const [id, state] of hosts) if (state.status === 'failed') complain(`${id}: ${state.error.message}`)
  if (stopped !== undefined) complain(stopped)
  return problems > 0 ? 2 : exitCodeOf(visited, options)
}

function complain(message: string): 1 {
  diagnose(`${printable(message)}\n`)
  return 1
}

function section(
  { hosts }: ProbesOptions,
  { host, role, recital }: { host: string; role: string; recital: Recital },
): string {
  const name = hosts.find(({ id }) => id === host)?.name ?? host
  const scripts = recital.scripts.map(({ kind, user, script }) => {
    const as = user === undefined ? '' : ` as ${user}`
    return `\n# ${kind}${as}\n${script}\n`
  })
  const bodies = recital.bodies.map((title) => `#   ${title}\n`)
  const last = bodies.length === 0 ? '' : `\n# decided only as they run: the bodies of\n${bodies.join('')}`
  return `\n# ${printable(name)}, role ${role}\n${scripts.map((text) => printable(text)).join('')}${printable(last)}`
}
