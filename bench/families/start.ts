import { rmSync } from 'node:fs'

import { measureProgram, type Program, type Usage } from '../client.ts'
import { infraspec, script, type Target } from '../contestants.ts'
import type { Bench } from '../main.ts'
import { newestNode, nodeName } from '../node-versions.ts'
import { makeProject } from '../project.ts'
import { farTarget } from '../far-target.ts'
import { inRounds, type Entry, type Measured } from '../rounds.ts'
import { profiledParts, profileTable, type Parts } from '../run-profile.ts'
import { median, seconds, table } from '../tables.ts'
import { loadTarget } from '../target.ts'
import { whereCpuGoes } from '../where-cpu-goes.ts'

type Step = Entry<Usage> & { readonly name: string; readonly node: string; readonly group: 'whole' }
type Run = Entry<Parts> & { readonly name: string; readonly node: string; readonly group: 'parts' }

/** What a run of 56 checks costs before its first byte is sent, and after: as wholes, by part, and whose the CPU is. */
export async function start({ rounds, keep }: Bench): Promise<void> {
  const root = makeProject()
  const near = loadTarget()
  const { target: far, close } = await farTarget(near, 50, root)
  try {
    const lts = newestNode()
    const nodes = [process.execPath, ...(lts === undefined ? [] : [lts])]
    const steps = nodes.flatMap((node) => wholes(near, root, node))
    const runs = nodes.flatMap((node) => [profiled(near, root, node, 0), profiled(far, root, node, 50)])
    const { args, passed } = infraspec(near, root, 'app')
    const profile = await whereCpuGoes({ args, cwd: root, passed })
    await inRounds<Step | Run>([...steps, ...runs], rounds, (all, done) => {
      const of = all.filter(({ group }) => group === 'whole') as readonly Measured<Step>[]
      const parts = all.filter(({ group }) => group === 'parts') as readonly Measured<Run>[]
      keep(
        [report(of), WHAT, profileTable(parts), 'Whose the CPU is, of one run under V8’s profiler:', profile].join(
          '\n\n',
        ),
        done,
      )
    })
  } finally {
    await close()
    rmSync(root, { recursive: true })
  }
}

const WHAT = `What a run says of itself with \`--profile\`, in milliseconds. The parts follow each other and come to the whole, but for those
*beside it*, on threads of their own; what the host took is a part of *connecting and checking*.`

function wholes(target: Target, root: string, node: string): Step[] {
  const run = infraspec(target, root, 'app', node)
  const [bin = ''] = run.args
  const programs: Readonly<Record<string, Omit<Program, 'cwd' | 'node'>>> = {
    'Node, and nothing else': { args: ['--eval', 'console.log("up")'], passed: /up/ },
    'the help of the command line': { args: [bin, 'run', '--help'], passed: /infraspec run/ },
    'configuration, role and hosts': {
      args: [bin, 'hosts', ...run.args.slice(2, 8)],
      passed: /app/,
    },
    'the hand-written script, whole': { args: script(target).args, passed: /56 passed/ },
    'infraspec run, whole': run,
  }
  return Object.entries(programs).map(([name, { args, passed }]) => ({
    name,
    node: nodeName(node),
    group: 'whole',
    title: `${name}, ${nodeName(node)}`,
    measure: () => measureProgram({ args, passed, cwd: root, node }),
  }))
}

function profiled(target: Target, root: string, node: string, roundTrip: number): Run {
  const name = `${roundTrip} ms`
  return {
    name,
    node: nodeName(node),
    group: 'parts',
    title: `a profile, ${name}, ${nodeName(node)}`,
    measure: () => profiledParts(infraspec(target, root, 'app', node), root),
  }
}

function report(measured: readonly Measured<Step>[]): string {
  const rows = measured.map(({ name, node, values }) => [
    name,
    node,
    seconds(median(values.map(({ time }) => time))),
    seconds(median(values.map(({ cpu }) => cpu))),
  ])
  return table(['', '', 'time', 'CPU'], rows)
}
