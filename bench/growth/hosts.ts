import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { measureProgram, type Program } from '../client.ts'
import { FIFTY } from '../fifty.ts'
import { makeFleet } from '../sessions/fleet.ts'
import type { Server } from '../sessions/servers.ts'
import { scriptsOf, type Grown } from './grown.ts'

const COUNTS = [1, 10, 50, 200] as const

/** More and more hosts, each with fifty checks: by infraspec, and nothing but their handshakes by plain ssh2. */
export interface MoreHosts {
  readonly runs: readonly Grown[]
  readonly handshakes: readonly Grown[]
  readonly close: () => void
}

/** The hosts are ports of a few machines, all of them connected to at once. */
export function moreHosts(servers: readonly Server[]): MoreHosts {
  const fleets = COUNTS.map((count) => ({ count, ...makeFleet(servers, count, FIFTY) }))
  return {
    runs: fleets.map(({ count, root }) => ({
      count,
      title: `50 checks on ${count} hosts`,
      measure: () => measureProgram(run(root, count)),
      scripts: () => scriptsOf(join(root, 'report.json')),
    })),
    handshakes: fleets.map(({ count, root, file }) => ({
      count,
      title: `the handshakes of ${count} hosts`,
      measure: () =>
        measureProgram({
          args: [fileURLToPath(new URL('../sessions/plain.js', import.meta.url)), file],
          cwd: root,
          passed: new RegExp(`^${count} connected`),
        }),
    })),
    close: () => fleets.forEach(({ root }) => rmSync(root, { recursive: true })),
  }
}

function run(root: string, count: number): Program {
  const bin = join(root, 'node_modules/infraspec/bin/infraspec.js')
  const limits = ['--concurrency', String(count), '--timeout', '60s', '--connect-timeout', '60s']
  const reports = ['--reporter', 'console', '--reporter', `json=${join(root, 'report.json')}`]
  return {
    args: [bin, 'run', '--role', 'fleet', ...limits, ...reports],
    cwd: root,
    passed: new RegExp(`hosts +${count} passed \\(${count}\\)`),
  }
}
