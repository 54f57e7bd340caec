import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { type Contestant, infraspec, script, serverspec, type Target, testinfra } from '../contestants.ts'
import { farTarget } from '../far-target.ts'
import type { Bench } from '../main.ts'
import { time } from '../measure.ts'
import { newestNode, nodeName } from '../node-versions.ts'
import { installPeers } from '../packages.ts'
import { writePython, writeRuby } from '../peer-specs.ts'
import { CHECKS, makeProject } from '../project.ts'
import { type Entry, inRounds } from '../rounds.ts'
import { loadTarget } from '../target.ts'
import { askWide, overSsh } from '../wide.ts'
import { needed, type Series, seriesReport } from './peers-report.ts'

const ROUND_TRIPS = [0, 10, 50, 150] as const

type Asked = Omit<Series, 'values'> & Entry<number>

/** The same questions by everybody, at several distances. */
export async function peers({ rounds, keep }: Bench): Promise<void> {
  const near = loadTarget()
  const wide = askWide(overSsh(near.login))
  const root = makeProject(wide)
  const targets = await Promise.all(ROUND_TRIPS.map((roundTrip) => farTarget(near, roundTrip, root)))
  try {
    const questions = join(root, 'wide-questions.json')
    writeFileSync(questions, JSON.stringify(wide))
    const head = readFileSync(join(CHECKS, 'app_spec.rb'), 'utf8').split(/^describe /m)[0]!
    const files = { questions, ruby: writeRuby(root, wide, head), python: writePython(root, wide) }
    const skipped = installPeers()
    const entries = ROUND_TRIPS.flatMap((roundTrip, index) => {
      const { target } = targets[index]!
      return [...own(target, root, files, roundTrip), ...(skipped ? [] : others(target, root, files, roundTrip))]
    })
    const notes = skipped === undefined ? [] : [`Without Testinfra and Serverspec: ${skipped}.`]
    await inRounds(entries, rounds, (series, done) => {
      keep([seriesReport(series), needed(root), ...notes].join('\n\n'), done)
    })
  } finally {
    await Promise.all(targets.map(({ close }) => close()))
    rmSync(root, { recursive: true })
  }
}

interface Files {
  readonly questions: string
  readonly ruby: string
  readonly python: string
}

type Place = Pick<Series, 'node' | 'checks' | 'roundTrip'>

function asked(contestant: Contestant, { node, checks, roundTrip }: Place): Asked {
  const { name } = contestant
  const title = [name, ...(node === '' ? [] : [node]), `${checks} checks, ${roundTrip} ms`].join(', ')
  return { name, node, checks, roundTrip, title, measure: () => time(contestant) }
}

/** What is ours, on the Node of the run and on the newest one. */
function own(target: Target, root: string, { questions }: Files, roundTrip: number): Asked[] {
  const lts = newestNode()
  return [process.execPath, ...(lts === undefined ? [] : [lts])].flatMap((node) => {
    const few = { roundTrip, checks: 56, node: nodeName(node) }
    const many = { ...few, checks: 200 }
    return [
      asked(infraspec(target, root, 'app', node), few),
      asked(script(target, { node }), few),
      asked(script(target, { name: 'script, noDelay', node, extra: ['--no-delay'] }), few),
      asked(infraspec(target, root, 'wide', node), many),
      asked(script(target, { node, extra: ['--questions', questions] }), many),
    ]
  })
}

/** The peers, which take long: in every round only where a goal, or README.md, has their figure. */
function others(target: Target, root: string, files: Files, roundTrip: number): Asked[] {
  const few = { roundTrip, checks: 56, node: '' }
  const many = { ...few, checks: 200 }
  const persist = (file?: string) => testinfra(target, root, { persist: true, ...(file && { file }) })
  const judged = (each: Asked): Asked => ({ ...each, cold: true })
  const once = (each: Asked): Asked => ({ ...each, once: true })
  return [
    ...[persist(), serverspec(target, root)]
      .map((contestant) => asked(contestant, few))
      .map([0, 50].includes(roundTrip) ? judged : once),
    ...[persist(files.python), serverspec(target, root, files.ruby)]
      .map((contestant) => asked(contestant, many))
      .map(roundTrip === 50 ? judged : once),
    ...(roundTrip === 0 ? [once(asked(testinfra(target, root, { persist: false }), few))] : []),
  ]
}
