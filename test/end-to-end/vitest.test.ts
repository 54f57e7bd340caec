import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'

import { canBootHosts } from '../hosts/hosts.ts'
import { inside } from './real-host.ts'
import { roleOn, type VitestRan, VitestProject } from './vitest-project.ts'

const reason = canBootHosts()
const user = new VitestProject()

const BASE = "import { file, it } from 'infraspec'\nit(file('/etc/group')).toBeFile()\n"
const APP = `import { command, describe, expect, file, it } from 'infraspec'
import { path } from '../lib/path.ts'

describe('files', () => {
  it(file(path)).toBeFile()
  it(file('/etc/passwd')).toHaveMode('0600')
  describe('more', () => {
    it(file('/etc/passwd')).not.toExist()
    it.skipIf(() => true, 'not on these')('skipped', () => undefined)
    it.todo('to do')
    it('free', async () => {
      await expect(command("printf 'a\\\\033[2Jb %s-%s' hunter2 hunter2")).toHaveStdout('hi')
    })
    it('late', async () => {
      await expect(command('sleep 9', { timeout: '1s' })).not.toExitWith(0)
    })
  })
})
`
const FILES = {
  'specs/app.spec.ts': APP,
  'specs/base.spec.ts': BASE,
  'lib/path.ts': "export const path: string = '/etc/hosts'\n",
  'unit/own.test.ts': "import { expect, it } from 'vitest'\nit('adds', () => expect(1 + 1).toBe(2))\n",
  // ends and lies as specs do, and is a test of Vitest
  'specs/own.spec.ts': "import { expect, it } from 'vitest'\nit('adds', () => expect(1 + 1).toBe(2))\n",
}

const told = (ran: VitestRan, file: string) => (ran.files[file] ?? []).map((test) => [test.status, test.fullName])
const said = (ran: VitestRan, title: string) =>
  Object.values(ran.files)
    .flat()
    .filter(({ fullName }) => fullName.endsWith(title))
    .flatMap(({ failureMessages }) => failureMessages)
    .join('\n')

describe.skipIf(reason !== undefined)(`a user's own Vitest${reason ? `: skipped, ${reason}` : ''}`, () => {
  beforeAll(() => user.install(), 300_000)
  afterAll(() => user.remove())

  it.each([
    ['forks', 'module'],
    ['threads', 'commonjs'],
  ])('has a test for each check, with the pool %s and in a project of type %s', async (pool, type) => {
    user.reset({ ...FILES, 'roles/app.ts': roleOn(['app-1', 'app-2']) })
    user.write({ 'package.json': JSON.stringify({ name: 'user', private: true, type }) })
    const ran = await user.run(['--pool', pool], { INFRASPEC_SUDO_PASSWORD: 'hunter2-hunter2' })
    expect(ran.code, ran.output).toBe(1)
    expect(told(ran, 'specs/app.spec.ts')).toEqual([
      ['passed', 'files file "/etc/hosts" is a file'],
      ['failed', 'files file "/etc/passwd" has mode "0600"'],
      ['failed', 'files more file "/etc/passwd" does not exist'],
      ['skipped', 'files more skipped'],
      ['todo', 'files more to do'],
      ['failed', 'files more free'],
      ['failed', 'files more late'],
    ])
    for (const file of ['specs/base.spec.ts', 'specs/own.spec.ts', 'unit/own.test.ts']) {
      expect(told(ran, file)).toMatchObject([['passed', expect.anything()]])
    }
    expect(ran.output).toContain('app  2 hosts from roles/app.ts: app-1, app-2')
    expect(ran.output).toContain('[not on these]')
    const mode = said(ran, 'has mode "0600"')
    expect(mode).toContain('CheckFailed: app: holds on 0 of 2 hosts')
    expect(mode).toContain('✗ app-1, app-2: file "/etc/passwd" does not have mode "0600"')
    expect(mode).toMatch(/expected {3}0600\n +actual {5}0644\n/)
    expect(mode).toContain('ls -ld down to /etc/passwd (on app-1)')
    expect(mode).toContain(`at ${user.folder}/specs/app.spec.ts:6:27`)
    expect(ran.files['specs/app.spec.ts']?.[1]?.location).toEqual({ line: 6, column: 27 })
    expect(said(ran, 'late')).toContain('CouldNotTell: app: holds on 0 of 2 hosts')
    // what a host says is escaped, and what is secret is not said
    expect(said(ran, 'free')).toContain('a\\x1b[2Jb [redacted]')
    expect(ran.output).not.toContain('\u001b[2J')
    expect(ran.output + JSON.stringify(ran.files)).not.toContain('hunter2-hunter2')
    expect(inside('app-1', 'pgrep -u deploy sshd || true').trim()).toBe('')
  })

  it('is green where all is', async () => {
    user.reset({ ...FILES, 'specs/app.spec.ts': BASE, 'roles/app.ts': roleOn(['app-1']) })
    const ran = await user.run(['--expect.requireAssertions'])
    expect(ran.code, ran.output).toBe(0)
    expect(ran.output).toContain('4 passed (4)')
  })

  const none = "import { it } from 'infraspec'\n"
  it.each([
    ['a host that is down', { 'roles/app.ts': () => roleOn(['app-1', 'down-1']) }, 'infraspec down-1 is reachable'],
    ['no host', { 'roles/app.ts': () => roleOn([]) }, 'infraspec has at least one host'],
    ['too few hosts', { 'roles/app.ts': () => roleOn(['app-1'], 'atLeast: 2') }, 'infraspec has enough hosts'],
    ['a spec without checks', { 'specs/base.spec.ts': () => none }, 'infraspec has at least one check'],
    ['an empty spec', { 'specs/base.spec.ts': () => '' }, 'infraspec has at least one check'],
    ['a spec that is no TypeScript', { 'specs/base.spec.ts': () => `${none}it(((` }, 'specs/base.spec.ts can be read'],
    [
      'a spec that cannot be loaded',
      { 'specs/base.spec.ts': () => `${none}import { x } from './x.ts'\nit(x).toExist()` },
      'specs/base.spec.ts can be read',
    ],
    [
      'a host on which nothing was checked',
      {
        'roles/app.ts': () => roleOn(['app-1', 'app-2']),
        'specs/base.spec.ts': () => BASE.replace('it(', "it.skipIf(({ name }) => name === 'app-2', 'no')("),
      },
      'infraspec has at least one check',
    ],
    ['a role that cannot be read', { 'roles/app.ts': () => 'export default { hostz: [] }' }, 'infraspec can be run'],
  ])('is red with %s, whatever is filtered', async (_, files, title) => {
    user.reset({ ...FILES, 'roles/app.ts': roleOn(['app-1']) })
    user.write(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, text()])))
    const ran = await user.run(['specs/base', '--passWithNoTests'])
    expect(ran.code, ran.output).toBe(1)
    expect(told(ran, 'specs/base.spec.ts').filter(([status]) => status === 'failed')).toContainEqual([
      'failed',
      expect.stringContaining(title),
    ])
    const filtered = await user.run(['specs/base', '--passWithNoTests', '-t', 'nothing is called so'])
    expect(filtered.code, filtered.output).toBe(1)
  })

  it('tells what was not run on a host that is down, and no filter makes it green', async () => {
    user.reset({ ...FILES, 'roles/app.ts': roleOn(['app-1', 'down-1']) })
    const ran = await user.run(['specs/base', '-t', 'is a file'])
    expect(ran.code).toBe(1)
    expect(said(ran, 'is a file')).toContain('NotRun: app: holds on 1 of 2 hosts, not run on 1')
    expect(said(ran, 'is a file')).toContain('down-1: not run: the host could not be reached')
  })

  it('narrows by name and by line', async () => {
    user.reset({ ...FILES, 'roles/app.ts': roleOn(['app-1']) })
    expect((await user.run(['specs/app', '-t', 'hosts" is a file'])).code).toBe(0)
    expect((await user.run(['specs/app', '-t', '0600'])).code).toBe(1)
    const line = await user.run(['specs/app.spec.ts:6'])
    expect(told(line, 'specs/app.spec.ts').filter(([status]) => status !== 'skipped')).toHaveLength(1)
    expect(line.code).toBe(1)
  })

  it('hears the environment, and refuses what it cannot obey and a spec that is nobody’s', async () => {
    user.reset({ ...FILES, 'roles/app.ts': roleOn(['app-1']), 'specs/other.spec.ts': BASE })
    const down = await user.run(['specs/base'], { INFRASPEC_HOST: '127.0.0.1:1' })
    expect(said(down, 'is reachable')).toContain('127.0.0.1:1')
    const shard = await user.run(['specs/base'], { INFRASPEC_SHARD: '1/2' })
    expect(said(shard, 'can be run')).toContain('INFRASPEC_SHARD cannot be obeyed within Vitest')
    const other = await user.run(['specs/other'])
    expect(said(other, 'can be run')).toContain('specs/other.spec.ts is the spec of no role')
    expect([down.code, shard.code, other.code]).toEqual([1, 1, 1])
  })

  it('does not start with options that make no sense', async () => {
    user.reset({ ...FILES, 'roles/app.ts': roleOn(['app-1']) })
    const config = join(user.folder, 'vitest.config.ts')
    writeFileSync(
      config,
      "import { infraspec } from 'infraspec/vitest'\nexport default { plugins: [infraspec({ roles: 1 })] }\n",
    )
    const { ended, said: output } = user.start(['run'])
    expect(await ended).toBe(1)
    expect(output()).toContain('infraspec() in the configuration of Vitest: roles is not known. Did you mean "role"?')
  })

  it('watches: a save runs what it touches, all is asked anew, and nothing stays open', async () => {
    user.reset({
      ...FILES,
      'specs/app.spec.ts': `import { path } from '../lib/path.ts'\n${BASE.replace("'/etc/group'", 'path')}`,
      'roles/app.ts': roleOn(['app-1']),
    })
    inside('app-1', 'rm -f /run/watched')
    const { child, ended, said: output } = user.start(['--watch'])
    const after = (text: string, number: number) =>
      vi.waitFor(() => expect(output().split(text).length - 1, output()).toBe(number), {
        timeout: 30_000,
        interval: 50,
      })
    await after('Waiting for file changes', 1)
    user.write({ 'lib/path.ts': "export const path: string = '/run/watched'\n" })
    await after('Watching for file changes', 1)
    expect(output()).toContain('file "/run/watched" does not exist')
    inside('app-1', 'echo > /run/watched')
    user.write({
      'specs/app.spec.ts': `import { path } from '../lib/path.ts'\n${BASE.replace("'/etc/group'", 'path')}\n`,
    })
    await after('Waiting for file changes', 2)
    user.write({ 'roles/app.ts': roleOn(['app-1'], 'atLeast: 2') })
    await after('Watching for file changes', 2)
    expect(output()).toContain('Role app has 1 host and asks for 2')
    expect(inside('app-1', 'pgrep -u deploy sshd || true').trim()).toBe('')
    inside('app-1', 'rm -f /run/watched')
    child.kill('SIGINT')
    await ended
  })
})
