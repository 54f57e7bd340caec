import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, it } from 'vitest'

import { canBootHosts } from '../hosts/hosts.ts'
import { infraspec, on, project, type Ran, ROOT, totals } from './infraspec.ts'
import { processesOf, startedOn } from './started-on.ts'

// What a run costs, by counts that are the same on every machine. What they take, the bench says.

/** The checks that the bench times too. */
const FIFTY_SIX = readFileSync(join(ROOT, 'bench/checks/app.spec.ts'), 'utf8')
const ROLE = "export default { specs: ['app'] }"

interface Cost {
  readonly counters: Ran['report']['hosts'][number]['counters']
  /** What was written to its shell. */
  readonly scripts: NonNullable<Ran['report']['profile']>['hosts'][number]['scripts']
  /** Processes that were started on the host, for the connection and for everything on it. */
  readonly started: number
}

/** Of three runs that pass, the one for which the least was started: cron and the like start processes too. */
async function costOf(spec: string, checks: number): Promise<Cost> {
  const cwd = project({ 'roles/app.ts': ROLE, 'specs/app.spec.ts': spec })
  const costs: Cost[] = []
  for (let round = 1; round <= 3; round += 1) {
    const { result, started } = await startedOn('app-1', () =>
      infraspec(['run', '--role', 'app', '--profile', ...on('app-1')], { cwd }),
    )
    expect(totals(result)).toEqual({ passed: checks })
    const { hosts, profile } = result.report
    costs.push({ counters: hosts[0]!.counters, scripts: profile!.hosts[0]!.scripts, started })
  }
  return costs.toSorted((left, right) => left.started - right.started)[0]!
}

/** The probes that `infraspec probes` says a run would send. */
async function recited(spec: string): Promise<string[]> {
  const cwd = project({ 'roles/app.ts': ROLE, 'specs/app.spec.ts': spec })
  const { stdout } = await infraspec(['probes', '--role', 'app', ...on('app-1')], { cwd })
  const [, ofHost = ''] = /^# \S+, role app\n([\s\S]*?)\n# decided only as they run/m.exec(stdout) ?? []
  const [, ...probes] = ofHost.split('\n# probe\n')
  // each ends in a line break of the page's
  return probes.map((probe) => probe.slice(0, -1))
}

describe.skipIf(canBootHosts() !== undefined)('what is counted of a run', () => {
  it('is this for 56 checks', async () => {
    const { counters, scripts, started } = await costOf(FIFTY_SIX, 56)
    const { bytesSent, bytesReceived, ...others } = counters
    expect(others).toEqual({ connections: 1, scripts: 2, commands: 1 })
    // all probes in one script, and of that not a byte that `infraspec probes` does not print
    const probes = await recited(FIFTY_SIX)
    const bytes = probes.reduce((sum, probe) => sum + Buffer.byteLength(probe), 0)
    expect(scripts).toMatchObject([{ probes: probes.length, bytesSent: bytes }])
    expect(probes).toHaveLength(8)
    expect(bytes).toBeLessThan(4200)
    // SSH packs it into more packets or fewer; numbers of processes and of seconds are longer or shorter
    expect(bytesSent).toBeLessThan(11_500)
    expect(bytesReceived).toBeLessThan(24_000)

    // 10 for sshd, what it runs at a login, and the shell with sudo; 3 for what the host is; 29 for what is asked, and one for
    // the arguments of each process; 6 for the command with a shell of its own, and for looking what it has left
    const expected = 10 + 3 + 29 + processesOf('app-1', ['nginx', 'cron', 'chronyd']) + 6
    // the first shell looks too, unless the connection ends before it does
    expect([expected, expected + 1]).toContain(started)
  })

  it('is the same for one file and for two hundred, bytes aside', async () => {
    const files = (count: number) => `import { file, it } from 'infraspec'
      for (let index = 1; index <= ${count}; index += 1) it(file('/proc/' + '/'.repeat(index) + 'version')).toBeFile()`
    const [one, many] = [await costOf(files(1), 1), await costOf(files(200), 200)]
    expect(one.counters).toMatchObject({ connections: 1, scripts: 2, commands: 0 })
    expect(many.counters).toMatchObject({ connections: 1, scripts: 2, commands: 0 })
    expect(Math.abs(many.started - one.started)).toBeLessThanOrEqual(1)
  })
})
