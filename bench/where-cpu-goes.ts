import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { measureProgram, type Program } from './client.ts'
import { table } from './tables.ts'

/** Of a profile of V8's what is read here; times are microseconds. */
interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number
    readonly callFrame: { readonly functionName: string; readonly url: string }
  }[]
  readonly samples: readonly number[]
  readonly timeDeltas: readonly number[]
}

const SHOWN = 16

/** Runs a program once under V8's profiler, and gives whose the CPU was in each of its threads, as a table. */
export async function whereCpuGoes(program: Program): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'infraspec-profile-'))
  try {
    await measureProgram({ ...program, args: ['--cpu-prof', '--cpu-prof-dir', folder, ...program.args] })
    const profiles = readdirSync(folder).map(
      (name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as CpuProfile,
    )
    const parts = profiles.flatMap((profile) => {
      const thread = threadOf(profile)
      return [...byOwner(profile)].map(([owner, time]) => ({ thread, owner, time }))
    })
    const total = parts.reduce((sum, { time }) => sum + time, 0)
    const rows = parts
      .toSorted((left, right) => right.time - left.time)
      .slice(0, SHOWN)
      .map(({ thread, owner, time }) => [
        thread,
        owner,
        `${(time / 1000).toFixed(0)} ms`,
        `${((100 * time) / total).toFixed(0)} %`,
      ])
    return table(['thread', 'whose', 'CPU', ''], rows)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function threadOf({ nodes }: CpuProfile): string {
  const urls = nodes.map(({ callFrame }) => callFrame.url)
  const has = (file: string) => urls.some((url) => url.endsWith(`/dist/src/${file}.js`))
  if (has('session-thread')) return 'sessions'
  return has('evaluation-thread') ? 'evaluation' : 'main'
}

/** Microseconds by owner, without what was spent waiting. */
function byOwner({ nodes, samples, timeDeltas }: CpuProfile): Map<string, number> {
  const owners = new Map(nodes.map(({ id, callFrame }) => [id, ownerOf(callFrame)]))
  const times = new Map<string, number>()
  for (const [index, id] of samples.entries()) {
    const owner = owners.get(id)
    if (owner !== undefined) times.set(owner, (times.get(owner) ?? 0) + timeDeltas[index]!)
  }
  return times
}

function ownerOf({ functionName, url }: CpuProfile['nodes'][number]['callFrame']): string | undefined {
  if (functionName === '(idle)') return undefined
  if (functionName === '(garbage collector)') return 'garbage collection'
  const packaged = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url)?.[1]
  if (packaged !== undefined) return packaged
  // such as node:internal/crypto/cipher; what is compiled, written and so on has no place in JavaScript
  const part = /^node:(?:internal\/)?([\w-]+)/.exec(url)?.[1]
  return part === undefined ? 'Node and V8, native' : `Node, ${part}`
}
