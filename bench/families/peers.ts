import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { type Contestant, infraspec, script, serverspec, type Target, testinfra } from '../contestants.ts'
import { time } from '../measure.ts'
import { newestNode, nodeName } from '../node-versions.ts'
import { installPeers } from '../packages.ts'
import { writePython, writeRuby } from '../peer-specs.ts'
import { CHECKS, knownAs, makeProject } from '../project.ts'
import { startRelay } from '../relay.ts'
import { loadTarget } from '../target.ts'
import { askWide, overSsh } from '../wide.ts'
import { needed, type Series, seriesReport } from './peers-report.ts'

const ROUND_TRIPS = [0, 10, 50, 150] as const
/** Those for which there are goals; at the others a peer, which takes long, is asked once. */
const JUDGED: readonly number[] = [0, 50]

interface Entry extends Omit<Series, 'times' | 'name'> {
  readonly contestant: Contestant
  readonly once?: boolean
}

/** The same questions by everybody, at several distances. */
export async function peers({ rounds }: { readonly rounds: number }): Promise<string> {
  const near = loadTarget()
  const wide = askWide(overSsh(near.login))
  const root = makeProject(wide)
  const relays = await Promise.all(ROUND_TRIPS.map((roundTrip) => startRelay(placeOf(near), roundTrip)))
  try {
    const questions = join(root, 'wide-questions.json')
    writeFileSync(questions, JSON.stringify(wide))
    const head = readFileSync(join(CHECKS, 'app_spec.rb'), 'utf8').split(/^describe /m)[0]!
    const files = { questions, ruby: writeRuby(root, wide, head), python: writePython(root, wide) }
    const skipped = installPeers()
    const entries = ROUND_TRIPS.flatMap((roundTrip, index) => {
      const target = roundTrip === 0 ? near : far(near, relays[index]!.port, root)
      return [...own(target, root, files, roundTrip), ...(skipped ? [] : others(target, root, files, roundTrip))]
    })
    const notes = skipped === undefined ? [] : [`Without Testinfra and Serverspec: ${skipped}.`]
    return [seriesReport(await measure(entries, rounds)), needed(root), ...notes].join('\n\n')
  } finally {
    await Promise.all(relays.map((relay) => relay.close()))
    rmSync(root, { recursive: true })
  }
}

function placeOf({ address, port }: Target): { readonly host: string; readonly port: number } {
  return { host: address, port }
}

function far(near: Target, port: number, root: string): Target {
  return { ...near, address: '127.0.0.1', port, knownHosts: knownAs(near.address, port, near, root) }
}

interface Files {
  readonly questions: string
  readonly ruby: string
  readonly python: string
}

/** What is ours, on the Node of the run and on the newest one. */
function own(target: Target, root: string, { questions }: Files, roundTrip: number): Entry[] {
  const lts = newestNode()
  const nodes = [process.execPath, ...(lts === undefined ? [] : [lts])]
  return nodes.flatMap((binary) => {
    const node = nodeName(binary)
    const at = { roundTrip, node }
    const wide = { ...at, checks: 200 }
    return [
      { ...at, checks: 56, contestant: infraspec(target, root, 'app', binary) },
      { ...at, checks: 56, contestant: script(target, { node: binary }) },
      {
        ...at,
        checks: 56,
        contestant: script(target, { name: 'script, noDelay', node: binary, extra: ['--no-delay'] }),
      },
      { ...wide, contestant: infraspec(target, root, 'wide', binary) },
      { ...wide, contestant: script(target, { node: binary, extra: ['--questions', questions] }) },
    ]
  })
}

function others(target: Target, root: string, files: Files, roundTrip: number): Entry[] {
  const at = { roundTrip, node: '', ...(!JUDGED.includes(roundTrip) && { once: true }) }
  const few = [testinfra(target, root, { persist: true }), serverspec(target, root)]
  const many = [testinfra(target, root, { persist: true, file: files.python }), serverspec(target, root, files.ruby)]
  const shipped = { ...at, once: true, checks: 56, contestant: testinfra(target, root, { persist: false }) }
  return [
    ...few.map((contestant) => ({ ...at, checks: 56, contestant })),
    ...(roundTrip === 50 ? many.map((contestant) => ({ ...at, checks: 200, contestant })) : []),
    ...(roundTrip === 0 ? [shipped] : []),
  ]
}

/** One of each, and again: what else the machine does hits all of them. The first round of ours is thrown away. */
async function measure(entries: readonly Entry[], rounds: number): Promise<Series[]> {
  const all = entries.map(({ contestant: { name }, node, checks, roundTrip }) => {
    return { name, node, checks, roundTrip, times: [] as number[] }
  })
  for (let round = 0; round <= rounds; round += 1) {
    process.stderr.write(
      round === 0 ? 'warming up, and seeing that every check passes\n' : `round ${round} of ${rounds}\n`,
    )
    for (const [index, { contestant, once, node }] of entries.entries()) {
      if (round === 0 ? node === '' : once && round > 1) continue
      const took = await time(contestant)
      if (round > 0) all[index]!.times.push(took)
    }
  }
  return all
}
