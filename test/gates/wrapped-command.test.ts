import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { describe, expect, it, vi } from 'vitest'

import { requireProgram } from '../../src/gates/wrapped-command.ts'
import { makeProject } from '../run/project.ts'

const MODULE = fileURLToPath(new URL('../../src/gates/wrapped-command.ts', import.meta.url))

/** A process that wraps a shell script; `meanwhile` sees it once the script has written `begun`. */
async function wrap(script: string, meanwhile: (pid: number, root: string) => unknown = () => undefined) {
  const root = makeProject({
    'main.ts': `import { runWrapped } from ${JSON.stringify(MODULE)}
      const { code, signal, interrupted } = await runWrapped(['sh', '-c', process.argv[2]!], { MARK: 'of ours' })
      console.error(JSON.stringify({ code, signal, interrupted }))`,
  })
  const child = spawn(process.execPath, ['--import', LOADER, join(root, 'main.ts'), script], { cwd: root })
  const text = { out: '', err: '' }
  child.stdout.on('data', (chunk: Buffer) => (text.out += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (text.err += chunk.toString()))
  child.stdin.end('given\n')
  const ended = new Promise((resolve) => child.on('close', resolve))
  await Promise.race([ended, vi.waitUntil(() => existsSync(join(root, 'begun')), { timeout: 30_000 })])
  await meanwhile(child.pid!, root)
  await ended
  return { root, out: text.out, end: JSON.parse(text.err.trim().split('\n').at(-1) ?? '') as unknown }
}

// types are taken away by Node itself from 22.18 on; before, by what the tests are run with
const LOADER = `data:text/javascript,${encodeURIComponent(`
  import { register } from 'node:module'
  register('data:text/javascript,' + encodeURIComponent(\`
    import { readFile } from 'node:fs/promises'
    import { transform } from '${import.meta.resolve('rolldown/utils')}'
    export async function load(url, context, next) {
      if (!url.endsWith('.ts')) return next(url, context)
      const { code } = await transform(new URL(url).pathname, await readFile(new URL(url), 'utf8'))
      return { format: 'module', source: code, shortCircuit: true }
    }\`))`)}`

describe('a wrapped command', { timeout: 60_000 }, () => {
  it('has the standard input and output, and what it is given', async () => {
    const { out, end } = await wrap('cat; echo "$MARK"; exit 3')
    expect(out).toBe('given\nof ours\n')
    expect(end).toEqual({ code: 3 })
  })

  it('is told apart from one that a signal ended', async () => {
    expect((await wrap('kill -9 $$')).end).toEqual({ signal: 'SIGKILL' })
  })

  it('gets a signal, with all that it started, and nothing of it lives on', async () => {
    const deaf = `(trap '' TERM; : >begun; exec sleep 301) & echo $! >child`
    const script = `trap 'echo told; exit 7' TERM; ${deaf}; wait`
    const { root, out, end } = await wrap(script, (pid) => process.kill(pid, 'SIGTERM'))
    expect(out).toBe('told\n')
    expect(end).toEqual({ code: 7, interrupted: 'SIGTERM' })
    const left = Number(readFileSync(join(root, 'child'), 'utf8'))
    await vi.waitUntil(() => !runs(left))
  })

  it('is killed at the second signal', async () => {
    const { end } = await wrap(`trap ': >told' INT; : >begun; while :; do sleep 1; done`, async (pid, root) => {
      process.kill(pid, 'SIGINT')
      await vi.waitUntil(() => existsSync(join(root, 'told')), { timeout: 9000 })
      process.kill(pid, 'SIGINT')
      return root
    })
    expect(end).toEqual({ signal: 'SIGKILL', interrupted: 'SIGINT' })
  })

  it('has to be there', () => {
    expect(() => requireProgram('ls')).not.toThrow()
    expect(() => requireProgram('/bin/ls')).not.toThrow()
    expect(() => requireProgram('nowhere-at-all')).toThrow('There is no program "nowhere-at-all" to run')
    expect(() => requireProgram('/etc')).toThrow('There is no program')
    const hint = expect.stringContaining('each word stands alone')
    expect(() => requireProgram('ls -l')).toThrow(expect.objectContaining({ hint }))
  })
})

// one that has ended may stand there until its parent looks
function runs(pid: number): boolean {
  const file = `/proc/${pid}/stat`
  return existsSync(file) && !/\) [ZX] /.test(readFileSync(file, 'utf8'))
}
