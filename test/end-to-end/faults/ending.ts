import type { ChildProcess } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, vi } from 'vitest'
import type { SshTransport } from '../../../src/inventory/inventory.ts'
import { rareSeconds } from '../../host/processes.ts'
import { loadHosts } from '../../hosts/hosts.ts'
import { type FaultRelay, startFaultRelay } from '../../support/fault-relay.ts'
import { temporaryFolder } from '../infraspec.ts'
import type { EndingName } from './catalogue.ts'
import { here, marked, visit } from './runs.ts'
import { inside } from './variants.ts'

/** How app-1 is reached by a run that is to end. */
export interface Way {
  readonly transport: SshTransport
  readonly port: number
  /** How many processes are asleep once the commands are under way: with one channel, one command or the other. */
  readonly asleep: number
}

/** A run that has ended. */
export interface Ended {
  readonly code: number | null
  readonly stderr: string
  /** What still runs on the host. */
  readonly there: () => string[]
  /** What still runs on this machine. */
  readonly here: () => string[]
}

/** What each ending needs beside what all of them have: a command that leaves a child, and others that are under way. */
const SPECS: Readonly<Partial<Record<EndingName, (seconds: string) => string>>> = {
  unheard: (seconds) => `import { existsSync, writeFileSync } from 'node:fs'
beforeAll(async () => {
  writeFileSync(process.env.FAULTS_FOLDER + '/opened', '')
  while (!existsSync(process.env.FAULTS_FOLDER + '/muted')) await new Promise((resolve) => setTimeout(resolve, 10))
})
${underWay(seconds)}`,
  passed: (seconds) => `it(command('setsid sleep ${seconds} & echo done')).toSucceed()`,
  failed: (seconds) => `it(command('setsid sleep ${seconds} & echo done')).not.toSucceed()`,
  'uncaught-error': (seconds) => `${underWay(seconds)}
it('throws where nobody catches it', async () => {
  await expect(command('sleep 1')).toSucceed()
  setTimeout(() => { throw new Error('uncaught') }, 0)
})`,
}

const underWay = (seconds: string): string => `
it('is under way', async () => { await expect(command('setsid sleep ${seconds} & sleep ${seconds}')).toSucceed() })
it('is under way as another user', async () => { await expect(as('app', command('sleep ${seconds}'))).toSucceed() })`

const SIGNALS = { SIGINT: 'SIGINT', unheard: 'SIGINT', SIGTERM: 'SIGTERM', SIGKILL: 'SIGKILL' } as const

/** Runs commands on app-1, and brings the run to this end while they are under way. */
export async function endRun(ending: EndingName, { transport, port, asleep: usual }: Way): Promise<Ended> {
  const seconds = rareSeconds()
  const id = randomUUID()
  const relay = await startFaultRelay({ host: loadHosts().hosts['app-1'].address, port })
  onTestFinished(() => relay.close())
  const folder = temporaryFolder()
  const host = { name: 'app-1', address: '127.0.0.1', port: relay.port, user: 'deploy', transport }
  const interfere = async (child: ChildProcess) => {
    if (ending === 'passed' || ending === 'failed') return
    if (ending === 'unheard') await mute(relay, folder)
    const started = ending === 'unheard' ? 1 : usual
    await vi.waitFor(() => expect(asleep(seconds)).toBeGreaterThanOrEqual(started), 20_000)
    if (ending === 'lost-connection') await relay.close()
    else if (ending !== 'deadline' && ending !== 'uncaught-error') child.kill(SIGNALS[ending])
  }
  let meanwhile: Promise<void> | undefined
  const { code, stderr } = await visit(
    { root: [host] },
    {
      spec: `import { as, beforeAll, command, expect, it } from 'infraspec'\n${(SPECS[ending] ?? underWay)(seconds)}\n`,
      env: { FAULTS_RUN: id, FAULTS_FOLDER: folder },
      timeout: ending === 'uncaught-error' ? '3s' : '30s',
      args: ['--deadline', ending === 'deadline' ? '4s' : '60s'],
      meanwhile: (child) => {
        meanwhile = interfere(child)
      },
    },
  )
  await meanwhile
  return {
    ...{ code, stderr },
    there: () => [...sleepers(seconds), ...marked('app-1')],
    here: () => here(`FAULTS_RUN=${id}`),
  }
}

/** Lets the commands be sent once the session is open: that their channels are opened is the last that is heard. */
async function mute(relay: FaultRelay, folder: string): Promise<void> {
  await vi.waitFor(() => expect(existsSync(join(folder, 'opened'))).toBe(true), 20_000)
  relay.muteAfterNext()
  writeFileSync(join(folder, 'muted'), '')
}

/** How many of them are really asleep, and not about to be. */
const asleep = (seconds: string): number =>
  sleepers(seconds).filter((line) => new RegExp(`^\\d+ sleep ${seconds}$`).test(line)).length

/** Processes on the host that sleep as long as no other does. */
const sleepers = (seconds: string): string[] =>
  inside('app-1', `pgrep -af 'sleep ${seconds}' | grep -v pgrep || true`)
    .split('\n')
    .filter((line) => line.includes(`sleep ${seconds}`) && !line.includes('grep'))
