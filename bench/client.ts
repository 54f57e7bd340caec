import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

/** What a Node process took: milliseconds on the clock, milliseconds of CPU, MB at its most. */
export interface Usage {
  readonly time: number
  readonly cpu: number
  readonly memory: number
}

/** Milliseconds after which whatever is measured is ended, so that the bench ends. */
export const LONGEST = 600_000

/** A Node program to measure. */
export interface Program {
  readonly args: readonly string[]
  readonly cwd: string
  /** The Node that runs it; that of the bench when it is not said. */
  readonly node?: string
  /** What it prints when all went well. */
  readonly passed: RegExp
}

/** Runs it once; one that does not go well is an error. */
export async function measureProgram({ args, cwd, passed, node = process.execPath }: Program): Promise<Usage> {
  const folder = mkdtempSync(join(tmpdir(), 'infraspec-usage-'))
  const file = join(folder, 'usage.json')
  const begin = performance.now()
  const child = spawn(node, ['--require', resolve('bench/usage.cjs'), ...args], {
    cwd,
    env: { ...process.env, BENCH_USAGE: file },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: LONGEST,
    killSignal: 'SIGKILL',
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text))
  await new Promise((done, failed) => child.once('close', done).once('error', failed))
  const time = performance.now() - begin
  if (!passed.test(output)) throw new Error(`${args.join(' ')} did not go well:\n${output.slice(-4000)}`)
  const { cpu, memory } = JSON.parse(readFileSync(file, 'utf8')) as Omit<Usage, 'time'>
  rmSync(folder, { recursive: true })
  return { time, cpu, memory }
}
