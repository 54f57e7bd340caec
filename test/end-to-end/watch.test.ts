import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, it, onTestFinished, vi } from 'vitest'

import type { RunReport } from '../../src/run/report.ts'
import { canBootHosts, loadHosts } from '../hosts/hosts.ts'
import { infraspec, on, project, ROOT } from './infraspec.ts'
import { inside } from './real-host.ts'

const reason = canBootHosts()
const BIN = `${ROOT}/bin/infraspec.js`

const SPECS = {
  'roles/app.ts': "export default { specs: ['one', 'two'] }",
  'specs/one.spec.ts': "import { file, it } from 'infraspec'\nit(file('/etc/passwd')).toBeFile()\n",
  'specs/two.spec.ts':
    "import { file, it } from 'infraspec'\nimport { path } from '../lib/path.ts'\nit(file(path)).toBeFile()\nit(file(path)).toHaveMode('0644')\n",
  'lib/path.ts': "export const path = '/etc/group'\n",
}

interface Watched {
  readonly child: ChildProcess
  readonly cwd: string
  /** Everything that was said so far: to standard output and to standard error. */
  readonly said: () => string
  /** Waits until so many rounds have ended, and gives the report of the last. */
  readonly round: (number: number) => Promise<RunReport>
  readonly save: (name: string, text: string) => void
  readonly exit: Promise<number | null>
}

/** Starts `infraspec run --watch` without a terminal, or on one with keys. */
function watch(files: Readonly<Record<string, string>>, args: readonly string[], terminal = false): Watched {
  const cwd = project(files)
  const command = [process.execPath, BIN, 'run', '--role', 'app', '--watch', '--reporter', 'console']
  const all = [...command, '--reporter', `json=${cwd}/report.json`, ...args]
  const env = { ...process.env, CI: undefined, NO_COLOR: '1', FORCE_COLOR: undefined, VITEST: undefined, TERM: 'xterm' }
  const child = terminal
    ? spawn('script', ['-qefc', all.map((word) => `'${word}'`).join(' '), '/dev/null'], { cwd, env })
    : spawn(all[0] as string, all.slice(1), { cwd, env })
  onTestFinished(() => void child.kill('SIGKILL'))
  let said = ''
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
  const ended = () => said.split(' WATCHING ').length - 1
  return {
    child,
    cwd,
    said: () => said,
    round: async (number) => {
      await vi.waitFor(() => expect(ended(), said).toBeGreaterThanOrEqual(number), { timeout: 30_000, interval: 20 })
      expect(ended()).toBe(number)
      return JSON.parse(readFileSync(join(cwd, 'report.json'), 'utf8')) as RunReport
    },
    save: (name, text) => writeFileSync(join(cwd, name), text),
    exit: new Promise((resolve) => child.on('close', resolve)),
  }
}

const titles = ({ checks }: RunReport) => checks.map((check) => check.titles.join(' › '))
const cost = ({ hosts }: RunReport) => hosts.map(({ counters: { connections, scripts } }) => ({ connections, scripts }))
const end = async ({ child, exit }: Watched) => {
  child.kill('SIGINT')
  return exit
}

describe.skipIf(reason !== undefined)(`--watch${reason ? `: skipped, ${reason}` : ''}`, () => {
  it('runs what a save touches, on the connections that are open', async () => {
    const watched = watch(SPECS, on('app-1', 'app-2'))
    const first = await watched.round(1)
    expect(first.exitCode).toBe(0)
    expect(cost(first)).toEqual([
      { connections: 1, scripts: 2 },
      { connections: 1, scripts: 2 },
    ])
    watched.save('specs/one.spec.ts', SPECS['specs/one.spec.ts'].replace('passwd', 'hosts'))
    const second = await watched.round(2)
    expect(titles(second)).toEqual(['file "/etc/hosts" is a file'])
    // what the host is, and the one probe
    expect(cost(second)).toEqual([
      { connections: 0, scripts: 2 },
      { connections: 0, scripts: 2 },
    ])
    expect(watched.said()).toContain(' RERUN  specs/one.spec.ts\n')
    expect(watched.said()).toContain(' WATCHING  1 of 2 specs took ')
    // as editors save: a new file in the place of the old one
    writeFileSync(join(watched.cwd, 'lib/.path.swp'), "export const path = '/etc/fstab'\n")
    renameSync(join(watched.cwd, 'lib/.path.swp'), join(watched.cwd, 'lib/path.ts'))
    const third = await watched.round(3)
    expect(titles(third)).toEqual(['file "/etc/fstab" is a file', 'file "/etc/fstab" has mode "0644"'])
    expect(cost(third).every(({ connections }) => connections === 0)).toBe(true)
    expect(third.roles).toMatchObject([{ name: 'app', specs: ['specs/two.spec.ts'] }])
    expect(await end(watched)).toBe(130)
  })

  it('asks everything anew in every round: files, users, groups, tools', async () => {
    const spec = `import { as, expect, file, it, pkg } from 'infraspec'
      it(file('/run/watch-test')).toContain('yes')
      it(as('app', file('/run/watch-test'))).toBeReadable()
      it('tools', async ({ hostname }) => { expect(hostname).toBe('app-1') })\n`
    inside('app-1', 'echo no > /run/watch-test; chmod 640 /run/watch-test; chgrp adm /run/watch-test')
    onTestFinished(() => void inside('app-1', 'rm -f /run/watch-test; gpasswd -d app adm || true; hostname app-1'))
    const watched = watch(
      { ...SPECS, 'roles/app.ts': "export default { specs: ['one'] }", 'specs/one.spec.ts': spec },
      on('app-1'),
    )
    const outcomes = ({ checks }: RunReport) =>
      checks.flatMap(({ outcomes: told }) => Object.values(told).map(({ status }) => status))
    expect(outcomes(await watched.round(1))).toEqual(['failed', 'failed', 'passed'])
    inside('app-1', 'echo yes > /run/watch-test; usermod -aG adm app; hostname renamed')
    watched.save('specs/one.spec.ts', spec)
    expect(outcomes(await watched.round(2))).toEqual(['passed', 'passed', 'failed'])
    inside('app-1', 'echo no > /run/watch-test; gpasswd -d app adm; hostname app-1')
    watched.save('specs/one.spec.ts', spec)
    const third = await watched.round(3)
    expect(outcomes(third)).toEqual(['failed', 'failed', 'passed'])
    expect(cost(third)).toMatchObject([{ connections: 0 }])
    await end(watched)
  })

  it('goes on after a spec, a role or a host that is wrong for a while', async () => {
    const watched = watch(SPECS, on('app-1'))
    await watched.round(1)
    watched.save('specs/one.spec.ts', 'export const x = {{\n')
    const broken = await watched.round(2)
    expect(broken).toMatchObject({ exitCode: 2, problems: [{ kind: 'spec', location: { file: 'specs/one.spec.ts' } }] })
    watched.save('specs/two.spec.ts', SPECS['specs/two.spec.ts'])
    expect((await watched.round(3)).exitCode).toBe(0)
    expect(watched.said()).toContain('specs/one.spec.ts was not in this round, and not green at ')
    watched.save('roles/app.ts', 'export default { specs: 7 }')
    await watched.round(4)
    expect(watched.said()).toContain(' ERROR  roles/app.ts: ')
    watched.save('specs/one.spec.ts', SPECS['specs/one.spec.ts'])
    watched.save('roles/app.ts', "export default { specs: ['one'] }")
    await vi.waitFor(() => expect(watched.said()).toContain(' WATCHING  the spec took '), 20_000)
    const after = JSON.parse(readFileSync(join(watched.cwd, 'report.json'), 'utf8')) as RunReport
    expect(titles(after)).toEqual(['file "/etc/passwd" is a file'])
    // the same hosts, so the same connections
    expect(cost(after)).toMatchObject([{ connections: 0 }])
    await end(watched)
  })

  it('connects again where a connection was lost between two rounds, and says so', async () => {
    const watched = watch(SPECS, on('app-1', 'app-2'))
    await watched.round(1)
    const { hosts } = loadHosts()
    inside('app-1', 'for pid in $(pgrep -u deploy sshd); do kill -9 $pid; done')
    await new Promise((resolve) => setTimeout(resolve, 500))
    watched.save('specs/one.spec.ts', SPECS['specs/one.spec.ts'])
    const second = await watched.round(2)
    expect(second.exitCode).toBe(0)
    expect(cost(second).map(({ connections }) => connections)).toEqual([1, 0])
    expect(watched.said()).toContain(`connected again to ${hosts['app-1'].address}: the connection was lost`)
    await end(watched)
  })

  it('cuts a round short for a save, and leaves nothing of it on the host', async () => {
    const seconds = `4${Date.now() % 100_000}.${process.pid}`
    const waits = `import { command, expect, it } from 'infraspec'\nit('waits', async () => { await expect(command('sleep ${seconds}')).toExitWith(0) })\n`
    const watched = watch({ ...SPECS, 'specs/one.spec.ts': waits }, [...on('app-1'), '--timeout', '10m'])
    const running = () => inside('app-1', `pgrep -f 'sleep ${seconds.replace('.', '[.]')}$' || true`).trim()
    await vi.waitFor(() => expect(running()).not.toBe(''), { timeout: 20_000, interval: 200 })
    watched.save('specs/one.spec.ts', SPECS['specs/one.spec.ts'])
    const next = await watched.round(1)
    // what was cut short is run too
    expect(titles(next)).toHaveLength(3)
    expect(next.exitCode).toBe(0)
    expect(running()).toBe('')
    watched.save('specs/one.spec.ts', waits)
    await vi.waitFor(() => expect(running()).not.toBe(''), { timeout: 20_000, interval: 200 })
    expect(await end(watched)).toBe(130)
    await vi.waitFor(() => expect(running()).toBe(''), 20_000)
    await vi.waitFor(() => expect(inside('app-1', 'pgrep -u deploy sshd || true').trim()).toBe(''), 20_000)
  })

  it('obeys keys on a terminal: a, f, h, q', async () => {
    const failing = SPECS['specs/one.spec.ts'].replace('toBeFile', 'not.toBeFile')
    const watched = watch({ ...SPECS, 'specs/one.spec.ts': failing }, on('app-1'), true)
    const press = (key: string) => watched.child.stdin?.write(key)
    expect((await watched.round(1)).exitCode).toBe(1)
    press('f')
    expect(titles(await watched.round(2))).toEqual(['file "/etc/passwd" is not a file'])
    press('\r')
    expect(titles(await watched.round(3))).toHaveLength(3)
    press('h')
    await vi.waitFor(() => expect(watched.said()).toContain('quit, with the exit code of how all specs stand'), 20_000)
    watched.save('specs/two.spec.ts', SPECS['specs/two.spec.ts'])
    expect((await watched.round(4)).exitCode).toBe(0)
    press('q')
    // the last round was green, and the spec that was not in it is not
    expect(await watched.exit).toBe(1)
  })

  it('ends at once by Ctrl-C on a terminal', async () => {
    const watched = watch(SPECS, on('app-1'), true)
    await watched.round(1)
    watched.child.stdin?.write('\u0003')
    expect(await watched.exit).toBe(130)
  })
})

it.each([
  [['--shard', '1/2'], '--watch cannot be with --shard'],
  [['--profile'], '--watch cannot be with --profile'],
  [['--key-stdin'], '--watch cannot be with --key-stdin'],
])('is refused with %o', async (args, message) => {
  const ran = await infraspec(['run', '--role', 'local', '--host', 'local', '--watch', ...args])
  expect(ran.code).toBe(2)
  expect(ran.stderr).toContain(message)
})

it('is refused in CI without a terminal, and by commands that check once', async () => {
  const ci = await infraspec(['run', '--role', 'local', '--host', 'local', '--watch'], { env: { CI: 'true' } })
  expect(ci.code).toBe(2)
  expect(ci.stderr).toContain('CI is set and there is no terminal')
  const gate = await infraspec(['gate', '--role', 'local', '--watch', '--', 'true'])
  expect(gate.code).toBe(2)
  expect(gate.stderr).toContain('infraspec gate has no flag --watch')
})
