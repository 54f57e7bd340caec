import { readFileSync } from 'node:fs'
import { availableParallelism, loadavg } from 'node:os'

import { version } from './packages.ts'

const BUSY = loadavg()[0]!

/** What it was measured on, and with which versions. */
export function machine(): string {
  const [infraspec, ssh2] = ['package.json', 'node_modules/ssh2/package.json'].map(
    (file) => (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version,
  )
  const peers = { Serverspec: version('ruby-serverspec'), Testinfra: version('python3-testinfra') }
  const named = Object.entries(peers).flatMap(([name, number]) => (number === undefined ? [] : `${name} ${number}`))
  const own = [`Node ${process.versions.node}`, `infraspec ${infraspec}`, `ssh2 ${ssh2}`, ...named]
  const cores = `${availableParallelism()} cores, on which the hosts run too`
  // what needs two cores at once loses more by other work than what waits for the network
  const load = `load ${BUSY.toFixed(1)} before it began${BUSY > 0.5 ? ', so the machine was busy with other work' : ''}`
  return `${cores} (${load}); ${own.join(', ')}.`
}
