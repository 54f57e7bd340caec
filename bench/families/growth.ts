import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { measureProgram, type Program, type Usage } from '../client.ts'
import { makeProject } from '../project.ts'
import { judged, median, seconds, table } from '../tables.ts'
import { loadTarget } from '../target.ts'
import { overSsh } from '../wide.ts'
import { measureEvaluation } from '../evaluation.ts'

const COUNTS = [10, 56, 200, 500, 1000] as const

/** More and more checks on one host, and the evaluation of a thousand hosts by itself. */
export async function growth({ rounds }: { readonly rounds: number }): Promise<string> {
  const root = makeProject()
  // one name for each check, so that what is asked grows too
  const files = overSsh(loadTarget().login)('find /usr -xdev -type f | head -1000').trim().split('\n')
  try {
    const measured = new Map<number, Usage[]>(COUNTS.map((count) => [count, []]))
    for (let round = 0; round <= rounds; round += 1) {
      process.stderr.write(`round ${round} of ${rounds}\n`)
      for (const count of COUNTS) {
        const usage = await measureProgram(program(root, files, count))
        if (round > 0) measured.get(count)!.push(usage)
      }
    }
    return report(measured, root, await measureEvaluation(rounds))
  } finally {
    rmSync(root, { recursive: true })
  }
}

function program(root: string, files: readonly string[], count: number): Program {
  const { address, port, user, identity, knownHosts } = loadTarget()
  const lines = files.slice(0, count).map((file) => `it(file(${JSON.stringify(file)})).toBeFile()`)
  writeFileSync(join(root, 'specs/grow.spec.ts'), `import { file, it } from 'infraspec'\n\n${lines.join('\n')}\n`)
  writeFileSync(join(root, 'roles/grow.ts'), "export default { specs: ['grow'], sudo: true }\n")
  const bin = join(root, 'node_modules/infraspec/bin/infraspec.js')
  const login = ['--host', `${user}@${address}:${port}`, '--identity', identity, '--known-hosts', knownHosts]
  const reports = ['--reporter', 'console', '--reporter', `json=${join(root, `grow-${count}.json`)}`]
  return {
    args: [bin, 'run', '--role', 'grow', ...login, ...reports],
    cwd: root,
    passed: new RegExp(`checks +${count} passed \\(${count}\\)`),
  }
}

function report(measured: ReadonlyMap<number, Usage[]>, root: string, evaluation: Usage): string {
  const of = (count: number, what: keyof Usage): number => median(measured.get(count)!.map((usage) => usage[what]))
  const rows = COUNTS.map((count) => [
    String(count),
    seconds(of(count, 'time')),
    seconds(of(count, 'cpu')),
    `${of(count, 'memory').toFixed(0)} MB`,
    String(scripts(root, count)),
  ])
  const slope = (what: keyof Usage): number => (of(1000, what) - of(10, what)) / 990
  return [
    table(['checks', 'time', 'CPU', 'memory', 'scripts'], rows),
    `A check more costs ${slope('time').toFixed(2)} ms, ${slope('cpu').toFixed(2)} ms of CPU and ${(slope('memory') * 1024).toFixed(0)} KB.`,
    'The evaluation of 1,000 hosts × 100 one-liners, with all answers in hand:',
    judged([
      { what: 'time', measured: evaluation.time / 1000, goal: { atMost: 2 }, unit: ' s' },
      { what: 'CPU', measured: evaluation.cpu / 1000, goal: { atMost: 2 }, unit: ' s' },
      { what: 'memory', measured: evaluation.memory, goal: { atMost: 300 }, unit: ' MB' },
    ]),
  ].join('\n\n')
}

function scripts(root: string, count: number): number {
  const { hosts } = JSON.parse(readFileSync(join(root, `grow-${count}.json`), 'utf8')) as {
    readonly hosts: readonly [{ readonly counters: { readonly scripts: number } }]
  }
  return hosts[0].counters.scripts
}
