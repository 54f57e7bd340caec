import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { talkTo } from '../host/talk.ts'
import { canBootHosts, loadHosts, type TestHostName } from '../hosts/hosts.ts'
import { type FlightRelay, flightRelay } from '../support/flight-relay.ts'
import { makeKey } from '../support/ssh-server.ts'
import { infraspec, projectWith, temporaryFolder, totals } from './infraspec.ts'
import { hostSpec } from './real-host.ts'

// How often a host is waited for. It does not grow with the number of checks, and is less than a plain ssh2 needs for
// one command: that waits for the answer to each of its steps.

/** Milliseconds each way: long against what happens within one flight on a machine that is busy. */
const FAR = 200

const HOSTS = ['app-1', 'trixie-1', 'fedora-1', 'arch-1', 'busybox-1', 'openrc-1'] as const

async function far(name: TestHostName): Promise<FlightRelay> {
  const { address, port } = loadHosts().hosts[name]
  return flightRelay({ host: address, port }, FAR)
}

describe.skipIf(canBootHosts() !== undefined)('a host that is far away', () => {
  it.for(HOSTS)(
    'has said what it is after three flights, and answers probes and a command in one more: %s',
    async (name) => {
      const relay = await far(name)
      const hostKey = { mode: 'accept-new', fingerprints: [], knownHosts: [] } as const
      const changes = { address: '127.0.0.1', port: relay.port, hostKey }
      const { state, ask, command } = await talkTo(hostSpec(name, changes), { connectTimeout: 20_000 })
      expect(state()).toMatchObject({ status: 'ready' })
      // its name, its offer with its key, its login with all that follows
      expect(relay.flights()).toBe(3)
      const answers = await Promise.all([ask('echo 1'), ask('echo 2'), command('echo 3')])
      expect(answers.map(({ stdout }) => stdout)).toEqual(['1\n', '2\n', '3\n'])
      await delay(FAR)
      // one with all questions; the end of the command's input, and the search for what it left, go with its answer
      expect(relay.flights()).toBe(5)
    },
  )

  it.for(HOSTS)('lets in by the second key, and forgets what came with the first: %s', async (name) => {
    const { identity } = loadHosts()
    const wrong = join(temporaryFolder(), 'id_ed25519')
    writeFileSync(wrong, makeKey().private, { mode: 0o600 })
    const { state, ask, close } = await talkTo(hostSpec(name, { identities: [wrong, identity] }))
    expect(state()).toMatchObject({ status: 'ready' })
    expect(await ask('echo here')).toMatchObject({ stdout: 'here\n' })
    expect(await close()).toMatchObject({ [name]: { connections: 1, scripts: 2 } })
  })

  it('is asked 56 checks with a command in five flights, the last one being the farewell', async () => {
    const relay = await far('app-1')
    const { identity, knownHosts, hosts } = loadHosts()
    const known = join(temporaryFolder(), 'known_hosts')
    const { address } = hosts['app-1']
    writeFileSync(known, readFileSync(knownHosts, 'utf8').replaceAll(address, `[127.0.0.1]:${relay.port}`))
    const checks = Array.from({ length: 55 }, (_, index) => `it(user('nobody-${index}')).not.toExist()`)
    const spec = [...checks, `it(command('echo here')).toHaveStdout('here')`].join('\n')
    const run = await infraspec(
      [
        ...['run', '--role', 'app', '--host', `deploy@127.0.0.1:${relay.port}`, '--sudo'],
        ...['--identity', identity, '--known-hosts', known, '--ssh-config', 'none'],
      ],
      { cwd: projectWith(spec) },
    )
    expect(run.code, run.stdout + run.stderr).toBe(0)
    expect(totals(run)).toEqual({ passed: 56 })
    expect(relay.flights()).toBe(5)
  })
})
