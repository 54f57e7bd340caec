import { spawnSync } from 'node:child_process'

import { describe, expect, it } from 'vitest'

import type { RunReport } from '../../src/run/report.ts'
import { canBootHosts, loadHosts } from '../hosts/hosts.ts'
import { infraspec, on, project, projectWith, ROOT } from './infraspec.ts'

const reason = canBootHosts()

const SPEC = `describe('app', () => {
  it(pkg('nginx-light')).toBeInstalled()
  it(file('/etc/passwd')).toBeFile().toHaveMode('0644')
  it(as('app', file('/etc/hosts'))).toBeFile()
  it('commands', async () => { await expect(command('echo said')).toHaveStdout('said') })
})`

function profileOf(report: RunReport): NonNullable<RunReport['profile']> {
  if (report.profile === undefined) throw new Error('the report has no profile')
  return report.profile
}

/** What parts come to, within what rounding does to each. */
const sum = (parts: readonly number[]) => parts.reduce((total, part) => total + part, 0)

describe.skipIf(reason !== undefined)(`where the time of a run goes${reason ? `: skipped, ${reason}` : ''}`, () => {
  it('is measured without a rest, by part of the start, by host and by script', async () => {
    const ran = await infraspec(['run', '--role', 'app', ...on('app-1', 'app-2'), '--profile'], {
      cwd: projectWith(SPEC),
    })
    expect(ran.code).toBe(0)
    expect(ran.stderr).toBe('')
    const { parts, hosts, duration } = profileOf(ran.report)
    const main = parts.filter(({ thread }) => thread === 'main')
    expect(main.map(({ part }) => part)).toEqual([
      ...[
        'node',
        'loading',
        'threads',
        'command-line',
        'configuration',
        'roles',
        'hosts',
        'keys',
        'checking',
        'closing',
      ],
    ])
    expect(sum(main.map((part) => part.duration))).toBeCloseTo(duration, 1)
    expect(parts.filter(({ thread }) => thread !== 'main').map(({ thread, part }) => [thread, part])).toEqual([
      ['sessions', 'loading'],
      ['evaluation', 'loading'],
      ['evaluation', 'specs'],
    ])
    expect(hosts.map(({ host }) => host).toSorted()).toEqual(ran.report.hosts.map(({ id }) => id).toSorted())
    for (const host of hosts) {
      expect(sum(Object.values(host.parts))).toBeCloseTo(host.duration, 1)
      expect(Object.keys(host.parts)).toEqual([
        ...['queued', 'connecting', 'banner', 'kex', 'authentication', 'shell', 'preamble', 'boot'],
        ...['waiting', 'scripts', 'commands', 'evaluation'],
      ])
      expect(host.commands.map(({ command, bytesReceived }) => [command, bytesReceived])).toEqual([['echo said', 5]])
      expect(host.scripts.map(({ as, probes }) => `${as ?? ''} ${probes}`).toSorted()).toEqual([' 2', 'app 0', 'app 1'])
      // the preamble is the script that is a step and not in the list
      expect(host.scripts).toHaveLength(ran.report.hosts.find(({ id }) => id === host.host)!.counters.scripts - 1)
    }
    expect(ran.stdout).toMatch(/^Where the time went\n\n {2}start of Node +\d+ ms +from 0 ms\n/m)
    expect(ran.stdout.trimEnd().split('\n').at(-1)).toBe('✓ 5 checks passed on 2 hosts (exit 0)')
  })

  it('is told of hosts that cannot be reached, of failures, and of several roles', async () => {
    const { identity, knownHosts, hosts } = loadHosts()
    const role = (name: string, address: string) =>
      `export default { specs: [${JSON.stringify(name)}], hosts: ['deploy@${address}'] }`
    const cwd = project({
      'roles/good.ts': role('good', hosts['app-1'].address),
      'roles/bad.ts': role('bad', '10.255.255.1.invalid'),
      'specs/good.spec.ts': "import { it, file } from 'infraspec'\nit(file('/etc/nowhere')).toBeFile()\n",
      'specs/bad.spec.ts': "import { it, file } from 'infraspec'\nit(file('/etc/hosts')).toBeFile()\n",
    })
    const login = ['--identity', identity, '--known-hosts', knownHosts, '--sudo']
    const ran = await infraspec(['run', '--role', 'good', '--role', 'bad', ...login, '--profile'], { cwd })
    expect(ran.code).toBe(1)
    const [good, bad] = ['10.', '.invalid'].map((part) =>
      profileOf(ran.report).hosts.find(
        ({ host }) => host.includes(part) && host.endsWith('invalid') === (part === '.invalid'),
      ),
    )
    // the check, and the evidence for its failure
    expect(good?.scripts.map(({ probes }) => probes).filter((probes) => probes > 0).length).toBeGreaterThan(1)
    expect(Object.keys(bad?.parts ?? {})).toEqual(['queued', 'connecting', 'resolving'])
    expect(bad).toMatchObject({ scripts: [], commands: [] })
    expect(ran.stdout).toContain('Where the time went')
  })

  it('is told of an interrupted run, as far as it is known', async () => {
    const spec = "it('waits', async () => { await expect(command('sleep 60')).toExitWith(0) })"
    const ran = await infraspec(
      ['run', '--role', 'app', ...on('app-1'), '--profile', '--verbose', '--timeout', '90s'],
      {
        cwd: projectWith(spec),
        meanwhile: (child) => setTimeout(() => child.kill('SIGINT'), 3000),
      },
    )
    expect(ran.code).toBe(130)
    const [host] = profileOf(ran.report).hosts
    expect(host?.commands).toMatchObject([{ command: 'sleep 60' }])
    expect(host?.parts.preamble).toBeGreaterThan(0)
  })

  it('is in no report where nobody asked for it', async () => {
    const cwd = projectWith(SPEC)
    const without = await infraspec(['run', '--role', 'app', ...on('app-1')], { cwd })
    expect(without.report).not.toHaveProperty('profile')
    expect(without.stdout).not.toContain('Where the time went')
  })
})

it('is missed, with a note, where no report has it', () => {
  const cwd = projectWith(SPEC)
  const args = ['run', '--role', 'app', '--host', 'local', '--profile', '--reporter', 'junit']
  const { stdout, stderr } = spawnSync(process.execPath, [`${ROOT}/bin/infraspec.js`, ...args], {
    cwd,
    encoding: 'utf8',
  })
  expect(stdout).toContain('<testsuites')
  expect(stderr).toContain('note: --profile is in the reports console and json, and neither is among the reporters')
})

it('is not among the flags of commands that check nothing', async () => {
  const ran = await infraspec(['hosts', '--profile'])
  expect(ran.code).toBe(2)
  expect(ran.stderr).toContain('infraspec hosts has no flag --profile')
})
