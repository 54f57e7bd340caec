import { spawn, spawnSync } from 'node:child_process'

import type { Contestant } from './contestants.ts'
import { LONGEST } from './client.ts'

/** Runs it once and gives how long the whole process took, in milliseconds; one that does not pass everything is an error. */
export async function time({ name, command, args, cwd, env, passed, after }: Contestant): Promise<number> {
  const started = performance.now()
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, ...env, LC_ALL: 'C.UTF-8' },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: LONGEST,
    killSignal: 'SIGKILL',
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text))
  const exited = new Promise<number>((resolve, reject) => {
    child.once('error', reject)
    // not `close`: a connection that is kept for later may hold the streams
    child.once('exit', () => resolve(performance.now() - started))
  })
  const took = await exited
  await new Promise((resolve) => setTimeout(resolve, 50))
  child.stdout.destroy()
  child.stderr.destroy()
  if (after) spawnSync('ssh', after)
  if (!passed.test(output)) throw new Error(`${name} did not pass all of its checks:\n${output}`)
  return took
}
