import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

import { loadHosts } from '../test/hosts/hosts.ts'
import { type Contestant, infraspec, script, serverspec, type Target, testinfra } from './contestants.ts'
import { time } from './measure.ts'
import { installPeers } from './packages.ts'
import { knownAs, makeProject } from './project.ts'
import { startRelay } from './relay.ts'
import { needed, type Series, writeReport } from './report.ts'
import { askWide, overSsh } from './wide.ts'

// npm run bench [-- --quick]: from the repository's root, with the test hosts up

const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false } } })
const rounds = values.quick ? 3 : 5
const FAR = 50

const { hosts, identity, knownHosts } = loadHosts()
const { address, port, user } = hosts['app-1']
const options = { IdentityFile: identity, UserKnownHostsFile: knownHosts, IdentitiesOnly: 'yes', Port: port }
const flags = Object.entries(options).flatMap(([name, value]) => ['-o', `${name}=${value}`])
const wide = askWide(overSsh([...flags, `${user}@${address}`]))
const root = makeProject(wide)
const relay = await startRelay({ host: address, port }, FAR)
try {
  const questions = join(root, 'wide-questions.json')
  writeFileSync(questions, JSON.stringify(wide))
  const near: Target = { address, port, user, identity, knownHosts }
  const far = { ...near, address: '127.0.0.1', port: relay.port, knownHosts: knownAs(address, relay.port, near, root) }
  const skipped = values.quick ? 'they were left out by --quick' : installPeers()
  const own = (target: Target) => [
    infraspec(target, root, 'app'),
    script(target, 'script'),
    script(target, 'script, noDelay', ['--no-delay']),
    infraspec(target, root, 'wide'),
    script(target, 'script, 200 checks', ['--questions', questions]),
  ]
  const peers = (target: Target) =>
    skipped === undefined ? [testinfra(target, root, true), serverspec(target, root)] : []
  const all = await measure([
    ...[...own(near), ...peers(near)].map((contestant) => ({ contestant, roundTrip: 0 })),
    ...[...own(far), ...peers(far)].map((contestant) => ({ contestant, roundTrip: FAR })),
  ])
  if (skipped === undefined) {
    const contestant = testinfra(near, root, false)
    all.push({ name: contestant.name, roundTrip: 0, times: [await time(contestant)] })
  }
  const missing = skipped === undefined ? [] : [`Without Testinfra and Serverspec: ${skipped}.`]
  const report = writeReport(all, [needed(root), ...missing])
  process.stdout.write(`\n${report}`)
  if (!values.quick) writeFileSync('bench/results.md', report)
} finally {
  await relay.close()
  rmSync(root, { recursive: true })
}

interface Entry {
  readonly contestant: Contestant
  readonly roundTrip: number
}

/** One of each, and again: what else the machine does hits all of them. The first round is thrown away. */
async function measure(entries: readonly Entry[]): Promise<Series[]> {
  const series = entries.map(({ contestant, roundTrip }) => ({
    name: contestant.name,
    roundTrip,
    times: [] as number[],
  }))
  for (let round = 0; round <= rounds; round += 1) {
    process.stderr.write(
      round === 0 ? 'warming up, and seeing that every check passes\n' : `round ${round} of ${rounds}\n`,
    )
    for (const [index, { contestant }] of entries.entries()) {
      const took = await time(contestant)
      if (round > 0) series[index]!.times.push(took)
    }
  }
  return series
}
