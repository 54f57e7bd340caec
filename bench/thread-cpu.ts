import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

import type { Program } from './client.ts'

/** Milliseconds of CPU of the threads of a run, and of those on which V8 compiles and collects garbage. */
export interface ThreadCpu {
  readonly main: number
  readonly sessions: number
  readonly evaluation: number
  readonly helpers: number
}

/** As Node numbers them: the main thread starts the other two, in this order. */
const NAMES = ['main', 'sessions', 'evaluation'] as const

const PAUSE = 20
/** Milliseconds of a tick in which the kernel counts, proc(5): `getconf CLK_TCK` is 100 everywhere. */
const TICK = 10

/** Runs a program once, and gives whose the CPU was, by the kernel's own count. */
export async function cpuByThread({ args, cwd, passed, node = process.execPath }: Program): Promise<ThreadCpu> {
  const folder = mkdtempSync(join(tmpdir(), 'infraspec-threads-'))
  const file = join(folder, 'threads')
  const child = spawn(node, ['--require', resolve('bench/thread-names.cjs'), ...args], {
    cwd,
    env: { ...process.env, BENCH_THREADS: file },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text) => (output += text))
  const seen = new Map<string, number>()
  const timer = setInterval(() => look(child.pid!, seen), PAUSE)
  await new Promise((done, failed) => child.once('close', done).once('error', failed))
  clearInterval(timer)
  if (!passed.test(output)) throw new Error(`${args.join(' ')} did not go well:\n${output.slice(-4000)}`)
  const named = readFileSync(file, 'utf8').trim().split('\n')
  rmSync(folder, { recursive: true })
  const told = { main: 0, sessions: 0, evaluation: 0, helpers: 0 }
  for (const line of named) {
    const [number, thread] = line.split(' ') as [string, string]
    told[NAMES[Number(number)]!] = seen.get(thread) ?? 0
    seen.delete(thread)
  }
  told.helpers = [...seen.values()].reduce((sum, time) => sum + time, 0)
  return told
}

/** Takes down what every thread has used so far: one that has ended is not there any more. */
function look(pid: number, seen: Map<string, number>): void {
  try {
    for (const thread of readdirSync(`/proc/${pid}/task`)) {
      // proc(5): the name, which may hold anything, is in parentheses; utime and stime are fields 14 and 15
      const stat = readFileSync(`/proc/${pid}/task/${thread}/stat`, 'utf8')
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      seen.set(thread, (Number(fields[11]) + Number(fields[12])) * TICK)
    }
  } catch {
    // it ended while it was looked at
  }
}
