import { rmSync } from 'node:fs'
import { join } from 'node:path'

import { infraspec, script } from '../contestants.ts'
import { measureProgram, type Program, type Usage } from '../client.ts'
import { makeProject } from '../project.ts'
import { median, seconds, table } from '../tables.ts'
import { loadTarget } from '../target.ts'

/** What a run costs before the first byte is sent, and after: by part. */
export async function start({ rounds }: { readonly rounds: number }): Promise<string> {
  const root = makeProject()
  try {
    const target = loadTarget()
    const bin = join(root, 'node_modules/infraspec/bin/infraspec.js')
    const run = infraspec(target, root, 'app')
    const programs: Readonly<Record<string, Program>> = {
      'Node, and nothing else': { args: ['--eval', 'console.log("up")'], cwd: root, passed: /up/ },
      'the help of the command line': { args: [bin, 'run', '--help'], cwd: root, passed: /infraspec run/ },
      'configuration, role and hosts': {
        args: [bin, 'hosts', ...run.args.slice(2, 8), '--known-hosts', target.knownHosts],
        cwd: root,
        passed: /app/,
      },
      'the hand-written script, whole': { args: script(target).args, cwd: root, passed: /56 passed/ },
      'infraspec run, whole': { args: run.args, cwd: root, passed: run.passed },
    }
    return report(await measure(programs, rounds))
  } finally {
    rmSync(root, { recursive: true })
  }
}

type Measured = ReadonlyMap<string, readonly Usage[]>

async function measure(programs: Readonly<Record<string, Program>>, rounds: number): Promise<Measured> {
  const measured = new Map<string, Usage[]>()
  for (let round = 0; round <= rounds; round += 1) {
    for (const [name, program] of Object.entries(programs)) {
      const usage = await measureProgram(program)
      if (round > 0) measured.set(name, [...(measured.get(name) ?? []), usage])
    }
  }
  return measured
}

function report(measured: Measured): string {
  const rows = [...measured].map(([name, usages]) => [
    name,
    seconds(median(usages.map(({ time }) => time))),
    seconds(median(usages.map(({ cpu }) => cpu))),
  ])
  return table(['', 'time', 'CPU'], rows)
}
